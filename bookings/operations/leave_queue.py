"""A party waits no longer: it leaves the queue, or refuses the seats it was offered."""

from datetime import datetime

from django.db import transaction

from bookings import inventory
from bookings.models import WaitingEntry
from bookings.operations.join_queue import NotWaiting
from bookings.operations.release_booking import NotReleasable, release_booking
from bookings.operations.serve_queue import lock_entry


@inventory.with_retries
@transaction.atomic
def leave_queue(*, entry: WaitingEntry, now: datetime) -> WaitingEntry:
    """End an entry that waits; of one that has an offer the seats are let go, and go to the next in the queue.

    This function raises NotWaiting when it has ended already, or its offer was paid or has run out.
    """
    locked = lock_entry(entry.pk)
    if locked.state == WaitingEntry.State.WAITING:
        locked.state = WaitingEntry.State.LEFT
    elif locked.state == WaitingEntry.State.OFFERED and locked.booking:
        _let_go(locked, now)
    else:
        raise NotWaiting(WaitingEntry.State(locked.state))
    locked.ended_at = now
    locked.save(update_fields=["state", "ended_at"])
    return locked


def _let_go(entry: WaitingEntry, now: datetime) -> None:
    try:
        release_booking(booking=entry.booking, now=now)  # type: ignore[arg-type]  # an offer has a booking
    except NotReleasable:
        raise NotWaiting(WaitingEntry.State.LAPSED) from None
    entry.state = WaitingEntry.State.REFUSED
