"""Seats offered to those who wait, in the queue's order: each offer an ordinary held booking, made in one transaction.

A worker that dies in the middle leaves either a whole offer or none; the next one goes on from there.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from bookings import inventory
from bookings.fares import NoRate
from bookings.inventory.retry import limit_lock_waits
from bookings.inventory.room import find_room, read_room
from bookings.models import Booking, Notification, WaitingEntry
from bookings.notifications.outbox import enqueue
from bookings.offers import NotOnSale, PartyMember, PartyRefused, TripNotFound, select_trip
from bookings.operations.create_booking import create_booking
from bookings.operations.waiting_deadline import offer_deadline
from bookings.queries.waiting import WaitingParty, first_that_fits
from timetables.models import SeatMode

# The first byte of the advisory lock's key, as in bookings.inventory.sweep; the trip is the rest.
_LOCK_CLASS = 8
_LOCK = "SELECT pg_advisory_xact_lock(%s)"
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(%s)"
OFFERS_BY_BUYER = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """The bookings offered, and the entries that can't be offered the train although it has seats for them.

    `elsewhere` tells that somebody else is serving the queue, and it was not waited for.
    """

    offers: list[Booking] = field(default_factory=list)
    passed_over: set[int] = field(default_factory=set)
    elsewhere: bool = False


class _Elsewhere(Exception):
    """Somebody else has the queue's lock."""


def serve_queue(*, dated_trip_id: int, now: datetime, for_buyer: bool = False) -> Served:
    """Offer a train's free seats to those who wait for it: to the first for whom there are enough, then the next.

    Who can't use what is free keeps the place and waits on. Each offer is a transaction of its own under the queue's
    lock, unless the caller has one open. A buyer who is in the way waits for no other server, and makes a few offers at
    most. This function raises inventory.Busy when buyers keep coming between.
    """
    served = Served()
    while not for_buyer or len(served.offers) < OFFERS_BY_BUYER:
        try:
            step = _offer_next(dated_trip_id, served.passed_over, now, patient=not for_buyer)
        except _Elsewhere:
            return replace(served, elsewhere=True)
        if step is None:
            break
        if isinstance(step, Booking):
            served.offers.append(step)
        else:
            served.passed_over.add(step)
    return served


@inventory.with_retries
@transaction.atomic
def _offer_next(
    dated_trip_id: int, passed_over: Collection[int], now: datetime, *, patient: bool
) -> Booking | int | None:
    """Make the next offer; an entry's key where it is to be passed over, None when nobody can be served."""
    party = first_that_fits(dated_trip_id, now=now, leave_out=passed_over)
    if party is None:
        return None
    limit_lock_waits()
    _lock_queue(dated_trip_id, patient=patient)
    entry = lock_entry(party.entry_id)
    if first_that_fits(dated_trip_id, now=now, leave_out=passed_over) != party:
        raise inventory.Busy  # somebody was quicker: begin again
    booking = _book(entry, party, dated_trip_id, now)
    if booking is None:
        return entry.pk
    _note_offer(entry, booking, now)
    return booking


def lock_entry(entry_id: int) -> WaitingEntry:
    """This function locks an entry until the transaction ends. Order of locks: a queue, entries, bookings."""
    entries = WaitingEntry.objects.select_for_update(of=("self",), no_key=True)
    return entries.select_related("origin", "destination").get(pk=entry_id)


def party_of(entry: WaitingEntry) -> list[PartyMember]:
    """This function reads who travels."""
    return [_member(one) for one in entry.party]


def _member(one: dict[str, Any]) -> PartyMember:
    born = one.get("birth_date")
    return PartyMember(
        one.get("country", ""), one.get("benefit") or None, date.fromisoformat(born) if born else None
    )


def _lock_queue(dated_trip_id: int, *, patient: bool) -> None:
    statement = _LOCK if patient else _TRY_LOCK
    with connection.cursor() as cursor:
        cursor.execute(statement, [(_LOCK_CLASS << 56) | dated_trip_id])
        if cursor.fetchone() == (False,):
            raise _Elsewhere


def _book(entry: WaitingEntry, party: WaitingParty, dated_trip_id: int, now: datetime) -> Booking | None:
    try:
        return create_booking(
            dated_trip_id=dated_trip_id,
            origin=entry.origin.stop_id,
            destination=entry.destination.stop_id,
            party=party_of(entry),
            currency=entry.currency,
            channel=entry.channel,
            language=entry.language,
            now=now,
            seats=_seats_together(party, dated_trip_id) if entry.together else None,
            hold_seconds=_hold_seconds(entry, dated_trip_id, now),
            ahead_of_queue=True,
        )
    except (inventory.SoldOut, inventory.SeatTaken):
        raise inventory.Busy from None
    except (TripNotFound, NotOnSale, PartyRefused, NoRate) as refusal:
        log.warning(
            "entry %s of the waiting list can't be offered train %s: %r", entry, dated_trip_id, refusal
        )
        return None


def _seats_together(party: WaitingParty, dated_trip_id: int) -> list[inventory.SeatRef] | None:
    if party.seat_mode != SeatMode.NUMBERED or party.size == 1:
        return None
    room = read_room(dated_trip_id=dated_trip_id, spans=[party.span])
    return find_room(room, span=party.span, size=party.size, together=True)


def _hold_seconds(entry: WaitingEntry, dated_trip_id: int, now: datetime) -> int:
    option = select_trip(
        dated_trip_id=dated_trip_id,
        origin_code=entry.origin.stop_id,
        destination_code=entry.destination.stop_id,
    ).option
    closes_at = option.expected_departure - timedelta(minutes=settings.SALES_CLOSE_MINUTES)
    ends = offer_deadline(now=now, sales_close_at=closes_at, zone=entry.origin.timezone)
    return int((ends - now).total_seconds())


def _note_offer(entry: WaitingEntry, booking: Booking, now: datetime) -> None:
    """Who waited hears of an offer, not of a kept seat: the address comes after the booking was made."""
    Booking.objects.filter(pk=booking.pk).update(email=entry.email)
    booking.email = entry.email
    entry.state, entry.booking, entry.offered_at = WaitingEntry.State.OFFERED, booking, now
    entry.save(update_fields=["state", "booking", "offered_at"])
    enqueue(
        booking=booking,
        kind=Notification.Kind.WAITING_OFFER,
        dedupe_key=f"waiting_offer:{booking.uuid}",
        data={"entry": str(entry.uuid)},
        now=now,
    )
