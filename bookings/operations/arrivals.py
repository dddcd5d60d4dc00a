"""Money of the desks that a bank's statement brings: bags of cash, and what the terminal's cards came to."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Value
from django.db.models.functions import Lower, Replace

from bookings import ledger
from bookings.models import BankLine, BankStatement, LedgerAccount, LedgerTransaction, Shift, TillReceipt


def post_arrivals(*, statement: BankStatement, now: datetime) -> int:
    """This function posts a statement's lines that are money of the desks, in the caller's transaction.

    A bag taken out is known by its number, a closed shift's cards by the terminal's batch; the sum must be the same,
    else the line stays a difference for people. Each is posted once. It returns how many there were.
    """
    told = list(statement.lines.exclude(reference="").order_by("position"))
    known = _posted(told)
    lines = [line for line in told if line.reference not in known]
    expected = _bags(lines) | _batches(lines)
    found = 0
    for line in lines:
        account = expected.pop((line.reference, line.amount, statement.currency), None)
        if account is not None:
            line.statement = statement
            found += ledger.post_arrival(line=line, account=account, at=now) is not None
    return found


def _posted(lines: Iterable[BankLine]) -> set[str]:
    at_bank = LedgerTransaction.objects.filter(entries__account=LedgerAccount.BANK)
    return set(
        at_bank.filter(reference__in=[line.reference for line in lines]).values_list("reference", flat=True)
    )


def _bags(lines: Iterable[BankLine]) -> dict[tuple[str, Decimal, str], LedgerAccount]:
    """By the bag's number as statements keep it: small letters, no dashes. Receipts of one bag are one sum."""
    sums: dict[tuple[str, str], Decimal] = {}
    moved = TillReceipt.objects.annotate(bag=Lower(Replace("slip", Value("-"), Value("")))).filter(
        kind__in=(TillReceipt.Kind.PAID_OUT, TillReceipt.Kind.PAID_IN),
        bag__in=[line.reference for line in lines],
    )
    for receipt in moved:
        amount = receipt.amount if receipt.kind == TillReceipt.Kind.PAID_OUT else -receipt.amount
        place = (receipt.bag, receipt.currency)
        sums[place] = sums.get(place, Decimal(0)) + amount
    return {(bag, amount, currency): LedgerAccount.TRANSIT for (bag, currency), amount in sums.items()}


def _batches(lines: Iterable[BankLine]) -> dict[tuple[str, Decimal, str], LedgerAccount]:
    shifts = Shift.objects.filter(batch__in=[line.reference for line in lines]).exclude(batch="")
    return {
        (shift.batch, amount, currency): LedgerAccount.TERMINAL
        for shift in shifts
        for currency, amount in ledger.terminal_amounts(shift).items()
    }
