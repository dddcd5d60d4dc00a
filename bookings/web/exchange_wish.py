"""What a passenger wants instead of their trip: whose tickets, from where to where, on which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from bookings.queries import BookingView
from bookings.web.addresses import with_query
from bookings.web.days_strip import STRIP_DAYS, StripDay
from bookings.web.search import last_day
from timetables.models import Stop
from timetables.queries import days_with_trains
from timetables.web.find import passenger_stops


@dataclass(frozen=True)
class ExchangeWish:
    """The trip wanted; `numbers` are the passengers who change, `stops` those to choose from."""

    reference: str
    numbers: tuple[int, ...]
    origin: Stop
    destination: Stop
    day: date
    stops: Sequence[Stop]

    def url(self, day: date | None = None) -> str:
        """This function is the address of this wish, or of the same on another day."""
        query = {
            "from": self.origin.stop_id,
            "to": self.destination.stop_id,
            "day": (day or self.day).isoformat(),
            "p": ",".join(map(str, self.numbers)),
        }
        return with_query(reverse("bookings:exchange", args=[self.reference]), query)

    def strip(self, today: date) -> list[StripDay]:
        """This function counts the trains of the days around the one wanted, in one query."""
        latest = last_day(today) - timedelta(days=STRIP_DAYS - 1)
        first = max(today, min(self.day - timedelta(days=2), latest))
        counted = days_with_trains(
            origin=self.origin, destination=self.destination, first=first, days=STRIP_DAYS
        )
        return [StripDay(day, trains, self.url(day), day == self.day) for day, trains in counted.items()]


def read_wish(told: QueryDict, view: BookingView, now: datetime) -> ExchangeWish:
    """This function reads a wish; what isn't told, or makes no sense, is as in the booking."""
    stops = passenger_stops()
    by_code = {stop.stop_id: stop for stop in stops}
    own = view.trip.origin, view.trip.destination
    ends = by_code.get(told.get("from", ""), own[0]), by_code.get(told.get("to", ""), own[1])
    if ends[0] == ends[1]:
        ends = own
    return ExchangeWish(view.reference, _numbers(told, view), *ends, _day(told, view, now), stops)


def _numbers(told: QueryDict, view: BookingView) -> tuple[int, ...]:
    travelling = tuple(each.number for each in view.passengers if each.is_travelling)
    named = ",".join(told.getlist("p")).split(",")
    chosen = tuple(number for number in travelling if str(number) in named)
    return chosen or travelling


def _day(told: Mapping[str, str], view: BookingView, now: datetime) -> date:
    today = timezone.localdate(now)
    try:
        day = date.fromisoformat(told.get("day", ""))
    except ValueError:
        day = view.trip.departure.date()
    return min(max(day, today), last_day(today))
