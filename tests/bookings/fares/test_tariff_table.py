from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import BadTable, read_pairs, read_zones, section_fare
from tests.bookings.fares.samples import kilometres, tariff

ZONES = [["10", "0.40"], ["25", "1,00"], ["60", "2.10"]]
ZONED = tariff(zones=read_zones(ZONES), price_per_km=Decimal("0.03"))

amounts = st.decimals(0, 50, places=2)


@pytest.mark.parametrize(
    ("km", "fare"),
    [("0", "0.00"), ("0.1", "0.40"), ("10", "0.40"), ("10.1", "1.00"), ("60", "2.10"), ("61", "2.13")],
)
def test_a_journey_costs_its_zone_and_beyond_the_last_each_kilometre(km, fare):
    assert str(section_fare(ZONED, Decimal(km)).amount) == fare


@given(st.lists(amounts, min_size=1, max_size=6, unique=True), kilometres, kilometres)
def test_a_farther_zone_never_costs_less(prices, one, two):
    zones = read_zones([[str(10 * at), str(price)] for at, price in enumerate(sorted(prices), start=1)])
    version = tariff(zones=zones)
    assert section_fare(version, min(one, two)) <= section_fare(version, max(one, two))


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([["10", "0.40"], ["10", "0.50"]], 2),
        ([["10", "0.40"], ["20", "0.30"]], 2),
        ([["10", "a"]], 1),
        ([["10", "-1"]], 1),
        ([["10", "NaN"]], 1),
        ([["10"]], 1),
    ],
)
def test_a_zone_that_makes_no_sense_is_refused_by_its_line(rows, line):
    with pytest.raises(BadTable) as refusal:
        read_zones(rows)
    assert refusal.value.line == line


@pytest.mark.parametrize(
    "rows",
    [
        [["A", "B", "1"], ["B", "A", "2"]],
        [["A", "A", "1"]],
        [["", "B", "1"]],
        [["A", "B"]],
        [["A", "B", "x"]],
    ],
)
def test_a_pair_that_makes_no_sense_is_refused(rows):
    with pytest.raises(BadTable):
        read_pairs(rows)


def test_a_pair_has_its_price_in_both_directions_and_others_go_by_distance():
    version = tariff(pairs=read_pairs([["VITEBSK", "BORDER_VIT", "2.22"]]))
    assert str(section_fare(version, Decimal(60), ("VITEBSK", "BORDER_VIT"))) == "2.22 BYN"
    assert str(section_fare(version, Decimal(60), ("BORDER_VIT", "VITEBSK"))) == "2.22 BYN"
    by_distance = section_fare(tariff(), Decimal(58))
    assert section_fare(version, Decimal(58), ("VITEBSK", "ZAOLSHA")) == by_distance
