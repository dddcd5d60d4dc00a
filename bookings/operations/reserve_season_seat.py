"""The holder of a season ticket reserves a seat on a train with numbered seats, free of charge."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import IntegrityError, transaction

from bookings import inventory
from bookings.fares import trip_price
from bookings.models import Booking, BookingEvent, Passenger, SeasonTicket, SeasonTrip
from bookings.offers import TripSelection, check_on_sale, select_trip
from bookings.operations.check_season_trip import (
    SeasonNotValid,
    refuse_other_section,
    refuse_unfit,
    take_trip,
)
from bookings.operations.create_booking import held_until, hold_seats, under_new_reference
from bookings.operations.lock_booking import lock_booking
from bookings.operations.lock_positions import lock_positions
from bookings.operations.lock_season import lock_season
from bookings.operations.queue_first import after_queue, let_queue_first
from bookings.operations.record_event import record_event
from bookings.operations.start_payment import pay_nothing
from timetables.models import DatedTrip, SeatMode

HELD_SECONDS = 60  # the seat is sold in the same transaction
KEPT = (
    "country", "birth_date", "given_name", "family_name", "patronymic", "document_type", "document_number_encrypted",
    "document_last4",
)  # fmt: skip


class NoSeatNeeded(Exception):
    """The train has no numbered seats: the season ticket alone is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """A seat on a train, and who asks for it."""

    ticket: SeasonTicket
    selection: TripSelection
    seats: Sequence[inventory.SeatRef] | None
    channel: str
    return_url: str
    now: datetime


def reserve_season_seat(
    *,
    ticket: SeasonTicket,
    dated_trip_id: int,
    origin: str,
    destination: str,
    channel: str,
    now: datetime,
    seats: Sequence[inventory.SeatRef] | None = None,
    return_url: str = "",
) -> Booking:
    """Book a seat for the holder of a season ticket, who pays nothing, and take one trip of a ticket of so many.

    Stops are given by code; without `seats` any seat is taken. One reservation a train; given back before departure the
    trip counts as not made (`return_season_trip`). Whoever waits for the train comes first, as at any sale.

    This function raises SeasonNotValid (also already_reserved), NoSeatNeeded, TripNotFound, NotOnSale, SeatTaken,
    SeatsKept, SoldOut, WrongSeat, Busy.
    """
    selection = select_trip(dated_trip_id=dated_trip_id, origin_code=origin, destination_code=destination)
    check_on_sale(selection.option, now)
    wish = _Wish(
        ticket=ticket, selection=selection, seats=seats, channel=channel, return_url=return_url, now=now
    )
    return after_queue(lambda passed_over: under_new_reference(partial(_write, wish, passed_over)), now=now)


@inventory.with_retries
@transaction.atomic
def _write(wish: _Wish, passed_over: Collection[int] | None, reference: str) -> Booking:
    somebody_waits = lock_positions(wish.selection.option)
    booking = _booking(wish, reference)
    booking.save(force_insert=True)
    passenger = _passenger(booking, wish.ticket)
    passenger.save(force_insert=True)
    record_event(booking=booking, kind=BookingEvent.Kind.HELD, now=wish.now, data=held_until(booking))
    train = DatedTrip.objects.get(pk=wish.selection.dated_trip_id)
    if train.seat_mode != SeatMode.NUMBERED:
        raise NoSeatNeeded
    _take_trip(wish, train, booking)
    hold_seats(booking, 1, seats=wish.seats, plan=(), hold_seconds=HELD_SECONDS)
    if somebody_waits:
        let_queue_first(booking=booking, passed_over=passed_over, now=wish.now)
    locked = lock_booking(booking.pk)
    pay_nothing(locked, return_url=wish.return_url, now=wish.now)
    return locked


def _take_trip(wish: _Wish, train: DatedTrip, booking: Booking) -> None:
    ticket = lock_season(wish.ticket.pk)
    refuse_unfit(ticket, train)
    ends = {"origin": booking.origin.stop_id, "destination": booking.destination.stop_id}
    refuse_other_section(ticket, train, **ends)
    if ticket.trips.filter(dated_trip=train).exclude(state=SeasonTrip.State.RETURNED).exists():
        raise SeasonNotValid("already_reserved")
    state = SeasonTrip.State.RESERVED
    try:
        with transaction.atomic():
            take_trip(ticket, dated_trip=train, state=state, by="", now=wish.now, booking=booking)
    except IntegrityError:
        raise SeasonNotValid("already_reserved") from None


def _booking(wish: _Wish, reference: str) -> Booking:
    ticket = wish.ticket
    return Booking(
        reference=reference,
        **wish.selection.booking_fields,
        currency=ticket.currency,
        total=Decimal(0),
        rate=ticket.rate,
        rate_value=ticket.rate_value,
        created_at=wish.now,
        hold_expires_at=wish.now + timedelta(seconds=HELD_SECONDS),
        channel=wish.channel,
        language=ticket.language,
        email=ticket.email,
        phone=ticket.phone,
    )


def _passenger(booking: Booking, ticket: SeasonTicket) -> Passenger:
    price = trip_price(ticket.reference, ticket.currency)
    return Passenger(
        booking=booking,
        number=1,
        price=Decimal(0),
        full_price=Decimal(0),
        price_lines=price.to_json(),
        **{name: getattr(ticket, name) for name in KEPT},
    )
