"""What is kept for an exchange, and that its sums always add up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import Money, exchange_difference, exchange_fee, refund_amount, refund_rule_on
from bookings.fares.tables import (
    EXCHANGE_RULES_FILE,
    REFUND_RULES_FILE,
    read_exchange_rules,
    read_refund_rules,
)

RULES = read_exchange_rules(EXCHANGE_RULES_FILE)
REFUNDS = read_refund_rules(REFUND_RULES_FILE)
DEPARTS = datetime(2027, 5, 15, 4, 12, tzinfo=UTC)
sums = st.decimals(min_value=0, max_value=1000, places=2)


@pytest.mark.parametrize(
    ("left", "paid", "kept"),
    [
        (timedelta(days=30), "10.67 BYN", "0.76 BYN"),
        (timedelta(hours=2), "10.67 BYN", "0.76 BYN"),
        (timedelta(hours=2, seconds=-1), "10.67 BYN", "6.09 BYN"),
        (timedelta(days=30), "300.00 RUB", "21.00 RUB"),
        (timedelta(days=30), "0.00 BYN", "0.00 BYN"),
    ],
    ids=["long before", "two hours before", "later half counts", "in roubles of Russia", "a free ticket"],
)
def test_what_is_kept_follows_the_time_left(left, paid, kept):
    rule = refund_rule_on(RULES, "numbered", DEPARTS - left, DEPARTS)
    amount, currency = paid.split()
    assert str(exchange_fee(Money(Decimal(amount), currency), rule)) == kept


def test_after_departure_there_is_no_rule():
    assert refund_rule_on(RULES, "numbered", DEPARTS + timedelta(seconds=1), DEPARTS) is None


def test_without_a_rule_because_the_railway_failed_nothing_is_kept():
    assert exchange_fee(Money(Decimal("10.67"), "BYN"), None) == Money.zero("BYN")


@given(paid=sums, price=sums, minutes=st.integers(0, 10_000))
def test_what_is_paid_kept_and_returned_adds_up_to_the_kopeck(paid, price, minutes):
    rule = refund_rule_on(RULES, "numbered", DEPARTS - timedelta(minutes=minutes), DEPARTS)
    old, new = Money(paid, "BYN"), Money(price, "BYN")
    fee = exchange_fee(old, rule)
    difference = exchange_difference(paid=old, fee=fee, price=new)
    assert old + difference == new + fee
    assert fee >= Money.zero("BYN")


@given(paid=sums, minutes=st.integers(0, 10_000), country=st.sampled_from(["BY", "RU"]))
def test_an_exchange_never_goes_round_the_rule_of_refunds(paid, minutes, country):
    """Exchanged for a ticket that can be returned in full, a ticket brings no more than returned at once."""
    left, old = timedelta(minutes=minutes), Money(paid, "BYN")
    fee = exchange_fee(old, refund_rule_on(RULES, "numbered", DEPARTS - left, DEPARTS, country))
    back = refund_amount(old, refund_rule_on(REFUNDS, "numbered", DEPARTS - left, DEPARTS, country))
    assert old - fee <= back
