"""What the race needs beside a train: a train back, season tickets that are paid, desks with a shift open."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.utils import timezone

from bookings import ledger
from bookings.management.prove.buyers import accept
from bookings.management.prove.people import details_of
from bookings.management.prove.trains import Train, train_back
from bookings.models import Payment, SeasonTicket, Shift, Till
from bookings.operations.close_shift import close_shift
from bookings.operations.create_season_ticket import SeasonWish, create_season_ticket
from bookings.operations.open_shift import open_shift
from bookings.operations.passenger_details import Purchaser
from bookings.operations.pay_season_ticket import start_season_payment
from bookings.operations.take_at_desk import give_up_card
from bookings.payments.desk import TERMINAL
from railway.accounts.models import User
from timetables.models import Stop

SEASON_TICKETS, DESKS = 12, 2
FLOAT = {"BYN": Decimal("100.00"), "RUB": Decimal("2000.00")}


@dataclass(frozen=True)
class Market:
    """The keys of season tickets and of open shifts. Can be pickled."""

    back: Train
    season_tickets: tuple[int, ...]
    shifts: tuple[int, ...]


def open_market(train: Train) -> Market:
    """This function makes all of it, in a database of the proof's own."""
    tickets = [sell_season_ticket(train).pk for _each in range(SEASON_TICKETS)]
    shifts = [open_desk(number).pk for number in range(DESKS)]
    return Market(train_back(train), tuple(tickets), tuple(shifts))


def sell_season_ticket(train: Train) -> SeasonTicket:
    """This function sells a ticket for ten trips over the whole way of a train, from its day on."""
    stops = {stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=train.ends)}
    ticket = create_season_ticket(
        wish=SeasonWish(
            product="TRIPS_10",
            origin=stops[train.ends[0]],
            destination=stops[train.ends[1]],
            first_day=train.service_date,
            currency="BYN",
        ),
        holder=details_of(1)[0],
        purchaser=Purchaser("proof@example.org", "", "ru"),
        channel="api",
        now=timezone.now(),
    )
    accept(
        start_season_payment(
            ticket=ticket, method="sandbox", return_url="/", now=timezone.now(), outcome="accept"
        )
    )
    return ticket


def open_desk(number: int) -> Shift:
    """This function opens a shift with cash in the drawer, at a till that nobody else uses."""
    till, _made = Till.objects.get_or_create(stop=Stop.objects.get(stop_id="VITEBSK"), number=90 + number)
    return open_shift(till=till, clerk=_clerk(f"proof-clerk-{number}"), counted=FLOAT, now=timezone.now())


def close_desks() -> dict[str, Decimal]:
    """This function closes every shift with just what the ledger says; it returns what drawers held, by currency.

    Cards that a clerk couldn't finish are given up at the terminal first, as far as they weren't charged.
    """
    for payment in Payment.objects.filter(gateway=TERMINAL, status=Payment.Status.PENDING):
        give_up_card(payment=payment, now=timezone.now())
    held = dict.fromkeys(FLOAT, Decimal(0))
    for shift in Shift.objects.filter(closed_at=None).select_related("clerk"):
        counted = ledger.till_amounts(shift)
        close_shift(shift=shift, counted=counted, pieces={}, by=shift.clerk, note="", now=timezone.now())
        held = {currency: held[currency] + counted[currency] for currency in held}
    return held


def _clerk(name: str) -> User:
    return get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})[0]
