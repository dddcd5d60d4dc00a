"""What decisions on fares say, on the day before, of and after each date; the act stands in the id of the test."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bookings.fares import NoTariff, section_fare, tariff_on
from tests.bookings.fares.samples import TARIFFS

BY, RU_2021, RU_2022 = TARIFFS
DAY = timedelta(days=1)

# km, fare: the first zone, its last kilometre, the first beyond, the sections up to the border, the longest journey.
GOLDEN = {
    BY: {1: "0.40", 10: "0.40", 11: "0.45", 12: "0.50", 48: "1.85", 58: "2.25", 60: "2.30"},
    RU_2021: {1: "26.30", 10: "26.30", 11: "28.93", 12: "31.56", 71: "186.73", 79: "207.77"},
    RU_2022: {1: "29.48", 10: "29.48", 11: "32.43", 12: "35.38", 71: "209.31", 79: "232.89"},
}


def named(version, what: object) -> str:
    return f"{version.act} {version.article} {version.country} {what}".replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("version", "km", "fare"),
    [
        pytest.param(version, km, fare, id=named(version, f"since {version.valid_from} {km} km"))
        for version, fares in GOLDEN.items()
        for km, fare in fares.items()
    ],
)
def test_a_distance_costs_what_the_decision_says(version, km, fare):
    assert str(section_fare(version, Decimal(km)).amount) == fare


CHANGES = [
    pytest.param(country, day, version, id=named(version, f"{what} {date_}"))
    for country, date_, before, after in [("RU", date(2022, 12, 1), RU_2021, RU_2022)]
    for day, version, what in [
        (date_ - DAY, before, "day before"), (date_, after, "day of"), (date_ + DAY, after, "day after"),
    ]
]  # fmt: skip


@pytest.mark.parametrize(("country", "day", "version"), CHANGES)
def test_the_version_of_the_day_of_travel_counts(country, day, version):
    assert tariff_on(TARIFFS, country, day) == version


@pytest.mark.parametrize(
    "version", [pytest.param(each, id=named(each, f"first day {each.valid_from}")) for each in (BY, RU_2021)]
)
def test_a_first_decision_begins_on_its_day(version):
    with pytest.raises(NoTariff):
        tariff_on(TARIFFS, version.country, version.valid_from - DAY)
    assert tariff_on(TARIFFS, version.country, version.valid_from) == version
    assert tariff_on(TARIFFS, version.country, version.valid_from + DAY) == version


@pytest.mark.parametrize(
    "version", [pytest.param(each, id=named(each, "New Year")) for each in (BY, RU_2022)]
)
def test_a_decision_without_an_end_counts_over_the_new_year(version):
    for day in (date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)):
        assert tariff_on(TARIFFS, version.country, day) == version
