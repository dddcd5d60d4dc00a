"""Real connections racing: one thread, one connection, real transactions."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, connections
from django.db.models import QuerySet


@dataclass
class Outcome:
    """What the racers brought home, by racer."""

    results: dict[int, Any] = field(default_factory=dict)
    errors: dict[int, Exception] = field(default_factory=dict)

    def count(self, kind: type[Exception]) -> int:
        return sum(isinstance(error, kind) for error in self.errors.values())

    def unexpected(self, *expected: type[Exception]) -> list[Exception]:
        return [error for error in self.errors.values() if not isinstance(error, expected)]


Race = Callable[..., Outcome]


@pytest.fixture
def unpooled(transactional_db: None) -> Iterator[None]:
    """A connection of its own for each thread: the service's pool would let only a few of them race."""
    options = connections.settings["default"]["OPTIONS"]
    connection.close()  # while it still knows its pool, which would count it as lent for ever
    connection.close_pool()
    pool = options.pop("pool", None)
    yield
    connection.close()
    if pool:
        options["pool"] = pool


@pytest.fixture
def race(unpooled: None) -> Race:
    """Start so many racers at one moment and wait for them all."""
    return run


def run(racers: int, work: Callable[[int], Any]) -> Outcome:
    outcome, start = Outcome(), threading.Barrier(racers)

    def racer(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            outcome.results[number] = work(number)
        except Exception as error:  # noqa: BLE001 - each kind is counted by the test
            outcome.errors[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=racer, args=(number,)) for number in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


@contextmanager
def without_row_locks(module: ModuleType, step: str, *, racers: int) -> Iterator[None]:
    """For controls: nobody waits for a row, and after a step of an operation all racers meet before they go on."""
    meeting, original = threading.Barrier(racers), getattr(module, step)
    met = threading.local()

    def meet_after(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        if not getattr(met, "once", False):
            met.once = True
            with suppress(threading.BrokenBarrierError):  # one of them has got no further than this
                meeting.wait(timeout=10)
        return found

    unlocked = patch.object(QuerySet, "select_for_update", lambda rows, **_how: rows.all())
    with unlocked, patch.object(module, step, meet_after):
        yield


@contextmanager
def without_triggers(name: str, *tables: str) -> Iterator[None]:
    """For controls: the database looks away too."""
    _alter(tables, f"DISABLE TRIGGER {name}")
    try:
        yield
    finally:
        _alter(tables, f"ENABLE TRIGGER {name}")


@contextmanager
def without_index(name: str, table: str) -> Iterator[None]:
    """For controls: nothing is unique any more. The table is emptied afterwards, so that the index can come back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
        (definition,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {name}")
        try:
            yield
        finally:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(definition)


def _alter(tables: tuple[str, ...], what: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} {what}")


def deadlocks() -> int:
    """Deadlocks of this database since it was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    return int(count)
