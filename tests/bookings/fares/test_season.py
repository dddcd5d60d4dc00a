from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import (
    Benefit,
    BenefitNeeded,
    FarePrice,
    Money,
    NoSeasonRule,
    PassengerFacts,
    SeasonRefundRule,
    SeasonRule,
    SeasonShape,
    Section,
    holds_on,
    price_season,
    season_refund,
    season_rules_on,
    trip_price,
)
from bookings.fares.shares import section_shares
from tests.bookings.fares.samples import (
    BENEFITS,
    RATE,
    TARIFFS,
    journeys,
    kilometres,
    passengers,
    rates,
    vitebsk_smolensk,
)

MONTH = SeasonShape("all", months=1)
JUNE = date(2027, 6, 1)
shapes = st.builds(
    SeasonShape,
    days=st.sampled_from(["all", "workdays", "weekend"]),
    months=st.integers(1, 12),
    trips=st.none() | st.integers(1, 90),
)
firsts = st.dates(date(2026, 1, 1), date(2029, 12, 31))
multiples = st.decimals("0.5", "90", places=2)
drawn = st.fixed_dictionaries(
    {
        "sections": journeys,
        "first_day": firsts,
        "rate": rates,
        "currency": st.sampled_from(["BYN", "RUB"]),
    }
)


def rule(country: str = "BY", fares: str = "36", **changes: object) -> SeasonRule:
    fields: dict[str, object] = {
        "code": "MONTH",
        "country": country,
        "shape": MONTH,
        "single_fares": Decimal(fares),
        "valid_from": date(2026, 1, 1),
        "benefits": ("*",),
    }
    return SeasonRule(**{**fields, **changes})  # type: ignore[arg-type]  # the fields are named above


NOBODY = PassengerFacts()


def season_of(passenger: PassengerFacts = NOBODY, **changes: object) -> FarePrice:
    sections = changes.pop("sections", None)
    chosen = vitebsk_smolensk() if sections is None else sections
    given_rules = changes.pop("rules", None) or [rule(each.country) for each in chosen]
    fields: dict[str, object] = {
        "sections": chosen,
        "rules": given_rules,
        "passenger": passenger,
        "first_day": JUNE,
        "tariffs": TARIFFS,
        "benefits": BENEFITS,
        "rate": RATE,
        "currency": "BYN",
    }
    return price_season(**{**fields, **changes})  # type: ignore[arg-type]  # the fields are named above


@given(passengers, drawn, multiples, multiples)
def test_a_season_ticket_is_never_below_nothing_never_above_the_full_price_and_adds_up(
    passenger, journey, here, there
):
    rules = [rule("BY", str(here)), rule("RU", str(there))]
    price = season_of(passenger, rules=rules, **journey)
    assert Money.zero(price.currency) <= price.price <= price.full_price
    assert Money.zero(price.other_price.currency) <= price.other_price <= price.other_full_price
    assert price.lines_sum == price.price
    assert sum((line.other.amount for line in price.lines[:-1]), Decimal(0)) == price.other_price.amount
    parts = [share.paid.amount for share in section_shares(price)]
    assert sum(parts, Decimal(0)) == price.price.amount
    assert FarePrice.from_json(price.to_json()) == price


@given(passengers, drawn, multiples, kilometres, st.decimals("0.01", "9", places=2))
def test_a_longer_section_or_more_single_fares_never_cost_less(
    passenger, journey, fares, more_km, more_fares
):
    belarus, russia = journey["sections"]
    longer = {**journey, "sections": (belarus, Section("RU", russia.km + more_km))}
    here, dearer = rule("BY", str(fares)), rule("BY", str(fares + more_fares))
    price = season_of(passenger, rules=[here, rule("RU", "36")], **journey).price
    assert price <= season_of(passenger, rules=[here, rule("RU", "36")], **longer).price
    assert price <= season_of(passenger, rules=[dearer, rule("RU", "36")], **journey).price


@given(drawn, passengers)
def test_both_directions_cost_the_same(journey, passenger):
    back = {**journey, "sections": journey["sections"][::-1]}
    assert season_of(passenger, **journey).price == season_of(passenger, **back).price


def test_eighteen_trips_there_and_eighteen_back_are_explained_line_by_line():
    price = season_of(PassengerFacts("BY", "BY_PENSIONER_SEASON"))
    lines = [(line.kind.value, str(line.amount), str(line.times), str(line.single)) for line in price.lines]
    assert lines == [
        ("section", "82.80 BYN", "36", "2.30 BYN"),  # 36 times 2.30
        ("section", "301.83 BYN", "36", "232.89 RUB"),  # 8384.04 RUB at 3.6
        ("conversion", "0.00 BYN", "None", "None"),
        ("reduction", "-192.32 BYN", "None", "None"),
        ("total", "192.31 BYN", "None", "None"),
    ]


@pytest.mark.parametrize(
    ("first", "is_reduced"),
    [
        (date(2027, 4, 30), False),
        (date(2027, 5, 1), True),
        (date(2027, 10, 1), True),
        (date(2027, 10, 2), False),
    ],
    ids=["a day before the season", "its first day", "ends with it", "ends a day after it"],
)
def test_a_benefit_must_hold_on_every_day_of_the_ticket(first, is_reduced):
    price = season_of(PassengerFacts("BY", "BY_PENSIONER_SEASON"), first_day=first)
    assert bool(price.reduction) is is_reduced
    assert [each.code for each in price.problems] == (
        [] if is_reduced else ["out_of_season" if first.month == 4 else "season_benefit_ends"]
    )


