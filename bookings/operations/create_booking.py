"""A party takes seats: from here on they are held, and wait for payment."""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from bookings import inventory
from bookings.models import Booking, BookingEvent, Notification, Passenger
from bookings.notifications.outbox import enqueue
from bookings.offers import (
    PartyMember,
    PartyPrice,
    PriceTables,
    TripSelection,
    check_on_sale,
    check_party,
    load_price_tables,
    party_facts,
    price_journey,
    select_trip,
)
from bookings.operations.check_proofs import check_after_commit
from bookings.operations.hold_places import hold_places, takes_along
from bookings.operations.lock_positions import lock_positions
from bookings.operations.passenger_details import (
    PassengerDetails,
    check_documents,
    proof_numbers,
    with_details,
    write_details,
)
from bookings.operations.price_booking import refuse_spent, write_price
from bookings.operations.queue_first import after_queue, let_queue_first, look_before_writing
from bookings.operations.record_event import record_event
from bookings.operations.settle_consents import settle_consents

# Without letters and digits that look alike: B 8, G 6, I 1 L, O 0, S 5, Z 2.
REFERENCE_LETTERS = "ACDEFHJKMNPQRTUVWXY3479"
REFERENCE_LENGTH = 7
HELD_LETTER_WAITS = timedelta(minutes=1)
REFERENCE_TRIES = 5
REFERENCE_TAKEN = ("bookings_booking_reference_key", "bookings_seasonticket_reference_key")

T = TypeVar("T")


class OfferStale(Exception):
    """The price isn't what the offer said any longer; both are in the offer's currency."""

    def __init__(self, old: Decimal, new: Decimal, currency: str = "") -> None:
        super().__init__(f"{old} became {new}")
        self.old = old
        self.new = new
        self.currency = currency


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Everything checked and priced, ready to be written."""

    selection: TripSelection
    party: Sequence[PartyMember]
    price: PartyPrice
    tables: PriceTables
    details: Sequence[PassengerDetails]
    seats: Sequence[inventory.SeatRef] | None
    plan: inventory.SeatPlan
    now: datetime
    hold_seconds: int
    purchaser: dict[str, Any] = field(default_factory=dict)


def create_booking(
    *,
    dated_trip_id: int,
    origin: str,
    destination: str,
    party: Sequence[PartyMember],
    currency: str,
    channel: str,
    language: str,
    now: datetime,
    seats: Sequence[inventory.SeatRef] | None = None,
    plan: inventory.SeatPlan = (),
    email: str = "",
    phone: str = "",
    passengers: Sequence[PassengerDetails] = (),
    expected_total: Decimal | None = None,
    hold_seconds: int | None = None,
    ahead_of_queue: bool = False,
    journey: UUID | None = None,
) -> Booking:
    """Hold seats for a party on one train, for HOLD_SECONDS, and note the price it will pay (OSDM: prebook).

    Stops are given by code, `seats` in the order of the party; without them the party is seated together. A `plan` of
    seats in turn, with its changes of seat, is what the passenger has agreed to. What `passengers` tell beyond the
    party counts for the price too. All is checked and priced before the transaction, which is a few statements long.
    Seats that somebody of the waiting list could have are offered there first, unless this is that offer
    (`ahead_of_queue`). Bookings of one trip share a `journey`.

    This function raises TripNotFound, NotOnSale, PartyRefused, OfferStale (the fares aren't `expected_total`; what
    travels along comes on top of them),
    SeatTaken, SeatsKept, SoldOut, WrongSeat or Busy; nothing is kept then.
    """
    selection = select_trip(dated_trip_id=dated_trip_id, origin_code=origin, destination_code=destination)
    check_on_sale(selection.option, now)
    details = list(passengers)
    people = with_details(party, details)
    tables = load_price_tables(claimed=[member.benefit_code for member in people], now=now)
    check_documents(dict(enumerate(details, start=1)))
    order = _Order(
        selection=selection,
        party=people,
        price=_price(selection, people, currency, tables),
        tables=tables,
        details=details,
        seats=seats,
        plan=plan if not seats else (),
        now=now,
        hold_seconds=settings.HOLD_SECONDS if hold_seconds is None else hold_seconds,
        purchaser={
            "channel": channel,
            "language": language,
            "email": email,
            "phone": phone,
            "journey": journey,
        },
    )
    if expected_total is not None and expected_total != order.price.fares_total:
        raise OfferStale(expected_total, order.price.fares_total, currency)
    if ahead_of_queue:
        return under_new_reference(partial(_write, order, None))
    return after_queue(lambda passed_over: under_new_reference(partial(_write, order, passed_over)), now=now)


def _price(
    selection: TripSelection, party: Sequence[PartyMember], currency: str, tables: PriceTables
) -> PartyPrice:
    facts = party_facts(party)
    check_party(facts, benefits=tables.benefit_rows, travel_date=selection.travel_date)
    return price_journey(
        sections=selection.sections,
        travel_date=selection.travel_date,
        party=facts,
        currency=currency,
        tables=tables,
        seat_mode=selection.option.seat_mode,
    )


def under_new_reference(write: Callable[[str], T]) -> T:
    """This function lets `write`, which opens its own transaction, write under a reference nobody has."""
    for _attempt in range(REFERENCE_TRIES - 1):
        try:
            return write(make_reference())
        except IntegrityError as error:
            if not _is_reference_taken(error):
                raise
    return write(make_reference())


def make_reference() -> str:
    """This function draws a reference at random: 3.4 thousand million of them, none to be guessed from another."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _letter in range(REFERENCE_LENGTH))


