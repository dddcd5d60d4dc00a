import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import (
    Benefit,
    FarePrice,
    LineKind,
    Money,
    NoTariff,
    PartyNotNumbered,
    PassengerFacts,
    Section,
    UnknownCurrency,
)
from tests.bookings.fares.samples import (
    DAY,
    RATE,
    days,
    journeys,
    passengers,
    price_of,
    rates,
    vitebsk_smolensk,
)

currencies = st.sampled_from(["BYN", "RUB"])
drawn = {"sections": journeys, "day": days, "rate": rates, "currency": currencies}


@given(passengers, st.fixed_dictionaries(drawn))
def test_a_price_is_never_negative_and_never_above_the_full_fare(passenger, journey):
    price = price_of(passenger, **journey)
    assert Money.zero(price.currency) <= price.price <= price.full_price
    assert Money.zero(price.other_price.currency) <= price.other_price <= price.other_full_price


@given(passengers, st.fixed_dictionaries(drawn))
def test_the_lines_add_up_to_the_price_in_both_currencies(passenger, journey):
    price = price_of(passenger, **journey)
    assert price.lines_sum == price.price
    assert price.lines[-1].kind == LineKind.TOTAL
    others = [line.other.amount for line in price.lines[:-1]]
    assert sum(others, Decimal(0)) == price.other_price.amount


@given(passengers, st.fixed_dictionaries(drawn), st.decimals(0, 100, places=1))
def test_a_longer_journey_never_costs_less(passenger, journey, more):
    belarus, russia = journey["sections"]
    longer = {**journey, "sections": (belarus, Section("RU", russia.km + more))}
    assert price_of(passenger, **journey).price <= price_of(passenger, **longer).price


@given(passengers, st.fixed_dictionaries(drawn))
def test_both_directions_cost_the_same(passenger, journey):
    back = {**journey, "sections": journey["sections"][::-1]}
    assert price_of(passenger, **journey).price == price_of(passenger, **back).price


@given(passengers, st.fixed_dictionaries({key: drawn[key] for key in ("sections", "day", "rate")}))
def test_a_price_in_roubles_is_the_same_whichever_currency_is_asked_for(passenger, journey):
    byn, rub = price_of(passenger, **journey, currency="BYN"), price_of(passenger, **journey, currency="RUB")
    assert (byn.price, byn.other_price) == (rub.other_price, rub.price)
    assert (byn.full_price, byn.other_full_price) == (rub.other_full_price, rub.full_price)


@given(st.lists(passengers, min_size=1, max_size=4), st.fixed_dictionaries(drawn))
def test_what_is_stored_is_read_back_the_same(party, journey):
    numbered = [PassengerFacts(p.country, p.claimed_benefit, p.birth_date, n) for n, p in enumerate(party, 1)]
    price = price_of(*numbered, **journey)
    assert FarePrice.from_json(price.to_json()) == price


@given(st.integers(0, 100), st.fixed_dictionaries(drawn))
def test_a_greater_discount_never_costs_more(percent, journey):
    def at(share: int) -> Money:
        rule = Benefit("BY_TEST", "BY", Decimal(share))
        return price_of(PassengerFacts("BY", "BY_TEST"), **journey, benefits=(rule,)).price

    assert at(min(percent + 1, 100)) <= at(percent)
    assert not at(100)


def test_the_price_of_a_pensioner_explains_itself_line_by_line():
    price = price_of(PassengerFacts("BY", "BY_PENSIONER_SEASON"))
    lines = [(line.kind.value, str(line.amount), str(line.other), str(line.own)) for line in price.lines]
    assert lines == [
        ("section", "2.30 BYN", "63.89 RUB", "2.30 BYN"),
        ("section", "8.38 BYN", "232.89 RUB", "232.89 RUB"),
        ("conversion", "0.00 BYN", "0.00 RUB", "232.89 RUB"),
        ("reduction", "-5.34 BYN", "-148.39 RUB", "None"),
        ("total", "5.34 BYN", "148.39 RUB", "None"),
    ]


