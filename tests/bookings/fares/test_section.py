from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import BorderNotBetween, Money, Section, section_fare, split_at_border, tariff_on
from bookings.fares.tariff import UnknownCountry
from tests.bookings.fares.samples import DAY, TARIFFS, kilometres, tariff


@pytest.mark.parametrize(
    ("country", "km", "fare"),
    [
        ("BY", "0", "0.00 BYN"),
        ("BY", "0.1", "0.40 BYN"),
        ("BY", "10", "0.40 BYN"),
        ("BY", "48", "1.85 BYN"),
        ("BY", "60", "2.30 BYN"),
        ("RU", "0", "0.00 RUB"),
        ("RU", "1", "29.48 RUB"),
        ("RU", "10", "29.48 RUB"),
        ("RU", "11", "32.43 RUB"),
        ("RU", "71", "209.31 RUB"),
        ("RU", "79", "232.89 RUB"),
    ],
)
def test_a_section_costs_by_its_country_s_rule(country, km, fare):
    assert str(section_fare(tariff_on(TARIFFS, country, DAY), Decimal(km))) == fare


def test_a_started_kilometre_counts_as_a_whole_one():
    assert section_fare(tariff(), Decimal("20.1")) == section_fare(tariff(), Decimal(21))
    assert section_fare(tariff(), Decimal("20.0")) < section_fare(tariff(), Decimal("20.1"))


@given(st.sampled_from(["BY", "RU"]), kilometres, kilometres)
def test_a_longer_section_never_costs_less(country, one, two):
    version = tariff_on(TARIFFS, country, DAY)
    assert section_fare(version, min(one, two)) <= section_fare(version, max(one, two))


@given(st.sampled_from(["up:0.01", "up:0.05", "half_up:1", "down:0.1"]), kilometres)
def test_a_fare_is_never_negative_whatever_the_rounding(code, km):
    assert section_fare(tariff(rounding=code), km) >= Money.zero("BYN")


def test_a_journey_over_the_border_has_a_section_in_each_country():
    there = split_at_border(
        Decimal(0), Decimal(139), Decimal(60), "BY", "RU", from_stop="A", border_stop="B", to_stop="C"
    )
    assert there == (Section("BY", Decimal(60), "A", "B"), Section("RU", Decimal(79), "B", "C"))


def test_the_way_back_has_the_same_sections_in_the_other_order():
    # On the way back kilometres count from Smolensk, so the border stands at 79.
    there = split_at_border(Decimal(0), Decimal(139), Decimal(60), "BY", "RU")
    back = split_at_border(Decimal(0), Decimal(139), Decimal(79), "RU", "BY")
    assert back == there[::-1]
    assert split_at_border(Decimal(139), Decimal(0), Decimal(60), "RU", "BY") == back


@pytest.mark.parametrize(("start", "end", "border"), [(0, 48, 60), (71, 139, 60), (0, 48, None)])
def test_a_journey_within_a_country_is_one_section(start, end, border):
    sections = split_at_border(Decimal(start), Decimal(end), border and Decimal(border), "RU", "RU")
    assert sections == (Section("RU", Decimal(end - start)),)


def test_a_section_of_no_length_is_left_out():
    assert split_at_border(Decimal(60), Decimal(79), Decimal(60), "BY", "RU") == (Section("RU", Decimal(19)),)


@pytest.mark.parametrize("border", [None, Decimal(140), Decimal(-1)])
def test_a_border_that_is_not_between_is_refused(border):
    with pytest.raises(BorderNotBetween):
        split_at_border(Decimal(0), Decimal(139), border, "BY", "RU")


def test_a_border_post_is_in_no_country():
    with pytest.raises(UnknownCountry):
        split_at_border(Decimal(0), Decimal(60), Decimal(60), "BY", "BY/RU")
