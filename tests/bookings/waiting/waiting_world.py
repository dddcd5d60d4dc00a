"""Short words for tests of the waiting list: a full train, who waits for it, what they were offered."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bookings.inventory import SeatRef
from bookings.models import Booking, WaitingEntry
from bookings.offers import PartyMember
from bookings.operations.join_queue import WaitingWish, departure_window, join_queue
from tests.bookings.true_line import DAY, NOW, book
from timetables.models import DatedTrip, Stop

ADULT = PartyMember("BY")


def wish(
    size: int = 1, *, origin: str = "VITEBSK", destination: str = "SMOLENSK", **fields: Any
) -> WaitingWish:
    """A party of adults that any train of the day will do for, unless told otherwise."""
    stops = {stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=[origin, destination])}
    start, end = departure_window(origin=stops[origin], day=DAY)
    values = {
        "departs_from": start, "departs_before": end, "party": [ADULT] * size, "together": False,
        "currency": "BYN", "email": "kovaleva@example.org", "language": "ru",
    }  # fmt: skip
    return WaitingWish(origin=stops[origin], destination=stops[destination], **values | fields)


def join(size: int = 1, *, now: datetime = NOW, **fields: Any) -> WaitingEntry:
    """Wait, each with an address of its own."""
    email = f"p{WaitingEntry.objects.count()}@example.org"
    return join_queue(wish=wish(size, **{"email": email} | fields), channel="web", now=now)


def fill(train: DatedTrip, **way: str) -> list[Booking]:
    """Hold each seat of a train by a booking of its own, in order of the seats."""
    seats = range(1, train.rolling_stock.coaches.get().seats.count() + 1)
    return [
        book(train, ADULT, seats=[SeatRef(1, number)], email="holder@example.org", **way) for number in seats
    ]


def states(entries: Iterable[WaitingEntry]) -> list[str]:
    """The states of entries as they are now."""
    return [WaitingEntry.objects.get(pk=entry.pk).state for entry in entries]


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)
