"""Passengers seated again when their train runs with another set, and told of it in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from bookings import inventory
from bookings.inventory import SeatRef
from bookings.models import LIVE_STATES, PAID_STATES, Booking, BookingEvent, Notification
from bookings.notifications.outbox import enqueue
from bookings.operations.record_event import record_event
from bookings.tickets.issue import reissue_tickets
from timetables.operations.change_stock import SeatsBusy, StockEffect

Seats = Mapping[int, tuple[SeatRef, SeatRef | None]]
SEATS_CHANGED = "seats_moved"
SEAT_LOST = "seat_lost"


@transaction.atomic
def follow_stock(dated_trip_id: int, old_stock_id: int | None, now: datetime) -> StockEffect:
    """This function lets the seats of a train, whose row the caller has locked, follow its present set.

    Who sat on a seat that it has no longer is moved to an equal one, gets a new ticket and hears of it. Who has paid
    and finds none keeps the booking, may return it for its full price, and is told; seats only held are let go then.
    Called again it tells nobody twice. Raises timetables.operations.SeatsBusy.
    """
    bookings = {booking.pk: booking for booking in _lock_bookings(dated_trip_id)}
    lost_before = _lost_before(bookings)
    try:
        kinds = {(booking, number): seat[2] for (booking, number), seat in lost_before.items()}
        seated = inventory.reseat(dated_trip_id=dated_trip_id, old_stock_id=old_stock_id, known_kinds=kinds)
    except inventory.Busy:
        raise SeatsBusy from None
    for pk, seats in seated.moves.items():
        if pk in bookings and (news := _news(pk, seats, lost_before)):
            _tell(bookings[pk], news, now)
    return StockEffect(seated.moved, seated.lost)


def foretell_follow(dated_trip_id: int, new_stock_id: int) -> StockEffect:
    """This function tells how many passengers would move, and how many would have no seat, with another train set."""
    seated = inventory.foretell_reseat(dated_trip_id=dated_trip_id, new_stock_id=new_stock_id)
    return StockEffect(seated.moved, seated.lost)


def _lock_bookings(dated_trip_id: int) -> list[Booking]:
    live = Booking.objects.filter(dated_trip=dated_trip_id, state__in=LIVE_STATES).order_by("pk")
    return list(
        live.select_for_update(of=("self",), no_key=True).select_related(
            "dated_trip__trip", "origin", "destination"
        )
    )


def _lost_before(bookings: Mapping[int, Booking]) -> dict[tuple[int, int], list[Any]]:
    """Find who was told before that there is no seat, with the old one: coach, number, kind."""
    about_seats = BookingEvent.objects.filter(
        booking__in=bookings,
        kind=BookingEvent.Kind.TRAIN_CHANGED,
        data__change__in=[SEATS_CHANGED, SEAT_LOST],
    )
    lost: dict[tuple[int, int], list[Any]] = {}
    for event in about_seats.order_by("at", "id"):
        for number in event.data.get("moved", {}):
            lost.pop((event.booking_id, int(number)), None)
        for number, seat in event.data.get("lost", {}).items():
            lost[event.booking_id, int(number)] = seat
    return lost


def _news(pk: int, seats: Seats, lost_before: Mapping[tuple[int, int], list[Any]]) -> dict[str, Any]:
    """Write for history and letter who moved and who has no seat; nothing for those who know already."""
    moved = {str(number): [_plain(was), _plain(to)] for number, (was, to) in seats.items() if to}
    lost = {
        str(number): _plain(was)
        for number, (was, to) in seats.items()
        if to is None and (pk, number) not in lost_before
    }
    if not moved and not lost:
        return {}
    change = SEAT_LOST if lost else SEATS_CHANGED
    return {"change": change, "moved": moved, "lost": lost, "free_refund": bool(lost)}


def _plain(seat: SeatRef) -> list[Any]:
    return [seat.coach, seat.number, seat.kind]


def _tell(booking: Booking, news: Mapping[str, Any], now: datetime) -> None:
    is_paid = booking.state in PAID_STATES
    event = record_event(
        booking=booking, kind=BookingEvent.Kind.TRAIN_CHANGED, now=now, data={**news, "paid_for": is_paid}
    )
    if is_paid:
        reissue_tickets(booking=booking, passenger_numbers=[int(number) for number in news["moved"]], now=now)
        Booking.objects.filter(pk=booking.pk).update(ticket_sequence=F("ticket_sequence") + 1)
        key = f"train_changed:{booking.pk}:seats:{event.pk}"
        letter = Notification.Kind.TRAIN_CHANGED
        enqueue(booking=booking, kind=letter, dedupe_key=key, data=event.data, now=now)
    elif news["lost"]:
        inventory.release(booking_id=booking.pk)
        Booking.objects.filter(pk=booking.pk).update(state=Booking.State.RELEASED, ended_at=now)