def _is_reference_taken(error: IntegrityError) -> bool:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", "") in REFERENCE_TAKEN


@inventory.with_retries
@transaction.atomic
def _write(order: _Order, passed_over: Collection[int] | None, reference: str) -> Booking:
    option = order.selection.option
    somebody_waits = lock_positions(option)
    if somebody_waits:
        look_before_writing(dated_trip_id=option.dated_trip_id, passed_over=passed_over, now=order.now)
    booking, passengers = _rows(order, reference)
    booking.save(force_insert=True)
    Passenger.objects.bulk_create(passengers)
    told = dict(enumerate(order.details, start=1))
    if any(each.consent for each in order.details):
        settle_consents(booking=booking, passengers=passengers, details=told, now=order.now)
    check_after_commit(passengers=passengers, numbers=proof_numbers(told), booking=booking, now=order.now)
    refuse_spent(booking=booking, passengers=passengers, tables=order.tables, now=order.now)
    told_of_hold = held_until(booking, order.plan)
    record_event(booking=booking, kind=BookingEvent.Kind.HELD, now=order.now, data=told_of_hold)
    tell_held(booking, order.now)
    # Last: the seats' rows stay locked until the commit.
    hold_seats(booking, len(passengers), seats=order.seats, plan=order.plan, hold_seconds=order.hold_seconds)
    if takes_along(passengers):
        hold_places(booking=booking, passengers=passengers, now=order.now)
    if somebody_waits:
        let_queue_first(booking=booking, passed_over=passed_over, now=order.now)
    return booking


def hold_seats(
    booking: Booking,
    people: int,
    *,
    seats: Sequence[inventory.SeatRef] | None,
    plan: inventory.SeatPlan,
    hold_seconds: int,
) -> None:
    """This function holds seats for all of a booking: those of an agreed plan, chosen ones, or any.

    Raises what inventory.hold and inventory.hold_plan raise.
    """
    span = inventory.Span(booking.from_position, booking.to_position)
    held: dict[str, Any] = {"booking_id": booking.pk, "dated_trip_id": booking.dated_trip_id, "span": span}
    if plan:
        inventory.hold_plan(**held, plan=plan, hold_seconds=hold_seconds)
        return
    numbers = range(1, people + 1)
    inventory.hold(**held, passenger_numbers=numbers, seats=seats, hold_seconds=hold_seconds)


def held_until(booking: Booking, plan: inventory.SeatPlan = ()) -> dict[str, Any]:
    """This function says for the history until when seats are kept, and how many changes of seat were agreed to."""
    until = {"until": booking.hold_expires_at.isoformat()} if booking.hold_expires_at else {}
    return until | ({"seat_changes": inventory.changes_in(plan)} if plan else {})


def tell_held(booking: Booking, now: datetime) -> None:
    """This function lets a mail say, once a booking, that seats are kept; without an address it does nothing.

    Who pays within a minute gets the tickets alone.
    """
    key = f"held:{booking.told_as}"
    enqueue(booking=booking, kind=Notification.Kind.HELD, dedupe_key=key, now=now, after=HELD_LETTER_WAITS)


def _rows(order: _Order, reference: str) -> tuple[Booking, list[Passenger]]:
    booking = Booking(
        reference=reference,
        **order.selection.booking_fields,
        currency=order.price.currency,
        created_at=order.now,
        hold_expires_at=order.now + timedelta(seconds=order.hold_seconds),
        **order.purchaser,
    )
    passengers = [
        _passenger(booking, number, member, order) for number, member in enumerate(order.party, start=1)
    ]
    write_price(booking, passengers, order.price, order.tables)
    return booking, passengers


def _passenger(booking: Booking, number: int, member: PartyMember, order: _Order) -> Passenger:
    passenger = Passenger(
        booking=booking,
        number=number,
        country=member.country,
        birth_date=member.birth_date,
        benefit=order.tables.benefit_rows.get(member.benefit_code or ""),
    )
    if order.details:
        write_details(passenger, order.details[number - 1], order.tables)
    return passenger
