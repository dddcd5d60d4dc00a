"""A passenger whose hold has ended takes the seats again."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from bookings import inventory
from bookings.inventory import SeatPlan, SeatRef
from bookings.inventory.types import QUOTA_COACH
from bookings.models import Booking, BookingEvent, Passenger
from bookings.offers import PriceTables, TripSelection, check_on_sale, load_price_tables, select_trip
from bookings.operations.create_booking import held_until, hold_seats
from bookings.operations.hold_places import hold_places, takes_along
from bookings.operations.lock_booking import NotHeld, lock_booking
from bookings.operations.price_booking import price_booking, record_price_change, write_price
from bookings.operations.queue_first import after_queue, let_queue_first
from bookings.operations.record_event import record_event
from bookings.queries import effective_state


class NotRetakable(NotHeld):
    """The booking has no ended hold, or one of an exchange, which begins anew with the old tickets."""


def retake_seats(*, booking: Booking, now: datetime, same_seats: bool = True) -> Booking:
    """Hold a booking's seats anew after its hold has ended, the very same ones or, if told so, any.

    Who had agreed to change seats does so at the same stops, not elsewhere and not more often. Names and documents are
    kept. The price is worked out anew, and a change stands in the history. This function raises NotRetakable,
    TripNotFound, NotOnSale, SeatTaken, SoldOut, Busy or, where a bicycle, pet or baggage has no place any more,
    PartyRefused; nothing is changed then.
    """
    selection = select_trip(
        dated_trip_id=booking.dated_trip_id,
        origin_code=booking.origin.stop_id,
        destination_code=booking.destination.stop_id,
    )
    check_on_sale(selection.option, now)
    claimed = booking.passengers.filter(benefit__isnull=False).values_list("benefit__code", flat=True)
    tables = load_price_tables(claimed=claimed, now=now)
    return after_queue(
        lambda passed_over: _hold_again(booking, selection, tables, now, same_seats, passed_over), now=now
    )


@inventory.with_retries
@transaction.atomic
def _hold_again(
    booking: Booking,
    selection: TripSelection,
    tables: PriceTables,
    now: datetime,
    same_seats: bool,
    passed_over: Collection[int] | None,
) -> Booking:
    locked = lock_booking(booking.pk)
    if (state := effective_state(locked, now)) != Booking.State.RELEASED or locked.exchanged_from_id:
        raise NotRetakable(state)
    passengers = list(locked.passengers.select_related("benefit").order_by("number"))
    _begin_hold(locked, selection, now)
    _price_again(locked, passengers, tables, now)
    record_event(booking=locked, kind=BookingEvent.Kind.HELD, now=now, data=held_until(locked))
    _hold(locked, len(passengers), same_seats=same_seats)
    if takes_along(passengers):
        hold_places(booking=locked, passengers=passengers, now=now)
    let_queue_first(booking=locked, passed_over=passed_over, now=now)
    return locked


def _hold(booking: Booking, people: int, *, same_seats: bool) -> None:
    last = _last_plan(booking, people)
    agreed = last if inventory.changes_in(last) else ()
    seats = None if agreed else _without_changes(last)
    if not same_seats:
        try:
            hold_seats(booking, people, seats=None, plan=(), hold_seconds=settings.HOLD_SECONDS)
        except inventory.SoldOut:
            if not agreed:
                raise
        else:
            return
    hold_seats(booking, people, seats=seats, plan=agreed, hold_seconds=settings.HOLD_SECONDS)


def _begin_hold(booking: Booking, selection: TripSelection, now: datetime) -> None:
    booking.state, booking.ended_at, booking.hold_extended = Booking.State.PREBOOKED, None, False
    booking.hold_expires_at = now + timedelta(seconds=settings.HOLD_SECONDS)
    booking.departs_at = selection.option.departure


def _price_again(
    booking: Booking, passengers: Sequence[Passenger], tables: PriceTables, now: datetime
) -> None:
    old_total = booking.total
    write_price(booking, passengers, price_booking(booking, passengers, tables, now), tables)
    booking.save()
    for passenger in passengers:
        passenger.save()
    if booking.total != old_total:
        record_price_change(booking, old_total, now)


def _last_plan(booking: Booking, people: int) -> SeatPlan:
    """This function tells the seats a booking had last; none where not everybody had a seat with a number."""
    last = inventory.parts_of(booking_ids=[booking.pk])[booking.pk]
    plan = tuple(last[number] for number in range(1, people + 1) if number in last)
    if len(plan) != people or any(part.seat.coach == QUOTA_COACH for parts in plan for part in parts):
        return ()
    return plan


def _without_changes(plan: SeatPlan) -> list[SeatRef] | None:
    return [parts[0].seat for parts in plan] or None
