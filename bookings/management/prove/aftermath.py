"""After the storm: wait until nothing is left to do, then compare what clients were told with what is there."""

import time
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from bookings.management.prove.market import close_desks
from bookings.management.prove.report import Report, audit_into
from bookings.management.prove.services import Services
from bookings.models import (
    Booking,
    Checkout,
    Notification,
    Passenger,
    Payment,
    SandboxCharge,
    SeasonTicket,
    SeasonTrip,
    TillReceipt,
)

QUIET_PATIENCE_S = 120
WITH_TICKETS = (Notification.Kind.CONFIRMED, Notification.Kind.EXCHANGED)
WAITING_LETTERS = (Notification.State.QUEUED, Notification.State.SENDING)


def wait_until_quiet(services: Services) -> float:
    """This function waits until no answer of the bank and no letter is outstanding, and returns the seconds it took."""
    began = time.monotonic()
    services.watch_until(began + QUIET_PATIENCE_S, done=_is_quiet)
    return time.monotonic() - began


def reckon(report: Report, services: Services, told: list[dict[str, Any]]) -> None:
    """This function adds the audits and what the clients were told against what is there."""
    connection.close()  # the server may have been killed since it was used
    for currency, amount in close_desks().items():
        report.tell(f"cash in the drawer, {currency}", amount)
    seconds = wait_until_quiet(services)
    report.demand("seconds until nothing was outstanding", f"{seconds:.0f}", _is_quiet())
    audit_into(report)
    lost = _noted(told, "reference", "back", "exchanged", "seat") - _references(Booking)
    report.demand("bookings told to a client and not there", len(lost), not lost)
    lost = _noted(told, "season") - _references(SeasonTicket)
    report.demand("season tickets told to a client and not there", len(lost), not lost)
    keys = len(_noted(told, "key", "exchange_key", "seat_key"))
    report.demand("orders, of so many keys", f"{_orders()} of {keys}", _orders() <= keys)
    keys, tickets = len(_noted(told, "season_key")), SeasonTicket.objects.count()
    report.demand("season tickets, of so many keys", f"{tickets} of {keys}", tickets <= keys)
    report.demand("bookings paid", _paid(), _paid() > 0)
    report.tell("bookings exchanged", Booking.objects.filter(state=Booking.State.EXCHANGED).count())
    report.tell("trips paid with one charge", _paid_together())
    report.tell(
        "bicycles sold", Passenger.objects.filter(ancillaries__bicycle=1, ticket__isnull=False).count()
    )
    report.tell("seats reserved with season tickets", SeasonTrip.objects.count())
    report.tell("receipts written at the desk", TillReceipt.objects.count())
    report.demand("paid bookings without their letter", _without_letter(), _without_letter() == 0)
    report.tell(
        "letters in the mailbox, of notifications", f"{services.mails} of {Notification.objects.count()}"
    )


def _noted(told: list[dict[str, Any]], *names: str) -> set[str]:
    return {note[name] for note in told for name in names if note[name]}


def _references(kind: type[Booking] | type[SeasonTicket]) -> set[str]:
    return set(kind.objects.values_list("reference", flat=True))


def _orders() -> int:
    """Bookings made in one go count once: they had one key."""
    together = Booking.objects.filter(journey__isnull=False, exchanged_from=None)
    alone = Booking.objects.exclude(journey__isnull=False, exchanged_from=None)
    return alone.count() + together.values("journey").distinct().count()


def _paid_together() -> int:
    return Checkout.objects.filter(payments__status=Payment.Status.CAPTURED).distinct().count()


def _paid() -> int:
    return Booking.objects.filter(state=Booking.State.FULFILLED).count()


def _without_letter() -> int:
    """A trip paid with one charge has one letter, about the first of its bookings."""
    sent = Notification.objects.filter(kind__in=WITH_TICKETS, state=Notification.State.SENT)
    told = sent.filter(booking__isnull=False).values("booking_id")
    trips = Payment.objects.filter(booking__in=told, checkout__isnull=False).values("checkout")
    paid = Booking.objects.filter(state=Booking.State.FULFILLED)
    return paid.exclude(Q(pk__in=told) | Q(payments__checkout__in=trips)).count()


def _is_quiet() -> bool:
    try:
        accepted = SandboxCharge.objects.exclude(status=SandboxCharge.Status.OPEN)
        pending = Payment.objects.filter(status__in=[Payment.Status.PENDING, Payment.Status.REFUND_DUE])
        charges = pending.annotate(charge=Coalesce("checkout__uuid", "uuid")).values_list("charge", flat=True)
        decided = {str(charge) for charge in charges}
        waiting = accepted.filter(merchant_reference__in=decided).exists()
        return not waiting and not Notification.objects.filter(state__in=WAITING_LETTERS).exists()
    except DatabaseError:
        connection.close()  # the server was killed a moment ago
        return False
