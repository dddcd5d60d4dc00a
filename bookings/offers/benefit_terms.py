"""On which conditions a benefit is given, in words: for the page where all benefits stand."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from bookings.models import Benefit
from bookings.offers.problem_words import PERIODS
from railway.lib import wording
from timetables.models import SeatMode

A_LEAP_YEAR = 2024  # a season may end on 29 February


def benefit_terms(benefit: Benefit, language: str, today: date) -> list[str]:
    """This function tells season, age, trips, trains and territory of a benefit in the active language, a line each.

    What isn't limited isn't said. Days are service days; ages are whole years on the day of travel.
    """
    return [*_when(benefit, language, today), *_who(benefit), *_how_often(benefit), *_where(benefit)]


def _when(benefit: Benefit, language: str, today: date) -> Iterator[str]:
    if benefit.valid_from and benefit.valid_from > today:
        yield _("For trips from %(day)s on.") % {"day": wording.write_day(benefit.valid_from, language)}
    if benefit.season_from:
        ends = {"first": _day(benefit.season_from, language), "last": _day(benefit.season_to, language)}
        yield _("Each year from %(first)s to %(last)s, both included.") % ends
    if benefit.valid_until:
        yield _("For trips before %(day)s.") % {"day": wording.write_day(benefit.valid_until, language)}


def _day(month_day: str, language: str) -> str:
    month, day = (int(part) for part in month_day.split("-"))
    return wording.write_day_and_month(date(A_LEAP_YEAR, month, day), language)


def _who(benefit: Benefit) -> Iterator[str]:
    if benefit.age_min:
        yield _("From the age of %(age)s.") % {"age": benefit.age_min}
    if benefit.age_max is not None:
        until = (
            _("Up to the birthday of %(age)s, this day included.")
            if benefit.through_birthday
            else _("Up to the day before the birthday of %(age)s.")
        )
        yield until % {"age": benefit.age_max if benefit.through_birthday else benefit.age_max + 1}
    if benefit.only_with:
        yield _("Only in one order with the person accompanied; companions for each: %(count)s.") % {
            "count": benefit.companions_each
        }


def _how_often(benefit: Benefit) -> Iterator[str]:
    if benefit.trips_per_day is not None:
        yield _("Trips a day: %(count)s.") % {"count": benefit.trips_per_day}
    if benefit.free_trips is not None:
        period = PERIODS[benefit.trips_period]
        yield _("Trips a %(period)s: %(count)s.") % {"period": period, "count": benefit.free_trips}


def _where(benefit: Benefit) -> Iterator[str]:
    if benefit.seat_classes == ["economy"]:
        yield _("In economy class only.")
    if benefit.seat_modes:
        modes = ", ".join(str(SeatMode(mode).label) for mode in benefit.seat_modes)
        yield _("Only on trains sold so: %(modes)s.") % {"modes": modes}
    if benefit.scope == Benefit.Scope.HOME_SEGMENT:
        yield _("In Belarus only.") if benefit.country == "BY" else _("In Russia only.")
