"""When two buyers collide, the whole transaction is tried again, from outside it."""

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, connection

from bookings.inventory.database import fetch

TRIES = 5
FIRST_PAUSE_S = 0.002
LOCK_TIMEOUT = "2s"
LEDGER_CONFLICT = "23P01"
# Serialization failure, deadlock, lock timeout, exclusion constraint.
PASSING = frozenset({"40001", "40P01", "55P03", LEDGER_CONFLICT})

alarm = logging.getLogger("bookings.inventory")

P = ParamSpec("P")
R = TypeVar("R")


class Busy(Exception):
    """Too many buyers at once: nothing was taken, and the same request may succeed a moment later."""


def with_retries(function: Callable[P, R]) -> Callable[P, R]:
    """Let an operation that opens its own transaction survive collisions with other buyers.

    This function wraps `function`: collisions (SQLSTATE 40001, 40P01, 55P03, 23P01, and Busy) run it again, 5 times in
    all with a random pause that doubles from 2 ms, and then raise Busy. Inside an open transaction nothing can be run
    again, so there the collision goes up to whoever opened it.
    """

    @wraps(function)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(TRIES):
            try:
                return function(*args, **kwargs)
            except (Busy, DatabaseError) as collision:
                if connection.in_atomic_block or not _passes(collision):
                    raise
                pause(attempt)
        raise Busy

    return tried


def pause(attempt: int) -> None:
    """This function sleeps a random while whose bound doubles with each attempt: 2 ms, 4 ms, 8 ms …"""
    time.sleep(random.uniform(0.25, 1.0) * FIRST_PAUSE_S * 2**attempt)  # noqa: S311 - jitter, no secret


def limit_lock_waits() -> None:
    """This function lets no statement of the open transaction wait for a lock longer than 2 seconds."""
    fetch("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])


def _passes(collision: Exception) -> bool:
    if isinstance(collision, Busy):
        return True
    code = getattr(collision.__cause__, "sqlstate", None)
    if code == LEDGER_CONFLICT:
        alarm.error("The mask of a seat and the ledger of claims differ: %s", collision)
    return code in PASSING
