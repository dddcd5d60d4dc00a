"""`manage.py bench`: speed as ratios to what this machine can do at best, measured in the same run."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bookings.management.bench.run import run_bench
from bookings.management.prove.scratch import run_manage, seeded_database
from timetables.management.bench.journeys import measure_journeys


class Command(BaseCommand):
    """Prints a table and, on its last line, everything as JSON; exit status 1 when an audit after a run fails."""

    help = "Measure holds and searches, as ratios to pgbench and to a bare view of the same server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """This method names the options."""
        parser.add_argument(
            "--rounds", type=int, default=3, help="rounds; medians are told with least and greatest"
        )
        parser.add_argument("--clients", type=int, default=32, help="clients at once")
        parser.add_argument("--seconds", type=int, default=5, help="how long each measurement lasts")
        parser.add_argument(
            "--journeys", action="store_true", help="only the search of journeys with changes"
        )
        parser.add_argument("--inside", action="store_true", help="in the database that is set (internal)")

    def handle(self, *args: Any, **options: Any) -> None:
        """This method measures in a database of its own."""
        if options["inside"] and options["journeys"]:
            self._tell_journeys(measure_journeys(today=timezone.localdate(), say=self.stdout.write))
            return
        if options["inside"]:
            self._measure(options["rounds"], options["clients"], options["seconds"])
            return
        passed = [f"--{name}={options[name]}" for name in ("rounds", "clients", "seconds")]
        passed += ["--journeys"] if options["journeys"] else []
        with seeded_database() as seeded:
            status = run_manage(seeded, "bench", "--inside", *passed)
        if status:
            raise SystemExit(status)

    def _tell_journeys(self, found: dict[str, Any]) -> None:
        self.stdout.write(_journeys_table(found))
        self.stdout.write(json.dumps({"journeys": found}))

    def _measure(self, rounds: int, clients: int, seconds: int) -> None:
        found = run_bench(rounds=rounds, clients=clients, seconds=seconds, say=self.stdout.write)
        self.stdout.write(_table(found))
        self.stdout.write(_journeys_table(found["journeys"]))
        self.stdout.write(json.dumps(found))
        if not found["audit"]["ok"]:
            raise CommandError(f"the audit after a run failed: {found['audit']}")


def _table(found: dict[str, Any]) -> str:
    head = f"{'':26}{'a second':>10}{'/ pgbench':>12}{'/ bare view':>12}{'p50 ms':>9}{'p99 ms':>9}{'n':>8}  answers"
    return "\n".join([head, *(_line(name, one) for name, one in found["measured"].items())])


def _journeys_table(found: dict[str, Any]) -> str:
    """The search of journeys: a column a figure, a row a size, then how each grew."""
    rows = {"two lines": found["two_lines"], "2,000 stops beside": found["large"], "growth": found["growth"]}
    names = list(found["growth"])
    head = f"{'journeys':26}" + "".join(f"{name:>16}" for name in names)
    lines = [
        f"{row:26}" + "".join(f"{figures[name]:>16,.2f}" for name in names) for row, figures in rows.items()
    ]
    return "\n".join([head, *lines])


def _line(name: str, one: dict[str, Any]) -> str:
    figures = (one["per_second"]["median"], one["over_pgbench"]["median"], one["over_bare_view"]["median"])
    times = (one["p50_ms"]["median"], one["p99_ms"]["median"])
    answers = ", ".join(f"{outcome} {count}" for outcome, count in one["outcomes"].items())
    return (
        f"{name:26}{figures[0]:>10.0f}{figures[1]:>12.3f}{figures[2]:>12.2f}"
        f"{times[0]:>9.0f}{times[1]:>9.0f}{one['n']:>8}  {answers}"
    )
