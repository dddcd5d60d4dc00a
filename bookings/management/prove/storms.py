"""Proofs 3 and 4: processes killed in the middle of bookings and payments, and a broker that is away."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from bookings.management.prove.aftermath import reckon
from bookings.management.prove.journeys import book_and_pay, read_journal
from bookings.management.prove.load import Load, run_load
from bookings.management.prove.market import open_desk
from bookings.management.prove.report import Report
from bookings.management.prove.services import Services, running_services
from bookings.management.prove.trains import trains_for_sale
from bookings.models import Booking, Notification
from railway.local import embedded

HTTP_CLIENTS = 8
HOLD_SECONDS = 20  # short, so that payments come late too
LATE_SECONDS = 30
OUTCOMES = ["accept", "accept", "accept", "accept", "late", "decline"]
RECOVERY_PATIENCE_S = 60
MANY_TRAINS = 60
KILLS = ("web", "worker", "postgres", "beat", "web", "postgres", "worker")


def prove_kills(*, seconds: int) -> Report:
    """This function kills web, worker, beat and database again and again while passengers book and pay."""
    report = Report(f"kill -9 of web, worker, beat and database while {HTTP_CLIENTS} clients book and pay")
    short = {"HOLD_SECONDS": str(HOLD_SECONDS), "SANDBOX_LATE_SECONDS": str(LATE_SECONDS)}
    with _stage() as folder, running_services(folder, settings=short) as services:
        passengers = _Passengers(
            services, folder, OUTCOMES, seconds, trains=1
        )  # few seats: late payments lose them
        killed = [_kill_after(services, name, seconds / (len(KILLS) + 1)) for name in KILLS]
        load = passengers.wait()
        report.tell("killed", ", ".join(killed))
        _tell(report, load)
        reckon(report, services, read_journal(folder))
    return report


def prove_broker(*, seconds: int) -> Report:
    """This function keeps the broker down while passengers book and pay; letters must come when it is back."""
    report = Report(f"the broker is down for {seconds} s: bookings go on, letters come later")
    with _stage() as folder, running_services(folder, settings={}) as services:
        with embedded.stay_down("valkey"):
            load = _Passengers(services, folder, ["accept"], seconds, trains=MANY_TRAINS).wait()
            sent_without = Notification.objects.filter(state=Notification.State.SENT).count()
            made = Booking.objects.count()
        _tell(report, load)
        report.demand("bookings made without a broker", made, made > 0)
        unanswered = load.outcomes["unanswered"]
        report.demand("requests left unanswered", unanswered, unanswered == 0)
        report.tell("letters sent meanwhile", sent_without)
        reckon(report, services, read_journal(folder))
        report.demand("letters sent in the end", services.mails, services.mails > sent_without)
    return report


class _Passengers:
    """The clients, in processes of their own, started from a thread so that this one can watch and kill."""

    def __init__(
        self, services: Services, folder: Path, outcomes: list[str], seconds: int, *, trains: int
    ) -> None:
        self.services = services
        self.load = Load()
        codes, days = _line_and_days(trains)
        arguments: dict[str, Any] = {
            "port": services.port,
            "days": days,
            "stretches": [(codes[0], codes[-1]), (codes[0], codes[len(codes) // 2]), (codes[2], codes[-1])],
            "outcomes": outcomes,
            "seconds": float(seconds),
            "journal": str(folder),
            "shift": open_desk(0).pk,
        }
        self.thread = threading.Thread(target=self._run, kwargs=arguments)
        self.thread.start()

    def wait(self) -> Load:
        """This function waits for the clients' last answer, keeping the services alive meanwhile."""
        self.services.watch_until(time.monotonic() + 600, done=lambda: not self.thread.is_alive())
        self.thread.join()
        return self.load

    def _run(self, **arguments: Any) -> None:
        self.load = run_load(book_and_pay, clients=HTTP_CLIENTS, **arguments)


def _line_and_days(trains: int) -> tuple[list[str], list[date]]:
    """The stops of the first train, and the days on which one of so many trains makes the same stops."""
    first, *others = trains_for_sale(now=timezone.now(), count=trains)
    same_way = [first, *(train for train in others if train.stops == first.stops)]
    return [code for code, _position in first.stops], sorted({train.service_date for train in same_way})


def _kill_after(services: Services, name: str, seconds: float) -> str:
    services.watch_until(time.monotonic() + seconds)
    if name == "postgres":
        # In the middle of bookings, not of the recovery from the kill before.
        services.watch_until(time.monotonic() + RECOVERY_PATIENCE_S, done=_database_answers)
        embedded.kill("postgres")
    else:
        services.kill(name)
    return name


def _database_answers() -> bool:
    try:
        connection.close()
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True


def _tell(report: Report, load: Load) -> None:
    for outcome, count in load.outcomes.most_common():
        report.tell(f"journeys: {outcome}", count)


@contextmanager
def _stage() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="railway-proof-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
