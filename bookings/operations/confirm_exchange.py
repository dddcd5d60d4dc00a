"""An exchange begins: seats of the new trip are held while the old tickets stay as they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.db import transaction

from bookings import inventory
from bookings.fares import FarePrice
from bookings.models import (
    PAID_STATES,
    Benefit,
    Booking,
    BookingEvent,
    ExchangeOffer,
    Passenger,
)
from bookings.offers import TripSelection, check_on_sale, select_trip
from bookings.offers.price_tables import version_of
from bookings.operations.benefit_uses import is_limited, take_uses
from bookings.operations.create_booking import held_until, under_new_reference
from bookings.operations.exchange_terms import ExchangeRefused
from bookings.operations.finish_exchange import ExchangeOver, give_up_replaced, let_go_exchanges
from bookings.operations.hold_places import hold_places, takes_along
from bookings.operations.lock_booking import lock_booking
from bookings.operations.lock_positions import lock_positions
from bookings.operations.offer_exchange import is_own_trip
from bookings.operations.queue_first import after_queue, let_queue_first
from bookings.operations.record_event import record_event
from bookings.operations.start_payment import pay_nothing
from bookings.queries import requested_information

KEPT = (
    "country", "benefit", "birth_date", "given_name", "family_name", "patronymic", "document_type",
    "document_number_encrypted", "document_last4", "proof_kind", "proof_hashes", "proof_last4",
)  # fmt: skip


class ExchangeOfferExpired(Exception):
    """The offer no longer holds: its time is over, or these tickets were returned or exchanged by another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """A confirmed offer with what was looked up for it before the transaction."""

    offer: ExchangeOffer
    selection: TripSelection
    seats: Sequence[inventory.SeatRef] | None
    channel: str
    now: datetime


def confirm_exchange(
    *, offer: ExchangeOffer, channel: str, now: datetime, seats: Sequence[inventory.SeatRef] | None = None
) -> ExchangeOffer:
    """Hold seats for an exchange offer in a new booking, once however often it is confirmed.

    Where nothing is left to pay, the old tickets are given up, the new ones issued and the difference ordered back at
    once; else the new booking waits for its payment like any other, and the old one is good until it is paid. Another
    exchange of the same booking that waits for payment is let go. This function returns the offer with `new_booking`;
    it raises ExchangeOfferExpired, ExchangeRefused("same_trip"), TripNotFound, NotOnSale, SeatTaken, SoldOut,
    WrongSeat, PartyRefused (a bicycle's place was taken meanwhile) or Busy, having changed nothing.
    """
    if offer.status == ExchangeOffer.Status.CONFIRMED:
        return offer
    stops = offer.origin.stop_id, offer.destination.stop_id
    selection = select_trip(
        dated_trip_id=offer.dated_trip_id, origin_code=stops[0], destination_code=stops[1]
    )
    check_on_sale(selection.option, now)
    wish = _Wish(offer=offer, selection=selection, seats=seats, channel=channel, now=now)
    return after_queue(lambda passed_over: under_new_reference(partial(_confirm, wish, passed_over)), now=now)


@inventory.with_retries
@transaction.atomic
def _confirm(wish: _Wish, passed_over: Collection[int] | None, reference: str) -> ExchangeOffer:
    lock_positions(wish.selection.option)
    old = lock_booking(wish.offer.booking_id)
    offer = ExchangeOffer.objects.select_for_update(of=("self",)).get(pk=wish.offer.pk)
    if offer.status == ExchangeOffer.Status.CONFIRMED:
        return offer
    passengers = _still_travelling(old, offer, wish.now)
    if is_own_trip(old, wish.selection.option) and not wish.seats:
        raise ExchangeRefused("same_trip")
    has_seats_there = _has_seats_on(wish.selection.dated_trip_id, old)
    # One exchange of a booking at a time: else one ticket could keep the seats of many trains.
    let_go_exchanges(old=old, now=wish.now)
    booking = _new_booking(old, passengers, wish, reference)
    if not take_uses(booking=booking, passengers=_limited(booking), now=wish.now):
        raise ExchangeOfferExpired
    offer.status, offer.confirmed_at, offer.new_booking = offer.Status.CONFIRMED, wish.now, booking
    offer.save(update_fields=["status", "confirmed_at", "new_booking"])
    at_once = booking.due <= 0 and not requested_information(booking)
    if at_once:
        _give_up_first(booking, wish.now)
    _hold(booking, wish)
    if not has_seats_there:
        let_queue_first(booking=booking, passed_over=passed_over, now=wish.now)
    if at_once:
        pay_nothing(booking, return_url="", now=wish.now, replaced_given_up=True)
    else:
        _note_begin(old, booking, wish.now)
    return offer


