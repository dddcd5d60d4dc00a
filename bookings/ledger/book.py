"""Writing into the ledger: the only place that does."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from bookings.models import (
    Booking,
    LedgerAccount,
    LedgerCause,
    LedgerEntry,
    LedgerTransaction,
    SeasonTicket,
    Shift,
)


class Unbalanced(Exception):
    """The lines don't add up to nothing in each currency: a fault in the program, never a user's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry to be: a debit above nothing, a credit below it."""

    account: LedgerAccount
    amount: Decimal
    currency: str
    country: str = ""
    passenger_number: int | None = None
    benefit: str = ""
    law: str = ""
    payer: str = ""
    act: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What moved the money, and when: of a booking, of a season ticket, or of neither."""

    kind: LedgerCause
    key: int
    at: datetime
    booking: Booking | None = None
    season_ticket: SeasonTicket | None = None
    rate: Decimal | None = None
    shift: Shift | None = None
    gateway: str = ""
    reference: str = ""


def post(cause: Cause, lines: Iterable[Line]) -> LedgerTransaction | None:
    """This function posts a cause in the caller's transaction; None where no line moves anything.

    Raises Unbalanced, and IntegrityError for a cause that was posted before.
    """
    moving = [line for line in lines if line.amount]
    _check(moving)
    if not moving:
        return None
    transaction = LedgerTransaction.objects.create(
        cause=cause.kind,
        cause_id=cause.key,
        booking=cause.booking,
        season_ticket=cause.season_ticket,
        at=cause.at,
        shift=cause.shift,
        rate_value=cause.rate,
        gateway=cause.gateway,
        reference=cause.reference,
    )
    LedgerEntry.objects.bulk_create([LedgerEntry(transaction=transaction, **asdict(line)) for line in moving])
    return transaction


def _check(lines: Sequence[Line]) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.currency] += line.amount
    if wrong := {currency: amount for currency, amount in sums.items() if amount}:
        raise Unbalanced(wrong)
