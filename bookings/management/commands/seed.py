"""`manage.py seed`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bookings.operations.seed import seed


class Command(BaseCommand):
    """Loads the lines, their timetable, fares and benefits, and opens the coming trains for sale."""

    help = "Load the lines, their timetable, fares and benefits, and open the coming trains. May run again."

    def handle(self, *args: Any, **options: Any) -> None:
        written = seed(now=timezone.now())
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in written.items()))
