"""Which days are off, by country: public holidays, and days that run as another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from timetables.models import PublicHoliday, SubstituteDay


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Public holidays by country ("BY", "RU"), and as which weekday (1 for Monday) a moved day runs in both."""

    holidays: Mapping[str, frozenset[date]]
    substitutes: Mapping[date, int]


def days_off(first: date, last: date) -> DaysOff:
    """This function reads what is known of the days from `first` to `last`, both included, in two queries.

    Days that single calendars run as another are those trains' matter and don't count.
    """
    listed = PublicHoliday.objects.filter(date__range=(first, last)).values_list("country", "date")
    moved = SubstituteDay.objects.filter(calendar=None, date__range=(first, last))
    holidays: dict[str, set[date]] = {}
    for country, day in listed:
        holidays.setdefault(country, set()).add(day)
    return DaysOff(
        {country: frozenset(days) for country, days in holidays.items()},
        dict(moved.values_list("date", "as_weekday")),
    )
