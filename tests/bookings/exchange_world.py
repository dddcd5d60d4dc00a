"""Paid bookings on the true line and what an exchange needs, for tests of exchanges."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from bookings import inventory, ledger
from bookings.management.prove.money import money_faults
from bookings.management.prove.season import season_faults
from bookings.models import Booking, ExchangeOffer, Payment, Refund
from bookings.offers import PartyMember
from bookings.operations.confirm_exchange import confirm_exchange
from bookings.operations.offer_exchange import offer_exchange
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.settle_payment import settle_payment
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.true_line import NOW, book
from tests.bookings.world import make_charge, make_payment
from timetables.models import DatedTrip

ADULT = PartyMember("BY", None, date(1990, 4, 12))
NEXT_DAY = date(2027, 5, 16)
PERSON = PassengerDetails(
    given_name="Анна", family_name="Ковалёва", document_type="BY_PASSPORT", document_number="MP1234567"
)
_answers = count(1)


def bank_says(
    payment: Payment, *, outcome: Outcome = Outcome.ACCEPTED, now: datetime = NOW, event: str = ""
) -> Payment:
    """The bank's answer; what it accepts stands in its book."""
    if outcome is Outcome.ACCEPTED and not event:
        make_charge(payment)
    event = event or f"answer {next(_answers)}"
    return settle_payment(
        answer=BankAnswer(event_id=event, charge_uuid=payment.uuid, outcome=outcome), now=now
    )


def pay(booking: Booking, *, now: datetime = NOW) -> Payment:
    """Pay what is due, as if the bank had accepted it."""
    payment = bank_says(make_payment(booking, amount=booking.due, now=now), now=now)
    booking.refresh_from_db()
    return payment


def buy(train: DatedTrip, *party: PartyMember, now: datetime = NOW, **fields: Any) -> Booking:
    """A booking that is paid and has its tickets."""
    people = party or (ADULT,)
    told = [PERSON] * len(people)
    booking = book(train, *people, now=now, email="kovaleva@example.org", passengers=told, **fields)
    pay(booking, now=now)
    return booking


def ask(
    booking: Booking,
    train: DatedTrip,
    *,
    now: datetime = NOW,
    origin: str = "VITEBSK",
    destination: str = "SMOLENSK",
    numbers: list[int] | None = None,
) -> ExchangeOffer:
    """An offer to change to a train."""
    booking.refresh_from_db()
    return offer_exchange(
        booking=booking,
        dated_trip_id=train.pk,
        origin=origin,
        destination=destination,
        passenger_numbers=numbers,
        now=now,
    )


def begin(booking: Booking, train: DatedTrip, *, now: datetime = NOW, **wish: Any) -> Booking:
    """The new booking of an exchange, held or, where nothing is to be paid, done."""
    seats = wish.pop("seats", None)
    done = confirm_exchange(offer=ask(booking, train, now=now, **wish), channel="web", seats=seats, now=now)
    assert done.new_booking
    return done.new_booking


def exchange(booking: Booking, train: DatedTrip, *, now: datetime = NOW, **wish: Any) -> Booking:
    """An exchange carried out, the difference paid."""
    new = begin(booking, train, now=now, **wish)
    if new.state == Booking.State.PREBOOKED:
        pay(new, now=now)
    new.refresh_from_db()
    booking.refresh_from_db()
    return new


def returned(*bookings: Booking) -> Decimal:
    """What goes back of the bookings' payments."""
    refunds = Refund.objects.filter(payment__booking__in=bookings)
    return sum((refund.amount for refund in refunds), Decimal(0))


def all_adds_up() -> None:
    """Seats, bookings, exchanges, money and the ledger agree everywhere."""
    report = inventory.audit()
    assert report.ok, report.faults
    assert {name: found for name, found in {**money_faults(), **season_faults()}.items() if found} == {}
    books = ledger.audit_ledger()
    assert books.ok, books.found


def let_hold_lapse(booking: Booking) -> None:
    """The hold is over by our clock and the database's."""
    inventory.extend(booking_id=booking.pk, hold_seconds=-1)
    Booking.objects.filter(pk=booking.pk).update(hold_expires_at=NOW - timedelta(seconds=1))
    booking.refresh_from_db()
