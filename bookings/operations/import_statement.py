"""A bank's statement comes in."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from bookings.models import BankLine, BankStatement
from bookings.operations.reconcile import lock_reconciliation, reconcile
from bookings.payments.camt053 import Statement, read_statements
from railway.accounts.models import User


class OtherStatement(Exception):
    """A statement of this number is there already with other content, or one of the same days by another number."""


@dataclass(frozen=True, slots=True)
class StatementTaken:
    """One statement of the file; `gap` is what its opening balance differs from the closing one of that before."""

    statement: BankStatement
    is_new: bool
    gap: Decimal


@transaction.atomic
def import_statement(*, content: bytes, gateway: str, by: User, now: datetime) -> list[StatementTaken]:
    """Take in a bank's camt.053 file and compare each of its statements with the ledger.

    The same statement counts once. This function raises NotAStatement and OtherStatement, having changed nothing.
    """
    statements = read_statements(content)
    lock_reconciliation()
    text = content.decode("utf-8", errors="replace")
    return [_take(statement, text, gateway, by, now) for statement in statements]


def _take(statement: Statement, text: str, gateway: str, by: User, now: datetime) -> StatementTaken:
    gap = _gap(statement, gateway)
    known = BankStatement.objects.filter(gateway=gateway, number=statement.number).first()
    if known is not None:
        if not _is_same(known, statement):
            raise OtherStatement(statement.number)
        return StatementTaken(known, is_new=False, gap=gap)
    if _same_days(statement, gateway).exists():
        raise OtherStatement(statement.number)
    row = _write(statement, text, gateway, by, now)
    reconcile(statement=row, now=now)
    return StatementTaken(row, is_new=True, gap=gap)


def _same_days(statement: Statement, gateway: str) -> QuerySet[BankStatement]:
    """A day is booked in one statement: a second one would bring each of its lines again."""
    return BankStatement.objects.filter(
        gateway=gateway,
        account=statement.account,
        first_day__lte=statement.last_day,
        last_day__gte=statement.first_day,
    )


def _gap(statement: Statement, gateway: str) -> Decimal:
    """What happened to the account between the statement before and this one; 0 for the first."""
    before = BankStatement.objects.filter(
        gateway=gateway, account=statement.account, last_day__lt=statement.first_day
    )
    latest = before.order_by("-last_day", "-pk").first()
    return statement.opening - latest.closing if latest else Decimal(0)


def _is_same(row: BankStatement, statement: Statement) -> bool:
    lines = [(line.reference, line.amount, line.day) for line in row.lines.order_by("position")]
    told = [(_reference(line.reference), line.amount, line.day) for line in statement.lines]
    sums = (row.account, row.currency, row.opening, row.closing)
    return lines == told and sums == (
        statement.account, statement.currency, statement.opening, statement.closing
    )  # fmt: skip


def _write(statement: Statement, text: str, gateway: str, by: User, now: datetime) -> BankStatement:
    row = BankStatement.objects.create(
        gateway=gateway,
        number=statement.number,
        account=statement.account,
        currency=statement.currency,
        first_day=statement.first_day,
        last_day=statement.last_day,
        opening=statement.opening,
        closing=statement.closing,
        content=text,
        imported_at=now,
        imported_by=by,
    )
    BankLine.objects.bulk_create(
        BankLine(
            statement=row,
            position=position,
            reference=_reference(line.reference),
            amount=line.amount,
            day=line.day,
            text=line.text,
        )
        for position, line in enumerate(statement.lines, start=1)
    )
    return row


def _reference(text: str) -> str:
    """References are keys of ours; banks write them with or without dashes, in small or large letters."""
    return text.replace("-", "").lower()
