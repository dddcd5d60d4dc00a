"""The waiting list read: who waits for which train, in the queue's order, and how many stand before whom.

Trains are looked up by the window each time, never noted down: a new train, another time, a dropped stop count at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from bookings.inventory import Span
from bookings.inventory.database import fetch
from bookings.inventory.room import SeatRoom, find_room, read_room
from bookings.models import Booking, WaitingEntry
from bookings.queries.state import effective_state
from timetables.models import SeatMode

# A way: an entry, a train that leaves within its window and can still be offered, and the positions between which.
# Of a train that calls twice at a stop the first calls count, as for everybody who buys.
_WAYS = """
SELECT DISTINCT ON (e.joined_at, e.id, d.id)
    e.id AS entry, e.joined_at, d.id AS train, d.seat_mode, f.position AS start, t.position AS finish, e.size,
    e.together, d.departs_at AS leaves
FROM bookings_waitingentry e
JOIN timetables_datedstop f ON f.stop_id = e.origin_id AND f.boarding AND f.served
    AND f.departure_at >= e.departs_from AND f.departure_at < e.departs_before
    AND f.departure_at + make_interval(secs => f.departure_delay_s) > %(offers_end)s
JOIN timetables_datedtrip d ON d.id = f.dated_trip_id AND d.state = 'scheduled'
JOIN timetables_datedstop t ON t.dated_trip_id = d.id AND t.stop_id = e.destination_id
    AND t.position > f.position AND t.alighting AND t.served
WHERE {which} AND NOT EXISTS (
    SELECT FROM timetables_datedstop c WHERE c.dated_trip_id = d.id AND c.departure_cancelled
        AND c.position >= f.position AND c.position < t.position)
ORDER BY e.joined_at, e.id, d.id, f.position, t.position
"""
_OF_TRAIN = _WAYS.format(which="e.state = 'WAITING' AND f.dated_trip_id = %(train)s")
_OF_ALL = _WAYS.format(which="e.state = 'WAITING'")
_OF_ENTRY = _WAYS.format(which="e.id = %(entry)s")

_TRAINS = f"SELECT DISTINCT leaves, train FROM ({_OF_ALL}) ways ORDER BY leaves, train"  # noqa: S608 - constants

# Before somebody stands who joined earlier and wants a part of the same way on the same train.
_PLACES = f"""
WITH mine AS MATERIALIZED ({_OF_ENTRY}),
theirs AS MATERIALIZED (
    SELECT DISTINCT o.entry, o.train FROM ({_OF_ALL}) o JOIN mine ON mine.train = o.train
    WHERE o.entry <> mine.entry AND (o.joined_at, o.entry) < (mine.joined_at, mine.entry)
        AND o.start < mine.finish AND mine.start < o.finish)
SELECT mine.train, mine.seat_mode, mine.start, mine.finish, mine.size, mine.together,
    count(theirs.entry), (SELECT count(DISTINCT entry) FROM theirs)
FROM mine LEFT JOIN theirs ON theirs.train = mine.train
GROUP BY mine.train, mine.seat_mode, mine.start, mine.finish, mine.size, mine.together
"""  # noqa: S608 - only constants are put in

# Whose last train has left, or can't be offered any more; one that is cancelled counts until it would have left.
_OVER = """
SELECT e.id FROM bookings_waitingentry e WHERE e.state = 'WAITING' AND NOT EXISTS (
    SELECT FROM timetables_datedstop f JOIN timetables_datedstop t ON t.dated_trip_id = f.dated_trip_id
        AND t.stop_id = e.destination_id AND t.position > f.position
    WHERE f.stop_id = e.origin_id AND f.departure_at >= e.departs_from AND f.departure_at < e.departs_before
        AND f.departure_at + make_interval(secs => f.departure_delay_s) > %(offers_end)s)
