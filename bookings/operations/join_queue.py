"""A party begins to wait for seats, or waits for others than before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from bookings import inventory
from bookings.models import Notification, WaitingEntry
from bookings.notifications.outbox import enqueue
from bookings.offers import PartyMember, check_party, load_price_tables, party_facts
from bookings.operations.serve_queue import lock_entry
from bookings.operations.wake_queue import wake_queue
from bookings.queries.waiting import first_that_fits, stand_of
from timetables.models import Stop

MOST_ENTRIES = 4
LIVE = (WaitingEntry.State.WAITING, WaitingEntry.State.OFFERED)


class NothingToWaitFor(Exception):
    """No train leaves within the window that could still be offered."""


class SeatsFree(Exception):
    """A train has seats for the whole party now: there is nothing to wait for."""

    def __init__(self, dated_trip_id: int) -> None:
        super().__init__(f"dated trip {dated_trip_id} has seats")
        self.dated_trip_id = dated_trip_id


class TooManyWaiting(Exception):
    """An address waits in MOST_ENTRIES queues already."""


class NotWaiting(Exception):
    """The entry waits no longer; `state` says what became of it."""

    def __init__(self, state: WaitingEntry.State) -> None:
        super().__init__(state.value)
        self.state = state


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWish:
    """What a party waits for. A train fits that leaves at `departs_from` or later, and before `departs_before`."""

    origin: Stop
    destination: Stop
    departs_from: datetime
    departs_before: datetime
    party: Sequence[PartyMember]
    together: bool
    currency: str
    email: str
    language: str


def departure_window(
    *, origin: Stop, day: date, start: time | None = None, end: time | None = None
) -> tuple[datetime, datetime]:
    """This function gives the instants between which a train leaves on a day, by the origin's own clock."""
    zone = ZoneInfo(origin.timezone)
    ends = (
        datetime.combine(day, end, zone) if end else datetime.combine(day + timedelta(days=1), time(), zone)
    )
    return datetime.combine(day, start or time(), zone), ends


@inventory.with_retries
@transaction.atomic
def join_queue(*, wish: WaitingWish, channel: str, now: datetime) -> WaitingEntry:
    """Let a party wait, at the end of the queue; a letter brings the link to its place.

    This function raises PartyRefused, NothingToWaitFor, SeatsFree, TooManyWaiting, bookings.fares.NoRate.
    """
    _check(wish, now)
    live = WaitingEntry.objects.filter(email__iexact=wish.email, state__in=LIVE)
    if live.count() >= MOST_ENTRIES:
        raise TooManyWaiting
    entry = WaitingEntry(channel=channel, created_at=now, joined_at=now)
    _write(entry, wish, now)
    enqueue(
        booking=None,
        kind=Notification.Kind.WAITING_JOINED,
        dedupe_key=f"waiting_joined:{entry.uuid}",
        data={"entry": str(entry.uuid)},
        email=entry.email,
        language=entry.language,
        now=now,
    )
    return entry


@inventory.with_retries
@transaction.atomic
def change_waiting(*, entry: WaitingEntry, wish: WaitingWish, now: datetime) -> WaitingEntry:
    """Let a party wait for something else.

    Who asks for less (fewer people, a narrower window) keeps the place in the queue, and so does who asks for other
    benefits or no longer for seats together; who asks for more goes to its end. This function raises NotWaiting and
    what join_queue raises.
    """
    _check(wish, now)
    locked = lock_entry(entry.pk)
    if locked.state != WaitingEntry.State.WAITING:
        raise NotWaiting(WaitingEntry.State(locked.state))
    if not asks_less(wish, locked):
        locked.joined_at = now
    _write(locked, wish, now)
    return locked


def asks_less(wish: WaitingWish, entry: WaitingEntry) -> bool:
    """This function tells whether a wish asks for nothing that the entry doesn't wait for already."""
    same_way = (wish.origin.pk, wish.destination.pk) == (entry.origin_id, entry.destination_id)
    within = wish.departs_from >= entry.departs_from and wish.departs_before <= entry.departs_before
    return same_way and within and len(wish.party) <= entry.size


def _check(wish: WaitingWish, now: datetime) -> None:
    if wish.origin == wish.destination or wish.departs_from >= wish.departs_before:
        raise NothingToWaitFor
    tables = load_price_tables(claimed=[member.benefit_code for member in wish.party], now=now)
    day = wish.departs_from.astimezone(ZoneInfo(wish.origin.timezone)).date()
    check_party(party_facts(wish.party), benefits=tables.benefit_rows, travel_date=day)


def _write(entry: WaitingEntry, wish: WaitingWish, now: datetime) -> None:
    entry.origin, entry.destination = wish.origin, wish.destination
    entry.departs_from, entry.departs_before = wish.departs_from, wish.departs_before
    entry.party, entry.size = [_plain(member) for member in wish.party], len(wish.party)
    entry.together, entry.currency = wish.together, wish.currency
    entry.email, entry.language = wish.email, wish.language
    entry.save()
    places = stand_of(entry, now=now).trains
    if not places:
        raise NothingToWaitFor
    inventory.open_trips(dated_trip_ids=[place.dated_trip_id for place in places])
    for place in places:
        _check_full(entry, place.dated_trip_id, now)
        wake_queue(place.dated_trip_id)


def _check_full(entry: WaitingEntry, dated_trip_id: int, now: datetime) -> None:
    """Seats that are free but due to somebody who came before are not for the taking: for them one may wait."""
    first = first_that_fits(dated_trip_id, now=now)
    if first is not None and first.entry_id == entry.pk:
        raise SeatsFree(dated_trip_id)


def _plain(member: PartyMember) -> dict[str, Any]:
    born = member.birth_date.isoformat() if member.birth_date else None
    return {"country": member.country, "benefit": member.benefit_code, "birth_date": born}