def _limited(booking: Booking) -> list[Passenger]:
    given = booking.passengers.select_related("granted_benefit")
    return [each for each in given if is_limited(each.granted_benefit)]


def _has_seats_on(dated_trip_id: int, old: Booking) -> bool:
    """Of a train on which they have seats, bought or in an earlier exchange, their own are among those free."""
    exchanges = old.exchanges.filter(dated_trip=dated_trip_id, state=Booking.State.PREBOOKED)
    return old.dated_trip_id == dated_trip_id or exchanges.exists()


def _still_travelling(old: Booking, offer: ExchangeOffer, now: datetime) -> list[Passenger]:
    prices = {line["number"]: Decimal(line["paid"]) for line in offer.passengers}
    active = old.passengers.filter(number__in=prices, state=Passenger.State.ACTIVE)
    travelling = list(active.select_related("benefit").order_by("number"))
    stands = offer.status == ExchangeOffer.Status.OFFERED and offer.expires_at > now
    unchanged = {each.number: each.price for each in travelling} == prices
    if not stands or old.state not in PAID_STATES or not unchanged:
        raise ExchangeOfferExpired
    return travelling


def _new_booking(old: Booking, passengers: Sequence[Passenger], wish: _Wish, reference: str) -> Booking:
    offer = wish.offer
    fees = sum((each.fees for each in passengers), offer.fee)
    booking = Booking.objects.create(
        reference=reference,
        channel=wish.channel,
        **wish.selection.booking_fields,
        currency=old.currency,
        total=offer.price,
        fees=fees,
        credit=sum((each.worth for each in passengers), Decimal(0)),
        exchanged_from=old,
        journey=old.journey,
        way=old.way,
        account_id=old.account_id,
        rate=old.rate,
        rate_value=old.rate_value,
        email=old.email,
        phone=old.phone,
        language=old.language,
        created_at=wish.now,
        hold_expires_at=wish.now + timedelta(seconds=settings.HOLD_SECONDS),
    )
    Passenger.objects.bulk_create(_new_passengers(booking, passengers, offer))
    return booking


def _new_passengers(
    booking: Booking, passengers: Sequence[Passenger], offer: ExchangeOffer
) -> list[Passenger]:
    lines = {line["number"]: line for line in offer.passengers}
    fares = {number: FarePrice.from_json(line["fare"]) for number, line in lines.items()}
    granted = {fare.reduction.benefit for fare in fares.values() if fare.reduction}
    benefits = list(Benefit.objects.filter(code__in=granted))
    return [
        _new_passenger(
            booking,
            number,
            each,
            Decimal(lines[each.number]["fee"]),
            fares[each.number],
            benefits,
            lines[each.number].get("ancillaries", {}),
        )
        for number, each in enumerate(passengers, start=1)
    ]


def _new_passenger(
    booking: Booking,
    number: int,
    old: Passenger,
    fee: Decimal,
    fare: FarePrice,
    benefits: Sequence[Benefit],
    along: dict[str, int],
) -> Passenger:
    return Passenger(
        booking=booking,
        number=number,
        replaces=old,
        fees=old.fees + fee,
        price=fare.price.amount,
        full_price=fare.full_price.amount,
        price_lines=fare.to_json(),
        granted_benefit=version_of(fare.reduction, benefits) if fare.reduction else None,
        ancillaries=along,
        **{name: getattr(old, name) for name in KEPT},
    )


def _give_up_first(booking: Booking, now: datetime) -> None:
    """With nothing to wait for the old seats are freed first: on the same train they can be among the new ones."""
    try:
        give_up_replaced(booking=booking, now=now)
    except ExchangeOver:
        raise ExchangeOfferExpired from None


def _hold(booking: Booking, wish: _Wish) -> None:
    inventory.hold(
        booking_id=booking.pk,
        dated_trip_id=booking.dated_trip_id,
        span=wish.selection.span,
        passenger_numbers=list(range(1, len(wish.offer.passengers) + 1)),
        seats=wish.seats,
        hold_seconds=settings.HOLD_SECONDS,
    )
    passengers = list(booking.passengers.all())
    if takes_along(passengers):
        hold_places(booking=booking, passengers=passengers, now=wish.now)


def _note_begin(old: Booking, booking: Booking, now: datetime) -> None:
    record_event(booking=booking, kind=BookingEvent.Kind.HELD, now=now, data=held_until(booking))
    started = {"to": booking.shown_reference} | held_until(booking)
    record_event(booking=old, kind=BookingEvent.Kind.EXCHANGE_STARTED, now=now, data=started)
