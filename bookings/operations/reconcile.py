"""What the bank says against what the ledger says, line by line."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from bookings.models import (
    BankDifference,
    BankDifferenceNote,
    BankLine,
    BankStatement,
    LedgerAccount,
    LedgerTransaction,
)
from bookings.operations.arrivals import post_arrivals

Kind, State = BankDifference.Kind, BankDifference.State
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('bookings.reconcile'))"


@dataclass(frozen=True, slots=True)
class _Side:
    """What moved at the bank by the ledger: the transaction, and its amount on the bank's account."""

    key: int
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A difference as it is now."""

    kind: BankDifference.Kind
    line: BankLine | None
    side: _Side | None


def lock_reconciliation() -> None:
    """This function lets one comparison run at a time, until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


@transaction.atomic
def reconcile(*, statement: BankStatement, now: datetime) -> int:
    """Compare a statement's lines and days with the ledger, and look again at what is open of that bank.

    Lines and postings meet by the bank's reference, whatever day either has: what the bank books before midnight may be
    posted after it. This function writes differences, marks those that are none any more, and returns how many are
    open.
    """
    lock_reconciliation()
    post_arrivals(statement=statement, now=now)
    looked_at = _lines_to_look_at(statement)
    sides = _sides(statement.gateway, {line.reference for line in looked_at})
    found = [*_of_lines(statement.gateway, looked_at, sides), *_of_ledger(statement)]
    _write(statement, found, now)
    return open_differences(statement.gateway).count()


@transaction.atomic
def reconcile_again(*, now: datetime) -> int:
    """This function compares every statement anew that has something open, and returns how many are open then."""
    for statement in BankStatement.objects.filter(differences__state=State.OPEN).distinct().order_by("pk"):
        reconcile(statement=statement, now=now)
    return BankDifference.objects.filter(state=State.OPEN).count()


def open_differences(gateway: str) -> QuerySet[BankDifference]:
    """This function gives what is open of a bank."""
    return BankDifference.objects.filter(state=State.OPEN, statement__gateway=gateway)


def _lines_to_look_at(statement: BankStatement) -> list[BankLine]:
    is_open = Q(difference__state=State.OPEN, statement__gateway=statement.gateway)
    lines = BankLine.objects.filter(Q(statement=statement) | is_open)
    return list(lines.select_related("statement").order_by("pk"))


def _sides(gateway: str, references: Collection[str]) -> dict[str, _Side]:
    known = _at_the_bank(gateway).filter(reference__in=[each for each in references if each])
    return {reference: _Side(key, amount, currency) for reference, key, amount, currency in _sums(known)}


def _at_the_bank(gateway: str) -> QuerySet[LedgerTransaction]:
    return LedgerTransaction.objects.filter(entries__account=LedgerAccount.BANK, gateway=gateway)


def _sums(posted: QuerySet[LedgerTransaction]) -> Iterable[tuple[str, int, Decimal, str]]:
    """One charge may stand for several bookings' payments: they are one movement at the bank, named by the first."""
    sums = (
        posted.order_by()
        .values("reference")
        .annotate(key=Min("pk"), amount=Sum("entries__amount"), currency=Max("entries__currency"))
    )
    return sums.order_by("key").values_list("reference", "key", "amount", "currency")


def _of_lines(gateway: str, lines: Iterable[BankLine], sides: Mapping[str, _Side]) -> Iterable[_Found]:
    """A second line of one reference is money nobody asked for, whatever the first one is."""
    first = dict(
        BankLine.objects.filter(statement__gateway=gateway, reference__in=sides)
        .order_by()
        .values_list("reference")
        .annotate(Min("pk"))
    )
    for line in lines:
        side = sides.get(line.reference)
        if side is None or first[line.reference] != line.pk:
            yield _Found(Kind.BANK_ONLY, line, None)
        elif (side.amount, side.currency) != (line.amount, line.statement.currency):
            yield _Found(Kind.OTHER_SUM, line, side)


def _of_ledger(statement: BankStatement) -> Iterable[_Found]:
    """What is posted on the statement's days, or open from before, and stands in no statement of the bank."""
    zone = ZoneInfo(settings.TIME_ZONE)
    begin = datetime.combine(statement.first_day, time(), tzinfo=zone)
    end = datetime.combine(statement.last_day + timedelta(days=1), time(), tzinfo=zone)
    told = BankLine.objects.filter(statement__gateway=statement.gateway, reference=OuterRef("reference"))
    posted = _at_the_bank(statement.gateway).filter(~Exists(told))
    these = Q(at__gte=begin, at__lt=end, entries__currency=statement.currency)
    meant = posted.filter(these | Q(difference__state=State.OPEN)).values("reference")
    for _reference, key, amount, currency in _sums(posted.filter(reference__in=meant)):
        yield _Found(Kind.LEDGER_ONLY, None, _Side(key, amount, currency))


def _write(statement: BankStatement, found: Iterable[_Found], now: datetime) -> None:
    kept = {_mark(statement, each, now) for each in found}
    for difference in open_differences(statement.gateway).exclude(pk__in=kept).order_by("pk"):
        difference.state = State.FOUND
        difference.save(update_fields=["state"])
        BankDifferenceNote.objects.create(difference=difference, at=now, state=State.FOUND)


def _mark(statement: BankStatement, found: _Found, now: datetime) -> int:
    """Write a difference, once: a line and a posting have one at most. A posting that met a line of another sum later
    keeps its difference, which then says so, and is open again.
    """
    line, side = found.line, found.side
    about = Q(line=line) if line else Q()
    about |= Q(transaction=side.key) if side else Q()
    known = BankDifference.objects.filter(about).order_by("pk").first()
    if known is not None and known.kind == found.kind:
        return known.pk
    difference = known or BankDifference(statement=statement, found_at=now)
    difference.kind, difference.state = found.kind, State.OPEN
    difference.line, difference.transaction_id = line, side.key if side else None
    difference.currency = line.statement.currency if line else side.currency if side else ""
    difference.bank_amount = line.amount if line else None
    difference.ledger_amount = side.amount if side else None
    difference.save()
    return difference.pk
