"""After the storm: wait until nothing is left to do, then compare what clients were told with what is there."""

import time
from typing import Any

from django.db import DatabaseError, connection

from bookings.management.prove.report import Report, audit_into
from bookings.management.prove.services import Services
from bookings.models import Booking, Notification, Payment, SandboxCharge

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
    seconds = wait_until_quiet(services)
    report.demand("seconds until nothing was outstanding", f"{seconds:.0f}", _is_quiet())
    audit_into(report)
    told_of = {note[name] for note in told for name in ("reference", "exchanged") if note[name]}
    there = set(Booking.objects.values_list("reference", flat=True))
    report.demand("bookings told to a client and not there", len(told_of - there), told_of <= there)
    keys = {note[name] for note in told for name in ("key", "exchange_key") if note[name]}
    report.demand("bookings, of so many keys", f"{len(there)} of {len(keys)}", len(there) <= len(keys))
    report.demand("bookings paid", _paid(), _paid() > 0)
    report.tell("bookings exchanged", Booking.objects.filter(state=Booking.State.EXCHANGED).count())
    report.demand("paid bookings without their letter", _without_letter(), _without_letter() == 0)
    report.tell(
        "letters in the mailbox, of notifications", f"{services.mails} of {Notification.objects.count()}"
    )


def _paid() -> int:
    return Booking.objects.filter(state=Booking.State.FULFILLED).count()


def _without_letter() -> int:
    sent = Notification.objects.filter(kind__in=WITH_TICKETS, state=Notification.State.SENT)
    paid = Booking.objects.filter(state=Booking.State.FULFILLED)
    return paid.exclude(pk__in=sent.values("booking_id")).count()


def _is_quiet() -> bool:
    try:
        accepted = SandboxCharge.objects.exclude(status=SandboxCharge.Status.OPEN)
        pending = Payment.objects.filter(status__in=[Payment.Status.PENDING, Payment.Status.REFUND_DUE])
        decided = {str(uuid) for uuid in pending.values_list("uuid", flat=True)}
        waiting = accepted.filter(merchant_reference__in=decided).exists()
        return not waiting and not Notification.objects.filter(state__in=WAITING_LETTERS).exists()
    except DatabaseError:
        connection.close()  # the server was killed a moment ago
        return False
