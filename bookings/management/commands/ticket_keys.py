"""Prints the public keys that a checker of tickets needs: `manage.py ticket_keys > keys.json`."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from bookings.tickets.keys import public_keys, write_public_keys


class Command(BaseCommand):
    """Prints the operator's public ticket keys as JSON."""

    help = "Prints the public keys for checking tickets without the network, as JSON."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """This function prints key id and Base64 of the 32 bytes of each key, the signing one first."""
        self.stdout.write(json.dumps(write_public_keys(public_keys()), indent=2))
