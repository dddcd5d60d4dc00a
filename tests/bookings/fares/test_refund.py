from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bookings.fares import Money, RefundRule, refund_amount, refund_rule_on
from bookings.fares.tables import REFUND_RULES_FILE, read_refund_rules

RULES = read_refund_rules(REFUND_RULES_FILE)
DEPARTS = datetime(2027, 5, 15, 4, 12, tzinfo=UTC)


def rule(**changes: object) -> RefundRule:
    fields: dict[str, object] = {
        "seat_mode": "numbered",
        "valid_from": date(2026, 1, 1),
        "valid_until": None,
        "minutes_before_departure": 0,
        "share_percent": Decimal(50),
    }
    return RefundRule(**{**fields, **changes})  # type: ignore[arg-type]  # the fields are named above


@pytest.mark.parametrize(
    ("left", "back"),
    [
        (timedelta(days=30), "10.67 BYN"),
        (timedelta(hours=2, seconds=1), "10.67 BYN"),
        (timedelta(hours=2), "10.67 BYN"),
        (timedelta(hours=2, seconds=-1), "5.34 BYN"),
        (timedelta(0), "5.34 BYN"),
        (timedelta(seconds=-1), "0.00 BYN"),
    ],
)
@pytest.mark.parametrize("country", ["BY", "RU"])
def test_two_hours_before_departure_all_comes_back_later_half(left, back, country):
    found = refund_rule_on(RULES, "numbered", DEPARTS - left, DEPARTS, country)
    assert str(refund_amount(Money(Decimal("10.67"), "BYN"), found)) == back


def test_the_rules_of_the_train_s_mode_count():
    found = refund_rule_on(RULES, "open", DEPARTS - timedelta(minutes=1), DEPARTS)
    assert found is not None
    assert found.share_percent == 100


@pytest.mark.parametrize(("day", "share"), [(14, 50), (15, 80), (16, 80)])
def test_a_new_set_of_rules_replaces_the_old_one_from_its_day(day, share):
    rules = [rule(), rule(minutes_before_departure=600, share_percent=Decimal(90))]
    rules.append(rule(valid_from=date(2027, 3, 15), share_percent=Decimal(80)))
    now = datetime(2027, 3, day, 12, tzinfo=UTC)
    found = refund_rule_on(rules, "numbered", now, now + timedelta(minutes=60))
    assert found is not None
    assert found.share_percent == share


@pytest.mark.parametrize(("country", "share"), [("BY", 90), ("RU", 50), ("", 50)])
def test_the_rules_of_the_country_where_the_trip_begins_come_before_the_general_ones(country, share):
    rules = [
        rule(),
        rule(country="BY", share_percent=Decimal(90)),
        rule(country="BY", valid_until=date(2026, 2, 1)),
    ]
    found = refund_rule_on(rules, "numbered", DEPARTS - timedelta(hours=1), DEPARTS, country)
    assert found is not None
    assert found.share_percent == share


def test_a_country_whose_rules_ended_falls_back_to_the_general_ones():
    rules = [rule(), rule(country="BY", share_percent=Decimal(90), valid_until=date(2027, 1, 1))]
    found = refund_rule_on(rules, "numbered", DEPARTS - timedelta(hours=1), DEPARTS, "BY")
    assert found is not None
    assert found.share_percent == 50


def test_nothing_comes_back_by_a_rule_that_ended():
    now = datetime(2027, 3, 15, 12, tzinfo=UTC)
    assert (
        refund_rule_on([rule(valid_until=date(2027, 3, 15))], "numbered", now, now + timedelta(days=1))
        is None
    )


@pytest.mark.parametrize(("currency", "back"), [("BYN", "4.00 BYN"), ("RUB", "0.00 RUB")])
def test_the_fee_is_of_the_sale_s_currency_and_takes_no_more_than_there_is(currency, back):
    with_fee = rule(fee_byn=Decimal("1.00"), fee_rub=Decimal("30.00"))
    assert str(refund_amount(Money(Decimal("10.00"), currency), with_fee)) == back