ORDER BY e.id
"""


@dataclass(frozen=True, slots=True)
class WaitingParty:
    """One who waits for a train, as far as seats are concerned."""

    entry_id: int
    seat_mode: str
    span: Span
    size: int
    together: bool

    def seats_in(self, room: list[SeatRoom]) -> bool:
        """This method tells whether the party would find seats; on a train sold without a limit it does."""
        if self.seat_mode == SeatMode.OPEN:
            return True
        return find_room(room, span=self.span, size=self.size, together=self.together) is not None


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """One train of an entry: how many parties would be asked before it."""

    dated_trip_id: int
    party: WaitingParty
    parties_before: int


@dataclass(frozen=True, slots=True)
class QueueStand:
    """An entry's place: the parties before it on any of its trains, and on each."""

    parties_before: int
    trains: tuple[QueuePlace, ...]


def offers_end(now: datetime) -> datetime:
    """This function is the departure up to which a train is too near to be offered: there must be time to pay."""
    return now + timedelta(minutes=settings.SALES_CLOSE_MINUTES + settings.WAITING_LEAST_MINUTES)


def waiting_for(dated_trip_id: int, *, now: datetime) -> list[WaitingParty]:
    """This function lists who waits for a train that can still be offered, in the queue's order, in one query."""
    rows = fetch(_OF_TRAIN, {"train": dated_trip_id, "offers_end": offers_end(now)})
    return [
        WaitingParty(entry, mode, Span(start, finish), size, together)
        for entry, _joined, _train, mode, start, finish, size, together, _leaves in rows
    ]


def first_that_fits(
    dated_trip_id: int, *, now: datetime, also_free: int | None = None, leave_out: Collection[int] = ()
) -> WaitingParty | None:
    """Find the first in the queue for whom a train has seats, those of the booking `also_free` counted as free.

    This function makes one query where nobody waits, else two. Who can't be offered for another reason is left out.
    """
    waiting = [party for party in waiting_for(dated_trip_id, now=now) if party.entry_id not in leave_out]
    if not waiting:
        return None
    spans = {party.span for party in waiting}
    room = read_room(dated_trip_id=dated_trip_id, spans=spans, also_free=also_free)
    return next((party for party in waiting if party.seats_in(room)), None)


def trains_waited_for(*, now: datetime) -> list[int]:
    """This function lists the trains that somebody waits for and that can still be offered, in order of departure."""
    return [train for _leaves, train in fetch(_TRAINS, {"offers_end": offers_end(now)})]


def entries_over(*, now: datetime) -> list[int]:
    """This function lists the entries that can't get a seat any more: their last train has left, or is about to."""
    return [entry for (entry,) in fetch(_OVER, {"offers_end": offers_end(now)})]


def stand_of(entry: WaitingEntry, *, now: datetime) -> QueueStand:
    """This function tells where an entry stands, in one query; without trains it stands nowhere."""
    rows = fetch(_PLACES, {"entry": entry.pk, "offers_end": offers_end(now)})
    places = [
        QueuePlace(train, WaitingParty(entry.pk, mode, Span(start, finish), size, together), before)
        for train, mode, start, finish, size, together, before, _all in rows
    ]
    return QueueStand(rows[0][-1] if rows else 0, tuple(places))


def effective_entry_state(entry: WaitingEntry, now: datetime) -> WaitingEntry.State:
    """This function gives the state of an entry as it is now: of one with an offer by the offered booking."""
    if entry.booking is None:
        return WaitingEntry.State(entry.state)
    booking = entry.booking
    if effective_state(booking, now) == Booking.State.PREBOOKED:
        return WaitingEntry.State.OFFERED
    return WaitingEntry.State.LAPSED if booking.state == Booking.State.PREBOOKED else offer_outcome(booking)


def offer_outcome(booking: Booking) -> WaitingEntry.State:
    """Tell what became of an offer by its booking, which is recorded as not held any more.

    Whose seats the railway took back before the deadline, the train being cancelled or exchanged, waits on.
    """
    if booking.state == Booking.State.CANCELLED:
        return WaitingEntry.State.REFUSED
    if booking.state != Booking.State.RELEASED:
        return WaitingEntry.State.SEATED
    ended, deadline = booking.ended_at, booking.hold_expires_at
    taken_back = ended is not None and deadline is not None and ended < deadline
    return WaitingEntry.State.WAITING if taken_back else WaitingEntry.State.LAPSED
