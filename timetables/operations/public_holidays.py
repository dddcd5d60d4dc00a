"""Public holidays of both countries, from a library that is kept up to date."""

from collections.abc import Collection
from datetime import date
from functools import cache
from itertools import product

import holidays
from django.db import transaction

from timetables.models import PublicHoliday

COUNTRIES = ("BY", "RU")


@transaction.atomic
def load_public_holidays(*, years: Collection[int]) -> int:
    """Make the holidays of some years those of the library, days off moved by a government's decree included.

    This function keeps every day that an operator added, removes the library's own earlier mistakes, and returns
    how many days are new.
    """
    listed = {
        (country, day): name
        for country, year in product(COUNTRIES, years)
        for day, name in listed_holidays(country, year)[0].items()
    }
    ours = PublicHoliday.objects.filter(date__year__in=list(years), by_operator=False)
    stale = [holiday.pk for holiday in ours if (holiday.country, holiday.date) not in listed]
    PublicHoliday.objects.filter(pk__in=stale).delete()
    known = set(PublicHoliday.objects.filter(date__year__in=list(years)).values_list("country", "date"))
    new = [
        PublicHoliday(country=c, date=day, name=listed[c, day]) for c, day in listed if (c, day) not in known
    ]
    PublicHoliday.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@cache
def listed_holidays(country: str, year: int) -> tuple[dict[date, str], frozenset[date]]:
    """Ask the library for a country's holidays by name, and for the days of weekends that are worked.

    It works Easter out anew each time: a second per country for a handful of years.
    """
    listed = holidays.country_holidays(country, years=year, language="ru")
    return dict(listed), frozenset(listed.weekend_workdays)
