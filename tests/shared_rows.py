"""Rows that all tests of a module share: written once, rolled back at its end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def shared_rows(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open the transaction that a module's tests run in, each in a savepoint of its own.

    Not for modules with tests that use `transactional_db`.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
