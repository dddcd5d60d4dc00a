"""The conditions of a benefit in words: what isn't limited isn't said, what is limited is."""

from datetime import date

import pytest
from django.utils.translation import override

from bookings.models import Benefit
from bookings.offers.benefit_terms import benefit_terms

TODAY = date(2027, 3, 1)


def terms(**rule: object) -> list[str]:
    with override("en"):
        return benefit_terms(Benefit(country="BY", code="BY_X", **rule), "en", TODAY)


def test_nothing_is_said_of_a_benefit_without_conditions() -> None:
    assert terms() == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"season_from": "11-01", "season_to": "02-29"}, "Each year from 1 November to 29 February, both included."),
        ({"valid_from": date(2027, 4, 1)}, "For trips from Thu 1 April 2027 on."),
        ({"valid_until": date(2027, 4, 1)}, "For trips before Thu 1 April 2027."),
        ({"age_min": 60}, "From the age of 60."),
        ({"age_max": 6}, "Up to the day before the birthday of 7."),
        ({"age_max": 7, "through_birthday": True}, "Up to the birthday of 7, this day included."),
        ({"only_with": ["BY_DISABLED_1"]}, "companions for each: 1."),
        ({"trips_per_day": 1}, "Trips a day: 1."),
        ({"free_trips": 12, "trips_period": "month"}, "Trips a month: 12."),
        ({"seat_classes": ["economy"]}, "In economy class only."),
        ({"seat_modes": ["quota", "open"]}, "Only on trains sold so: a place without a number, no limit."),
        ({"scope": "home_segment"}, "In Belarus only."),
    ],
)  # fmt: skip
def test_a_condition_is_told(rule: dict[str, object], words: str) -> None:
    (told,) = terms(**rule)
    assert words in told.replace("\N{NO-BREAK SPACE}", " ")


def test_a_version_that_holds_already_needs_no_first_day() -> None:
    assert terms(valid_from=date(2027, 3, 1)) == []
