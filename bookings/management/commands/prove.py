"""`manage.py prove`: no seat sold twice and nothing lost, under load and kills."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bookings.management.prove.queue import prove_queue
from bookings.management.prove.races import prove_changing, prove_control, prove_race
from bookings.management.prove.report import Report, table
from bookings.management.prove.scratch import (
    name_of,
    run_manage,
    scratch_database,
    seeded_database,
    server_url,
)
from bookings.management.prove.storms import prove_broker, prove_kills

PROOFS: dict[str, Callable[[dict[str, Any]], Report]] = {
    "race": lambda options: prove_race(clients=options["clients"]),
    "changing": lambda options: prove_changing(clients=options["clients"]),
    "control": lambda options: prove_control(clients=options["clients"]),
    "queue": lambda options: prove_queue(clients=options["clients"]),
    "kills": lambda options: prove_kills(seconds=options["seconds"]),
    "broker": lambda options: prove_broker(seconds=options["seconds"]),
}


class Command(BaseCommand):
    """Runs each proof in a database of its own, copied from one that is seeded once; exit status 1 on a violation."""

    help = "Prove under load and kills that no seat is sold twice and nothing is lost."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """This method names the options."""
        parser.add_argument(
            "--only", nargs="+", choices=PROOFS, default=list(PROOFS), help="only these proofs"
        )
        parser.add_argument("--clients", type=int, default=32, help="real connections that race")
        parser.add_argument(
            "--seconds", type=int, default=60, help="how long kills and the broker's absence last"
        )
        parser.add_argument(
            "--inside", choices=PROOFS, help="one proof, in the database that is set (internal)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """This method prints the table of findings and raises CommandError when something does not hold."""
        if options["inside"]:
            self._prove(options)
        else:
            self._prove_all(options)

    def _prove(self, options: dict[str, Any]) -> None:
        report = PROOFS[options["inside"]](options)
        self.stdout.write(table([report]))
        if not report.holds:
            raise SystemExit(1)

    def _prove_all(self, options: dict[str, Any]) -> None:
        with seeded_database() as seeded:
            broken = [name for name in options["only"] if not _holds(name, seeded, options)]
        if broken:
            raise CommandError(f"does not hold: {', '.join(broken)}")
        self.stdout.write(f"\nAll hold: {', '.join(options['only'])}")


def _holds(name: str, seeded: str, options: dict[str, Any]) -> bool:
    passed = [f"--{option}={options[option]}" for option in ("clients", "seconds")]
    with scratch_database(server_url(), purpose=name, like=name_of(seeded)) as scratch:
        return run_manage(scratch, "prove", "--inside", name, *passed) == 0