def test_a_benefit_that_the_rule_of_one_section_does_not_name_reduces_nothing():
    rules = [rule("BY"), rule("RU", benefits=("RU_OTHER",))]
    price = season_of(PassengerFacts("BY", "BY_PENSIONER_SEASON"), rules=rules)
    assert price.price == price.full_price
    assert price.problems[0].code == "season_not_reduced"


def test_a_benefit_of_the_home_segment_needs_only_its_own_country_s_rule():
    home = Benefit("BY_HOME", "BY", Decimal(50), scope="home_segment")
    rules = [rule("BY", benefits=("BY_HOME",)), rule("RU", benefits=())]
    price = season_of(PassengerFacts("BY", "BY_HOME"), rules=rules, benefits=(home,))
    assert str(price.full_price - price.price) == "41.40 BYN"


def test_a_benefit_for_so_many_trips_never_reduces_a_season_ticket():
    limited = Benefit("BY_ONCE", "BY", Decimal(50), trips_per_day=1)
    assert season_of(PassengerFacts("BY", "BY_ONCE"), benefits=(limited,)).reduction is None


def test_a_ticket_for_holders_of_a_benefit_is_sold_to_nobody_else():
    rules = [replace(rule(each.country), needs_benefit=True) for each in vitebsk_smolensk()]
    assert season_of(PassengerFacts("BY", "BY_PENSIONER_SEASON"), rules=rules).reduction
    with pytest.raises(BenefitNeeded):
        season_of(PassengerFacts("BY"), rules=rules)


def test_countries_whose_rules_describe_different_tickets_sell_none():
    rules = [rule("BY"), rule("RU", shape=SeasonShape("workdays", months=1))]
    with pytest.raises(NoSeasonRule):
        season_rules_on(rules, "MONTH", vitebsk_smolensk(), JUNE)
    with pytest.raises(NoSeasonRule):
        season_rules_on(rules[:1], "MONTH", vitebsk_smolensk(), JUNE)
    assert season_rules_on(rules, "MONTH", vitebsk_smolensk()[:1], JUNE) == rules[:1]
    alike = [rule("BY"), rule("RU")]
    assert season_rules_on(iter(alike), "MONTH", vitebsk_smolensk(), JUNE) == alike


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2027, 1, 1), 1, date(2027, 1, 31)),
        (date(2027, 1, 15), 1, date(2027, 2, 14)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 30)),
        (date(2026, 12, 5), 12, date(2027, 12, 4)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_a_month_ends_the_day_before_the_same_day_of_the_next(first, months, last):
    assert SeasonShape("all", months=months).last_day(first) == last


@given(shapes, firsts)
def test_a_ticket_of_months_is_never_shorter_than_their_shortest(shape, first):
    assert (
        timedelta(days=28 * shape.months - 1)
        <= shape.last_day(first) - first
        <= timedelta(days=31 * shape.months)
    )


SATURDAY, MONDAY = date(2027, 5, 15), date(2027, 5, 17)


@pytest.mark.parametrize(
    ("day", "countries", "holidays", "moved", "works", "rests"),
    [
        (MONDAY, "BY RU", {}, {}, True, False),
        (SATURDAY, "BY RU", {}, {}, False, True),
        (MONDAY, "BY", {"BY": {MONDAY}}, {}, False, True),
        (MONDAY, "BY RU", {"BY": {MONDAY}}, {}, True, True),
        (MONDAY, "BY RU", {"BY": {MONDAY}, "RU": {MONDAY}}, {}, False, True),
        (SATURDAY, "BY RU", {}, {SATURDAY: 1}, True, False),
        (MONDAY, "BY RU", {}, {MONDAY: 7}, False, True),
    ],
    ids=[
        "Monday",
        "Saturday",
        "holiday",
        "holiday of one",
        "holiday of both",
        "works for Monday",
        "off for Sunday",
    ],
)
def test_working_days_and_days_off_know_holidays_and_moved_days(
    day, countries, holidays, moved, works, rests
):
    known = {"countries": countries.split(), "holidays": holidays, "substitutes": moved}
    assert holds_on("workdays", day, **known) is works
    assert holds_on("weekend", day, **known) is rests
    assert holds_on("all", day, **known)


RETURNS = SeasonRefundRule(date(2026, 1, 1), None, Decimal(100), Decimal(80), Decimal("1.50"), Decimal(40))


@given(st.decimals(0, 9999, places=2), st.integers(-5, 100), st.integers(0, 90), st.booleans())
def test_a_refund_is_never_below_nothing_and_never_above_what_was_paid(paid, left, whole, began):
    back = season_refund(Money(paid, "BYN"), RETURNS, began=began, left=left, whole=whole)
    assert Money.zero("BYN") <= back <= Money(paid, "BYN")


@given(st.decimals(0, 9999, places=2), st.integers(0, 89))
def test_more_trips_made_never_bring_more_back(paid, used):
    def back(left: int) -> Money:
        return season_refund(Money(paid, "RUB"), RETURNS, began=True, left=left, whole=90)

    assert back(90 - used - 1) <= back(90 - used)


def test_the_unused_part_comes_back_by_the_rule_less_the_fee():
    paid = Money(Decimal("100.00"), "BYN")
    assert str(season_refund(paid, RETURNS, began=False, left=10, whole=10)) == "98.50 BYN"
    assert str(season_refund(paid, RETURNS, began=True, left=4, whole=10)) == "30.50 BYN"
    assert not season_refund(paid, None, began=False, left=10, whole=10)


def test_a_trip_with_a_season_ticket_costs_nothing_and_names_it():
    price = trip_price("ACD3HJK", "RUB")
    assert [line.season for line in price.lines] == ["ACD3HJK", ""]
    assert not price.price
    assert not price.full_price
    assert price.lines_sum == price.price
    assert FarePrice.from_json(price.to_json()) == price
