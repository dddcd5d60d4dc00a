"""Many clients at once: several processes with several threads, each thread with a connection of its own.

One Python process runs one thread at a time, so threads alone would never meet in the database as real clients do.
This module imports no models: it is loaded before Django is ready in the processes it starts.
"""

import multiprocessing
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import django
from django.db import OperationalError, connection

PROCESSES = 4
HEAD_START_S = 1.0
CONNECT_TRIES, CONNECT_PAUSE_S = 60, 0.5

Job = Callable[..., Iterable[tuple[str, float]]]


@dataclass
class Load:
    """What the clients did together: outcomes with their seconds, and how long it took from first to last."""

    samples: list[tuple[str, float]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def outcomes(self) -> Counter[str]:
        """This property counts the answers by kind."""
        return Counter(outcome for outcome, _seconds in self.samples)

    def rate(self, *outcomes: str) -> float:
        """This function returns answers a second, of some kinds or of all."""
        count = sum(not outcomes or outcome in outcomes for outcome, _seconds in self.samples)
        return count / self.seconds if self.seconds else 0.0

    def percentile(self, percent: int, *outcomes: str) -> float:
        """This function returns the milliseconds within which so many percent of the answers came."""
        times = [seconds for outcome, seconds in self.samples if not outcomes or outcome in outcomes]
        if len(times) < 2:
            return 1000 * sum(times)
        return 1000 * statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def run_load(job: Job, *, clients: int, **arguments: Any) -> Load:
    """Run `job(client=…, **arguments)` for each client at once and collect its samples (outcome, seconds).

    This function starts processes, so the job is a module's function and its arguments can be pickled. An exception
    of a job ends the run.
    """
    processes = min(PROCESSES, clients)
    each = clients // processes
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=django.setup) as pool:
        list(pool.map(partial(_get_ready, job), [HEAD_START_S] * processes))
        start = time.time() + HEAD_START_S
        work = partial(_run_threads, job, arguments, each, start)
        parts = list(pool.map(work, range(0, each * processes, each)))
    return _joined(parts)


def _get_ready(job: Job, seconds: float) -> None:
    """Merely to be handed the job imports its module; asleep meanwhile, each process takes one of these."""
    time.sleep(seconds)


def _joined(parts: list[list[tuple[float, float, list[tuple[str, float]]]]]) -> Load:
    clients = [client for part in parts for client in part]
    samples = [sample for _start, _end, found in clients for sample in found]
    return Load(samples, max(end for _s, end, _f in clients) - min(start for start, _e, _f in clients))


def _run_threads(
    job: Job, arguments: dict[str, Any], threads: int, start: float, first: int
) -> list[tuple[float, float, list[tuple[str, float]]]]:
    with ThreadPoolExecutor(threads) as pool:
        work = partial(_run_client, job, arguments, start)
        return list(pool.map(work, range(first, first + threads)))


def _run_client(
    job: Job, arguments: dict[str, Any], start: float, client: int
) -> tuple[float, float, list[tuple[str, float]]]:
    try:
        _connect()
        _wait_until(start)
        began = time.time()
        samples = list(job(client=client, **arguments))
        return began, time.time(), samples
    finally:
        connection.close()


def _connect() -> None:
    """Connect before the start; a slow machine may have the database killed before its last client is there."""
    for _try in range(CONNECT_TRIES):
        with suppress(OperationalError):
            return connection.ensure_connection()
        time.sleep(CONNECT_PAUSE_S)
    return connection.ensure_connection()


def _wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.time()))
