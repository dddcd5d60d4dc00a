"""Seals documents again with the newest key and says what hangs on each: `manage.py document_keys`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bookings.documents import key_names
from bookings.operations.rotate_document_keys import count_by_key, rotate_document_keys


class Command(BaseCommand):
    """A key that nothing hangs on can be taken out of DOCUMENT_KEYS. May be stopped and run again at any moment."""

    help = "Seal document numbers again with the first of DOCUMENT_KEYS; say how many hang on each key."

    def add_arguments(self, parser: CommandParser) -> None:
        """This method declares the options."""
        parser.add_argument("--rotate", action="store_true", help="seal again what an older key sealed")
        parser.add_argument("--limit", type=int, default=None, help="so many at most in this run")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function prints a line a key, the newest first; exit status 1 when some number opens with none."""
        if options["rotate"]:
            done = rotate_document_keys(limit=options["limit"])
            self.stdout.write(f"sealed again: {done.resealed}")
        hanging = count_by_key()
        for place, key in enumerate(key_names(), start=1):
            left = f"{hanging[key]} numbers" if hanging[key] else "nothing hangs on it"
            self.stdout.write(f"key {place} ({key}): {left}")
        if hanging[""]:
            self.stdout.write(f"opened by no key: {hanging['']}")
            raise SystemExit(1)
