"""`manage.py post_ledger`."""

from typing import Any

from django.core.management.base import BaseCommand

from bookings.ledger import audit_ledger
from bookings.ledger.missing import post_missing


class Command(BaseCommand):
    """Posts what was sold, paid and returned before there was a ledger, then checks the whole of it."""

    help = "Post to the ledger what it lacks, then compare it with payments and bookings. May run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """This method prints how much was posted and what doesn't agree; exit status 1 when something doesn't."""
        posted = post_missing()
        self.stdout.write(", ".join(f"{cause}: {count}" for cause, count in posted.items()))
        audit = audit_ledger()
        self.stdout.write(f"entries: {audit.entries}")
        for fault, count in audit.faults.items():
            self.stdout.write(f"{fault.replace('_', ' ')}: {count}")
        if not audit.ok:
            raise SystemExit(1)
