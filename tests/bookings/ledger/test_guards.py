"""The database keeps the ledger, whoever asks: nothing edited, deleted, unbalanced, posted twice or late."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bookings.ledger.book import Cause, Line, Unbalanced, post
from bookings.models import LedgerAccount, LedgerCause, LedgerEntry, LedgerTransaction

KEPT = [
    "bookings_ledgertransaction", "bookings_ledgerentry", "bookings_bankstatement", "bookings_bankline",
    "bookings_bankdifferencenote",
]  # fmt: skip


def cause(key: int = 1) -> Cause:
    return Cause(kind=LedgerCause.PAYMENT, key=key, at=timezone.now())


def line(account: str, amount: str, currency: str = "BYN") -> Line:
    return Line(account=LedgerAccount(account), amount=Decimal(amount), currency=currency)


def posted(key: int = 1) -> LedgerTransaction:
    done = post(cause(key), [line("bank", "5.00"), line("passengers", "-5.00")])
    assert done
    return done


def entry(on: LedgerTransaction, amount: str, currency: str = "BYN") -> LedgerEntry:
    return LedgerEntry(transaction=on, account="bank", amount=Decimal(amount), currency=currency)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@transaction.atomic
def commit(*lines: LedgerEntry) -> None:
    """Write entries and let the deferred checks see them, as at a commit."""
    LedgerEntry.objects.bulk_create(lines)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def an_empty_one() -> LedgerTransaction:
    return LedgerTransaction.objects.create(cause="sale", cause_id=1, at=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["bookings_ledgerentry", "bookings_ledgertransaction"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_is_posted_is_never_changed_or_deleted(table: str, sql: str) -> None:
    posted()
    with pytest.raises(IntegrityError, match="never changed or deleted"):
        run(sql.format(table))


@pytest.mark.django_db
def test_the_ledger_is_never_emptied() -> None:
    run("SET LOCAL railway.ledger_may_be_emptied = off")
    with pytest.raises(IntegrityError, match="never emptied"):
        run("TRUNCATE bookings_ledgerentry")


@pytest.mark.django_db
@pytest.mark.parametrize("table", KEPT)
def test_nobody_has_the_right_to_delete(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = %s", [table]
        )
        rights = {right for (right,) in cursor.fetchall()}
    assert "INSERT" in rights
    assert not rights & {"DELETE", "TRUNCATE"}


@pytest.mark.django_db
def test_a_cause_posts_once() -> None:
    posted()
    with pytest.raises(IntegrityError, match="ledger_cause_once"), transaction.atomic():
        posted()


@pytest.mark.django_db
def test_two_currencies_do_not_balance_each_other() -> None:
    with pytest.raises(Unbalanced):
        post(cause(), [line("bank", "5.00"), line("passengers", "-5.00", "RUB")])
    assert not LedgerTransaction.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("currency", ["BYN", "RUB"])
def test_the_database_refuses_what_does_not_balance(currency: str) -> None:
    done = posted()
    with pytest.raises(IntegrityError, match="does not balance"):
        commit(entry(done, "5.00", currency))


@pytest.mark.django_db
def test_a_transaction_has_entries() -> None:
    with pytest.raises(IntegrityError, match="has no entries"):
        _post_nothing()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_to_a_transaction_once_it_is_committed() -> None:
    with transaction.atomic():
        done = posted()
    with pytest.raises(IntegrityError, match="is closed"):
        LedgerEntry.objects.bulk_create([entry(done, "1.00"), entry(done, "-1.00")])
    assert LedgerEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_does_not_balance_is_not_committed() -> None:
    with pytest.raises(IntegrityError, match="does not balance"):
        _post_one_side()
    assert not LedgerTransaction.objects.exists()


@transaction.atomic
def _post_one_side() -> None:
    entry(an_empty_one(), "1.00").save()


@transaction.atomic
def _post_nothing() -> None:
    an_empty_one()
    commit()
