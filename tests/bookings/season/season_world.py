"""Season tickets bought the way everybody buys them, on the true line."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from bookings.models import Payment, SeasonTicket
from bookings.operations.create_season_ticket import SeasonWish, create_season_ticket
from bookings.operations.passenger_details import PassengerDetails, Purchaser
from bookings.operations.settle_payment import settle_payment
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.true_line import make_true_train
from timetables.models import DatedTrip, Stop

NOW = datetime(2027, 5, 14, 12, 0, tzinfo=UTC)  # a Friday
FIRST = date(2027, 5, 15)
HOLDER = PassengerDetails(
    given_name="Анна",
    family_name="Ковалёва",
    patronymic="Петровна",
    birth_date=date(1956, 3, 1),
    country="BY",
    document_type="BY_PASSPORT",
    document_number="MP1234567",
)
PENSIONER = PassengerDetails(
    **{name: getattr(HOLDER, name) for name in PassengerDetails.__dataclass_fields__}
    | {"benefit_code": "BY_PENSIONER_SEASON"}
)
PURCHASER = Purchaser("kovaleva@example.org", "", "ru")


def train_on(day: date = FIRST, **fields: Any) -> DatedTrip:
    """A train Vitebsk - Smolensk of a day, its seats not numbered unless told otherwise."""
    return make_true_train(day=day, **{"seat_mode": "open"} | fields)


def ask_for(
    product: str = "MONTH",
    *,
    holder: PassengerDetails = HOLDER,
    origin: str = "VITEBSK",
    destination: str = "SMOLENSK",
    first_day: date = FIRST,
    currency: str = "BYN",
    now: datetime = NOW,
    **more: Any,
) -> SeasonTicket:
    """A season ticket to be paid; a train must run within a week of its first day."""
    wish = SeasonWish(
        product=product,
        origin=Stop.objects.get(stop_id=origin),
        destination=Stop.objects.get(stop_id=destination),
        first_day=first_day,
        currency=currency,
    )
    return create_season_ticket(wish=wish, holder=holder, purchaser=PURCHASER, channel="web", now=now, **more)


def under_way(ticket: SeasonTicket, *, now: datetime = NOW) -> Payment:
    """A payment of the ticket, open at the bank."""
    return Payment.objects.create(
        season_ticket=ticket,
        amount=ticket.price,
        currency=ticket.currency,
        gateway="sandbox",
        created_at=now,
    )


def answer(payment: Payment, outcome: Outcome = Outcome.ACCEPTED, *, now: datetime = NOW) -> Payment:
    """What the bank says of a payment, taken in."""
    told = BankAnswer(
        event_id=f"{outcome} {uuid4()}", charge_uuid=payment.uuid, outcome=outcome, reference="r"
    )
    return settle_payment(answer=told, now=now)


def bought(product: str = "MONTH", *, now: datetime = NOW, **fields: Any) -> SeasonTicket:
    """A season ticket that is paid."""
    ticket = ask_for(product, now=now, **fields)
    answer(under_way(ticket, now=now), now=now)
    ticket.refresh_from_db()
    return ticket


def at(day: date, clock: time = time(6)) -> datetime:
    """An instant of a day, by the clock of UTC."""
    return datetime.combine(day, clock, tzinfo=UTC)


def later(days: int) -> date:
    """A day after the first one."""
    return FIRST + timedelta(days=days)


def paid_back(ticket: SeasonTicket) -> Decimal:
    """What was ordered back of a ticket."""
    return sum(
        (refund.amount for payment in ticket.payments.all() for refund in payment.refunds.all()), Decimal(0)
    )
