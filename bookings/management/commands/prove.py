"""`manage.py prove`: no seat sold twice and nothing lost, under load and kills."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bookings.management.prove.races import prove_control, prove_race
from bookings.management.prove.report import Report, table
from bookings.management.prove.scratch import scratch_database
from bookings.management.prove.storms import prove_broker, prove_kills

PROOFS: dict[str, Callable[[dict[str, Any]], Report]] = {
    "race": lambda options: prove_race(clients=options["clients"]),
    "control": lambda options: prove_control(clients=options["clients"]),
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
        server = os.environ.get("DATABASE_URL") or _current_url()
        with scratch_database(server, purpose="seeded") as seeded:
            for command in (["migrate", "--no-input", "-v0"], ["seed"]):
                subprocess.run(_manage(*command), env=_env(seeded), check=True, stdout=subprocess.DEVNULL)
            broken = [name for name in options["only"] if not self._holds(name, server, seeded, options)]
        if broken:
            raise CommandError(f"does not hold: {', '.join(broken)}")
        self.stdout.write(f"\nAll hold: {', '.join(options['only'])}")

    def _holds(self, name: str, server: str, seeded: str, options: dict[str, Any]) -> bool:
        with scratch_database(server, purpose=name, like=urlsplit(seeded).path[1:]) as scratch:
            passed = [f"--{option}={options[option]}" for option in ("clients", "seconds")]
            command = _manage("prove", "--inside", name, *passed)
            return subprocess.run(command, env=_env(scratch), check=False).returncode == 0


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]


def _env(database_url: str) -> Mapping[str, str]:
    # No pool: every thread of a proof has a connection of its own.
    return {**os.environ, "DATABASE_URL": database_url, "DATABASE_POOL": "0", "LOG_LEVEL": "WARNING"}


def _current_url() -> str:
    raise CommandError("set DATABASE_URL, or run `make prove`, which brings a server of its own")