def test_every_line_names_its_rule():
    belarus, russia, conversion, reduction, _ = price_of(PassengerFacts("BY", "BY_PENSIONER_SEASON")).lines
    assert (belarus.country, belarus.km, belarus.from_stop, belarus.to_stop) == (
        "BY",
        60,
        "VITEBSK",
        "BORDER_VIT",
    )
    assert (belarus.rounding, belarus.quality, russia.rounding, russia.quality) == (
        "up:0.05",
        "U",
        "half_up:0.01",
        "P",
    )
    assert "МАРТ" in belarus.act
    assert conversion.rate == RATE
    assert (reduction.benefit, reduction.percent, reduction.scope) == (
        "BY_PENSIONER_SEASON",
        50,
        "whole_route",
    )
    assert reduction.act == "Указ Президента РБ от 29.04.2011 №\u00a0176"


def test_half_a_kopeck_of_a_reduction_falls_to_the_passenger():
    # 2.35 BYN at 50 percent is 1.175 off, rounded to 1.18.
    half = Benefit("BY_HALF", "BY", Decimal(50))
    price = price_of(
        PassengerFacts("BY", "BY_HALF"), sections=(Section("BY", Decimal(61)),), benefits=(half,)
    )
    assert str(price.full_price) == "2.35 BYN"
    assert str(price.price) == "1.17 BYN"


def test_a_benefit_of_the_home_segment_leaves_the_other_country_whole():
    home = Benefit("RU_HOME", "RU", Decimal(50), scope="home_segment")
    price = price_of(PassengerFacts("RU", "RU_HOME"), benefits=(home,), currency="RUB")
    assert str(price.price) == "180.33 RUB"  # 63.89 in Belarus, and 232.89 less 116.45
    assert str(price.full_price) == "296.78 RUB"


def test_a_journey_in_one_country_in_its_own_currency_needs_no_rate_line():
    kinds = [line.kind.value for line in price_of(PassengerFacts(), sections=vitebsk_smolensk()[:1]).lines]
    assert kinds == ["section", "total"]


def test_a_journey_of_no_sections_costs_nothing():
    assert not price_of(PassengerFacts(), sections=()).price


def test_the_stored_form_has_the_agreed_keys():
    data = price_of(PassengerFacts("BY", "BY_PENSIONER_SEASON"), day=date(2026, 11, 1)).to_json()
    assert set(data) == {"price", "full_price", "currency", "other", "lines", "problems"}
    assert data["other"] == {"price": "296.78", "full_price": "296.78", "currency": "RUB"}
    expected = (
        "kind amount currency other country km from_stop to_stop tariff act article benefit percent scope"
    )
    assert set(data["lines"][0]) == {
        *expected.split(),
        "rate",
        "rate_date",
        "rate_source",
        "own",
        "rounding",
        "quality",
        "tariff_since",
        "benefit_since",
        "reach",
        "season",
        "season_act",
        "season_article",
        "season_quality",
        "ancillary",
        "times",
        "single",
    }
    assert data["lines"][0]["own"] == {"amount": "2.30", "currency": "BYN"}
    assert data["problems"][0]["params"]["next_start"] == "2027-05-01"


def test_a_stored_price_of_an_earlier_release_is_still_read():
    data = price_of(PassengerFacts()).to_json()
    for line in data["lines"]:
        del line["scope"], line["quality"], line["rate_source"], line["benefit_since"], line["reach"]
        del line["season"], line["times"], line["single"]
    del data["problems"]
    assert str(FarePrice.from_json(data).price) == "10.68 BYN"


def test_a_third_currency_is_refused():
    with pytest.raises(UnknownCurrency):
        price_of(PassengerFacts(), currency="EUR")


def test_a_day_without_a_tariff_is_refused():
    with pytest.raises(NoTariff):
        price_of(PassengerFacts(), day=date(2020, 1, 1))


def test_a_party_whose_numbers_repeat_is_refused():
    with pytest.raises(PartyNotNumbered):
        price_of(PassengerFacts(), PassengerFacts())


def test_the_order_of_a_party_changes_nobody_s_price():
    party = [
        PassengerFacts("BY", "BY_COMPANION", number=1),
        PassengerFacts("BY", "BY_DISABLED_1", number=2),
        PassengerFacts("RU", birth_date=date(2022, 1, 1), number=3),
        PassengerFacts("BY", "BY_COMPANION", number=4),
    ]

    def prices(order: list[PassengerFacts]) -> list[str]:
        rotated = [[p, *(q for q in order if q is not p)] for p in party]
        return [str(price_of(*each, day=DAY).price) for each in rotated]

    shuffled = random.Random(7).sample(party, len(party))
    assert prices(party) == prices(shuffled) == ["0.00 BYN", "0.00 BYN", "0.00 BYN", "10.68 BYN"]
