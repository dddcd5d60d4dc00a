"""Forgets what is past its time, or says what it would: `manage.py forget --dry-run`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from bookings.operations.purge_old_data import purge_old_data, would_forget
from bookings.privacy import KINDS


class Command(BaseCommand):
    """The nightly job by hand. May be stopped and run again at any moment."""

    help = "Forget data whose time is over by the rules of retention; with --dry-run only say what would be forgotten."

    def add_arguments(self, parser: CommandParser) -> None:
        """This method declares the options."""
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument(
            "--only", nargs="+", choices=[*KINDS], default=[], metavar="DATA", help="these kinds alone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """This function prints a line a kind of data."""
        now, only = timezone.now(), options["only"]
        if options["dry_run"]:
            for each in would_forget(now=now, only=only):
                examples = f"  for example {', '.join(each.examples)}" if each.examples else ""
                self.stdout.write(f"{each.code:<16} {each.count:>8}  before {each.limit:%Y-%m-%d}{examples}")
            return
        for code, count in purge_old_data(now=now, only=only).items():
            self.stdout.write(f"{code:<16} {count:>8}")
