"""What stands in the ledger, for tests to look at; and a ledger that is lost."""

from collections import Counter
from decimal import Decimal

from django.db import connection

from bookings.models import LedgerEntry


def lines_of(cause: str, cause_id: int | None = None) -> list[tuple[str, str, Decimal, str]]:
    """Account, country, amount and currency of every entry of a cause, in the order in which they were posted."""
    entries = LedgerEntry.objects.filter(transaction__cause=cause)
    if cause_id is not None:
        entries = entries.filter(transaction__cause_id=cause_id)
    return list(entries.order_by("id").values_list("account", "country", "amount", "currency"))


def everything() -> Counter[tuple[object, ...]]:
    """All that the ledger says, whatever its keys."""
    names = [
        field.attname
        for field in LedgerEntry._meta.concrete_fields
        if field.name not in {"id", "transaction"}
    ]
    causes = [
        f"transaction__{name}"
        for name in ("cause", "cause_id", "booking_id", "at", "rate_value", "reference")
    ]
    return Counter(LedgerEntry.objects.values_list(*causes, *names))


def lose_the_ledger() -> None:
    """Take the database back to before there was a ledger, past its guards, as only its superuser can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM bookings_ledgerentry")
        cursor.execute("DELETE FROM bookings_ledgertransaction")
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
