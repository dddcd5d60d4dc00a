"""Prints what still hangs on each key of PROOF_HASH_KEYS: `manage.py proof_keys`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Count, Max
from django.utils import timezone

from bookings.models import ProofSeen


class Command(BaseCommand):
    """A key that nothing hangs on can be taken out; one that leaked is taken out at once."""

    help = "Says for each key that hashes proofs of benefits how many that were seen it still knows, and until when."

    def handle(self, *args: Any, **options: Any) -> None:
        """This function prints a line a key, those of the settings first, then those that are there no longer."""
        live = ProofSeen.objects.filter(withdrawn_at=None, until__gte=timezone.localdate())
        rows = live.order_by("hash_key").values("hash_key").annotate(count=Count("pk"), last=Max("until"))
        known = {row["hash_key"]: row for row in rows}
        for key in [*settings.PROOF_HASH_KEYS, *(known.keys() - settings.PROOF_HASH_KEYS.keys())]:
            row = known.get(key)
            left = f"{row['count']} seen, the last until {row['last']}" if row else "nothing hangs on it"
            note = "" if key in settings.PROOF_HASH_KEYS else " (not in the settings: known no longer)"
            self.stdout.write(f"{key:<16} {left}{note}")
