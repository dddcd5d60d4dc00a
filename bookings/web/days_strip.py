"""The days around a search: which have trains, which at least a journey with changes, and the nearest of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from bookings.web.search import last_day
from timetables.models import Stop
from timetables.queries import (
    days_with_journeys,
    days_with_trains,
    next_day_with_journey,
    next_day_with_train,
    previous_day_with_journey,
    previous_day_with_train,
)

STRIP_DAYS = 7
Address = Callable[[date], str]


@dataclass(frozen=True)
class StripDay:
    """A day of the strip above the results; without a direct train `with_changes` tells that another way goes."""

    day: date
    trains: int
    url: str
    is_current: bool
    with_changes: bool = False


def days_strip(origin: Stop, destination: Stop, day: date, today: date, address: Address) -> list[StripDay]:
    """This function gives the days of the sale period around a day, in two queries."""
    latest = last_day(today) - timedelta(days=STRIP_DAYS - 1)
    first = max(today, min(day - timedelta(days=2), latest))
    counted = days_with_trains(origin=origin, destination=destination, first=first, days=STRIP_DAYS)
    without = [one for one, trains in counted.items() if not trains]
    reached = days_with_journeys(origin=origin, destination=destination, dates=without)
    return [
        StripDay(one, trains, address(one), one == day, one in reached) for one, trains in counted.items()
    ]


def nearest_days(
    origin: Stop, destination: Stop, day: date, now: datetime, address: Address
) -> list[StripDay]:
    """This function gives the nearest earlier and later day in sale with a train, or else with a journey."""
    ends, today = {"origin": origin, "destination": destination}, timezone.localdate(now)
    asked = min(max(day, today), last_day(today) + timedelta(days=1))
    after = day if day >= today else today - timedelta(days=1)
    earlier = previous_day_with_train(**ends, before=asked, now=now) or previous_day_with_journey(
        **ends, before=asked, first=today
    )
    later = next_day_with_train(**ends, after=after) or next_day_with_journey(**ends, after=after)
    return [
        StripDay(one, 1, address(one), False)
        for one in (earlier, later)
        if one and today <= one <= last_day(today)
    ]
