"""Putting masks right from the ledger, which is the truth."""

from collections.abc import Collection

from django.db import transaction

from bookings.inventory.claim_sql import CLAIM_BITS
from bookings.inventory.database import execute

_LOCK = "SELECT id FROM bookings_tripseat WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR UPDATE"
# A statement of its own: its snapshot must be younger than the locks.
_MEND = f"""
UPDATE bookings_tripseat s SET taken = ledger.bits
FROM (
    SELECT t.id, coalesce(bit_or({CLAIM_BITS}) FILTER (WHERE c.state > 0), 0) AS bits
    FROM bookings_tripseat t LEFT JOIN bookings_seatclaim c ON c.trip_seat_id = t.id AND c.state > 0
    WHERE t.id = ANY(%(ids)s::bigint[]) GROUP BY t.id) ledger
WHERE s.id = ledger.id AND s.taken <> ledger.bits
"""  # noqa: S608 - only constants are put in


def mend_masks(*, trip_seat_ids: Collection[int]) -> int:
    """This function sets the masks of these seats to the union of their live claims; it returns how many were wrong."""
    with transaction.atomic():
        execute(_LOCK, {"ids": list(trip_seat_ids)})
        return execute(_MEND, {"ids": list(trip_seat_ids)})
