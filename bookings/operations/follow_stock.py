"""Passengers seated again when their train runs with another set, and told of it in the same transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from bookings import inventory
from bookings.inventory import SeatMove, SeatRef, Span
from bookings.models import LIVE_STATES, PAID_STATES, Booking, BookingEvent, Notification
from bookings.notifications.outbox import enqueue
from bookings.operations.lose_places import refit_places
from bookings.operations.record_event import record_event
from bookings.queries.change_words import passengers_moved
from bookings.tickets.issue import reissue_tickets
from timetables.models import DatedStop
from timetables.operations.change_stock import SeatsBusy, StockEffect

SEATS_CHANGED = "seats_moved"
SEAT_LOST = "seat_lost"
LANGUAGES = ("ru", "be", "en")


@transaction.atomic
def follow_stock(dated_trip_id: int, old_stock_id: int | None, now: datetime) -> StockEffect:
    """This function lets the seats of a train, whose row the caller has locked, follow its present set.

    Who sat on a seat that it has no longer is moved to an equal one, gets a new ticket and hears of it. Who has paid
    and finds none keeps the booking, may return it for its full price, and is told; seats only held are let go then.
    Places for bicycles, pets and baggage follow too (see lose_places).
    Called again it tells nobody twice. Raises timetables.operations.SeatsBusy.
    """
    bookings = {booking.pk: booking for booking in _lock_bookings(dated_trip_id)}
    lost_before = _lost_before(bookings)
    try:
        kinds = {(booking, number): seat[2] for (booking, number), seat in lost_before.items()}
        seated = inventory.reseat(dated_trip_id=dated_trip_id, old_stock_id=old_stock_id, known_kinds=kinds)
    except inventory.Busy:
        raise SeatsBusy from None
    concerned = {bookings[pk]: moves for pk, moves in seated.moves.items() if pk in bookings}
    stops = _names_of_changes(concerned)
    for booking, moves in concerned.items():
        if news := _news(booking, moves, lost_before, stops):
            _tell(booking, news, now)
    fresh = {booking.pk: booking for booking in _lock_bookings(dated_trip_id)}
    refit_places(dated_trip_id=dated_trip_id, bookings=fresh, now=now)
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
        for number in passengers_moved(event.data):
            lost.pop((event.booking_id, number), None)
        for number, seat in event.data.get("lost", {}).items():
            lost[event.booking_id, int(number)] = seat
    return lost


def _names_of_changes(concerned: Mapping[Booking, Sequence[SeatMove]]) -> dict[int, dict[str, str]]:
    """Name, in each language, the stops where a seat of several in turn begins; no query where nobody has such."""
    partial = [
        (booking.dated_trip_id, move.span.start)
        for booking, moves in concerned.items()
        for move in moves
        if not _is_whole(booking, move)
    ]
    if not partial:
        return {}
    (trip,), starts = {trip for trip, _start in partial}, {start for _trip, start in partial}
    stops = DatedStop.objects.filter(dated_trip=trip, position__in=starts).select_related("stop")
    return {each.position: {code: each.stop.name_in(code) for code in LANGUAGES} for each in stops}


def _news(
    booking: Booking,
    moves: Sequence[SeatMove],
    lost_before: Mapping[tuple[int, int], list[Any]],
    stops: Mapping[int, dict[str, str]],
) -> dict[str, Any]:
    """Write for history and letter who moved and who has no seat; nothing for those who know already.

    A passenger is named by number, one with several seats in turn by number and position, "1@4", with its stop's name.
    """
    moved = dict(_moved(booking, move, stops) for move in moves if move.to)
    lost = {
        str(move.passenger_no): _plain(move.was)
        for move in moves
        if move.to is None and (booking.pk, move.passenger_no) not in lost_before
    }
    if not moved and not lost:
        return {}
    change = SEAT_LOST if lost else SEATS_CHANGED
    return {"change": change, "moved": moved, "lost": lost, "free_refund": bool(lost)}


def _moved(booking: Booking, move: SeatMove, stops: Mapping[int, dict[str, str]]) -> tuple[str, list[Any]]:
    seats = [_plain(seat) for seat in (move.was, move.to) if seat]
    if _is_whole(booking, move):
        return str(move.passenger_no), seats
    start = move.span.start
    return f"{move.passenger_no}@{start}", [*seats, stops[start]]


def _is_whole(booking: Booking, move: SeatMove) -> bool:
    return move.span == Span(booking.from_position, booking.to_position)


def _plain(seat: SeatRef) -> list[Any]:
    return [seat.coach, seat.number, seat.kind]


def _tell(booking: Booking, news: Mapping[str, Any], now: datetime) -> None:
    is_paid = booking.state in PAID_STATES
    event = record_event(
        booking=booking, kind=BookingEvent.Kind.TRAIN_CHANGED, now=now, data={**news, "paid_for": is_paid}
    )
    if is_paid:
        reissue_tickets(booking=booking, passenger_numbers=passengers_moved(news), now=now)
        Booking.objects.filter(pk=booking.pk).update(ticket_sequence=F("ticket_sequence") + 1)
        key = f"train_changed:{booking.pk}:seats:{event.pk}"
        letter = Notification.Kind.TRAIN_CHANGED
        enqueue(booking=booking, kind=letter, dedupe_key=key, data=event.data, now=now)
    elif news["lost"]:
        inventory.release(booking_id=booking.pk)
        Booking.objects.filter(pk=booking.pk).update(state=Booking.State.RELEASED, ended_at=now)
