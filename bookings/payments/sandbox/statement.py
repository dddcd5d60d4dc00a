"""The sandbox bank's statement of the railway's account, out of its own book."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bookings.models import SandboxCharge
from bookings.payments.camt053 import Statement, StatementLine

BANK_ZONE = ZoneInfo("Europe/Minsk")


def statement_of(*, currency: str, first_day: date, last_day: date, now: datetime) -> Statement:
    """This function gives the account in a currency over some days, both included, in the bank's own time.

    What the bank keeps back (a late answer) is not booked before it is told.
    """
    movements = sorted(_movements(currency, now), key=lambda line: (line.day, line.reference))
    before = sum((line.amount for line in movements if line.day < first_day), Decimal(0))
    lines = tuple(line for line in movements if first_day <= line.day <= last_day)
    return Statement(
        number=f"SB-{currency}-{first_day:%Y%m%d}-{last_day:%Y%m%d}",
        account=f"SANDBOX-{currency}",
        currency=currency,
        first_day=first_day,
        last_day=last_day,
        opening=before,
        closing=sum((line.amount for line in lines), before),
        lines=lines,
    )


def _movements(currency: str, now: datetime) -> Iterator[StatementLine]:
    taken = SandboxCharge.objects.filter(
        currency=currency, status=SandboxCharge.Status.ACCEPTED, decided_at__lte=now
    )
    for charge in taken.order_by("pk"):
        at = charge.decided_at or charge.created_at
        yield StatementLine(
            _compact(charge.merchant_reference), charge.amount, _day(at), charge.description[:140]
        )
        for key, given in charge.refunded.items():
            sent_at = datetime.fromisoformat(charge.refunded_at[key]) if key in charge.refunded_at else at
            yield StatementLine(_compact(key), -Decimal(given), _day(sent_at))


def _compact(reference: str) -> str:
    """ISO 20022 allows 35 characters."""
    return reference.replace("-", "")


def _day(at: datetime) -> date:
    return at.astimezone(BANK_ZONE).date()
