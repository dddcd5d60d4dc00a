"""The rounds: limits and measurements one after another, so that each ratio is of figures from the same minute."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from bookings import inventory
from bookings.management.bench import http_jobs, operation_jobs, seat_jobs
from bookings.management.bench.limits import prepare_pgbench, simple_updates_per_second
from bookings.management.bench.measure import Measurement, spread, summary
from bookings.management.prove.load import Job, run_load
from bookings.management.prove.money import money_faults
from bookings.management.prove.scratch import scratch_database, server_url
from bookings.management.prove.services import running_services
from bookings.management.prove.trains import Train, trains_for_sale
from bookings.management.prove.unseated import unseated_bookings
from timetables.management.bench.journeys import measure_journeys

SPREAD_TRAINS = 60
PAGE_TRAINS = 30
FEEDS = {"gtfs_feed": "/gtfs/feed.zip", "gtfs_trip_updates": "/gtfs/trip-updates.pb"}
TRIES_ALONE = 40


@dataclass
class Bench:
    """What is measured with, and what has been found so far, a list entry a round."""

    clients: int
    seconds: int
    port: int
    pgbench_url: str
    trains: list[Train]
    limits: dict[str, list[float]] = field(default_factory=lambda: {"pgbench": [], "bare_view": []})
    found: dict[str, list[Measurement]] = field(default_factory=dict)
    audits: list[dict[str, int]] = field(default_factory=list)

    def load(self, job: Job, **arguments: Any) -> Measurement:
        """This function runs one load with all clients and audits what it left behind."""
        measured = Measurement.of(run_load(job, clients=self.clients, **arguments))
        report = inventory.audit()
        self.audits.append({**report.faults, **money_faults(), "seats_placed": report.seats_placed})
        return measured

    @property
    def audit(self) -> dict[str, Any]:
        """This property sums the audits up: an empty inventory passes any, so seats must have been placed."""
        faults = {
            name for one in self.audits for name, count in one.items() if count and name != "seats_placed"
        }
        placed = self.audits[-1]["seats_placed"] if self.audits else 0
        return {
            "runs": len(self.audits),
            "faults": sorted(faults),
            "seats_placed": placed,
            "ok": bool(placed) and not faults,
        }


def run_bench(*, rounds: int, clients: int, seconds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure in interleaved rounds and return everything found, ready for JSON.

    This function starts a web server of its own over the database of this process, and fills trains with bookings.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="railway-bench-")))
        pgbench_url = stack.enter_context(scratch_database(server_url(), purpose="pgbench"))
        prepare_pgbench(pgbench_url)
        services = stack.enter_context(
            running_services(folder, settings={"HOLD_SECONDS": "3600"}, only_web=True)
        )
        trains = trains_for_sale(now=timezone.now(), count=SPREAD_TRAINS + 3 * rounds)
        bench = Bench(clients, seconds, services.port, pgbench_url, trains)
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            _limits(bench)
            _measure(bench, trains[SPREAD_TRAINS:][3 * number :])
    say("journeys with changes, at two sizes")
    return _result(bench) | {"journeys": measure_journeys(today=timezone.localdate(), say=say)}


def _limits(bench: Bench) -> None:
    found = simple_updates_per_second(bench.pgbench_url, clients=bench.clients, seconds=bench.seconds)
    bench.limits["pgbench"].append(found)
    view = bench.load(
        http_jobs.get_page, port=bench.port, path=http_jobs.BARE_VIEW, seconds=float(bench.seconds)
    )
    bench.limits["bare_view"].append(view.rate)
    bench.found.setdefault("bare_view", []).append(view)


def _measure(bench: Bench, hot: list[Train]) -> None:
    """One round; the first three of `hot` are sold out."""
    spread_out, seconds, port = bench.trains[:SPREAD_TRAINS], float(bench.seconds), bench.port
    spans = {train.dated_trip_id: train.whole_way for train in spread_out[:PAGE_TRAINS]}
    page = f"/ru/{_slug(hot[0].ends[0])}-{_slug(hot[0].ends[1])}/{hot[0].service_date}"
    alone = unseated_bookings(hot[2], hot[2].ends, clients=bench.clients, each=TRIES_ALONE)
    loads: dict[str, Callable[[], Measurement]] = {
        "seats_alone_hot": lambda: bench.load(seat_jobs.seat_hot, train=hot[2], bookings=alone),
        "hold_hot": lambda: bench.load(operation_jobs.hold_hot, train=hot[0]),
        "hold_spread": lambda: bench.load(operation_jobs.hold_spread, trains=spread_out, seconds=seconds),
        "http_hold_hot": lambda: bench.load(
            http_jobs.book_hot, port=port, orders=http_jobs.get_orders(port, hot[1:2])
        ),
        "http_hold_spread": lambda: bench.load(
            http_jobs.book_spread, port=port, orders=http_jobs.get_orders(port, spread_out), seconds=seconds
        ),
        "seats_left_of_30_trains": lambda: bench.load(
            operation_jobs.count_left, spans=spans, seconds=seconds
        ),
        "search_page": lambda: bench.load(http_jobs.get_page, port=port, path=page, seconds=seconds),
        **{
            name: partial(bench.load, http_jobs.get_page, port=port, path=path, seconds=seconds)
            for name, path in FEEDS.items()
        },
    }
    for name, run in loads.items():
        bench.found.setdefault(name, []).append(run())


def _slug(code: str) -> str:
    return code.lower().replace("_", "-")


def _result(bench: Bench) -> dict[str, Any]:
    limits = {name: spread(values, 1) for name, values in bench.limits.items()}
    measured = {name: summary(found, bench.limits, bench.clients) for name, found in bench.found.items()}
    return {"limits_per_second": limits, "measured": measured, "audit": bench.audit}
