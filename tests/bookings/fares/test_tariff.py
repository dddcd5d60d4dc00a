from datetime import date
from decimal import Decimal

import pytest

from bookings.fares import BadRounding, NoTariff, section_fare, tariff_on
from tests.bookings.fares.samples import TARIFFS, tariff


@pytest.mark.parametrize(
    ("day", "ten_km"),
    [
        pytest.param(date(2022, 11, 30), "26.30", id="day before"),
        pytest.param(date(2022, 12, 1), "29.48", id="day of"),
        pytest.param(date(2022, 12, 2), "29.48", id="day after"),
    ],
)
def test_the_smolensk_tariff_changes_on_its_day(day, ten_km):
    assert str(section_fare(tariff_on(TARIFFS, "RU", day), Decimal(10))) == f"{ten_km} RUB"


def test_there_is_no_tariff_before_the_first():
    with pytest.raises(NoTariff) as refusal:
        tariff_on(TARIFFS, "BY", date(2025, 12, 31))
    assert (refusal.value.country, refusal.value.day) == ("BY", date(2025, 12, 31))


def test_there_is_no_tariff_on_the_day_it_ends():
    ended = tariff(valid_until=date(2026, 7, 1))
    assert tariff_on([ended], "BY", date(2026, 6, 30)) == ended
    with pytest.raises(NoTariff):
        tariff_on([ended], "BY", date(2026, 7, 1))


def test_of_two_versions_in_force_the_later_counts():
    old, new = tariff(name="old"), tariff(name="new", valid_from=date(2026, 6, 1))
    assert tariff_on([new, old], "BY", date(2026, 5, 31)) == old
    assert tariff_on([new, old], "BY", date(2026, 6, 1)) == new


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"country": "PL"}, ValueError),
        ({"currency": "EUR"}, ValueError),
        ({"rounding": "roughly"}, BadRounding),
        ({"price_per_km": Decimal(-1)}, ValueError),
        ({"valid_until": date(2026, 1, 1)}, ValueError),
    ],
)
def test_a_version_that_makes_no_sense_is_refused(changes, error):
    with pytest.raises(error):
        tariff(**changes)
