"""The waiting list kept in order: what became of offers noted, who can't get a seat told, free seats passed on."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from bookings import inventory
from bookings.models import Booking, Notification, WaitingEntry
from bookings.notifications.outbox import enqueue
from bookings.operations.serve_queue import serve_queue
from bookings.queries.waiting import entries_over, offer_outcome, trains_waited_for

State = WaitingEntry.State

log = logging.getLogger(__name__)


def serve_queues(*, now: datetime) -> int:
    """Note what became of offers, end what is over, and offer every train's free seats to its queue.

    This function returns how many offers it made. It may run twice at once, late, or not at all for a while: buyers
    serve the queue of their train themselves.
    """
    _each(_ended_offers(), follow_offer, now)
    _each(entries_over(now=now), end_waiting, now)
    offers = 0
    for train in trains_waited_for(now=now):
        try:
            offers += len(serve_queue(dated_trip_id=train, now=now).offers)
        except inventory.Busy:
            log.warning("the queue of dated trip %s is left to the next run", train)
    return offers


def _each(entries: list[int], work: Callable[..., bool], now: datetime) -> None:
    for entry in entries:
        try:
            work(entry_id=entry, now=now)
        except inventory.Busy:
            log.warning("entry %s of the waiting list is left to the next run", entry)


def _ended_offers() -> list[int]:
    offered = WaitingEntry.objects.filter(state=State.OFFERED)
    ended = offered.exclude(booking__state=Booking.State.PREBOOKED)
    return list(ended.order_by("pk").values_list("pk", flat=True))


@inventory.with_retries
@transaction.atomic
def follow_offer(*, entry_id: int, now: datetime) -> bool:
    """Note what became of an offer once its booking is no longer held; tells whether anything was noted.

    Whose seats the railway took back, the train being cancelled or exchanged, waits on in the old place. This function
    leaves an entry to the next run that somebody has a hand on.
    """
    entry = _lock_if_free(entry_id, State.OFFERED)
    if entry is None or entry.booking is None or entry.booking.state == Booking.State.PREBOOKED:
        return False
    entry.state = offer_outcome(entry.booking)
    if entry.state == State.WAITING:
        entry.booking, entry.offered_at = None, None
    else:
        entry.ended_at = now
    entry.save(update_fields=["state", "booking", "offered_at", "ended_at"])
    if entry.state == State.LAPSED:
        _tell(entry, Notification.Kind.WAITING_LAPSED, now)
    return True


@inventory.with_retries
@transaction.atomic
def end_waiting(*, entry_id: int, now: datetime) -> bool:
    """This function ends an entry whose last train has left, and tells; False where it no longer waits."""
    entry = _lock_if_free(entry_id, State.WAITING)
    if entry is None or entry.pk not in entries_over(now=now):
        return False
    entry.state, entry.ended_at = State.ENDED, now
    entry.save(update_fields=["state", "ended_at"])
    _tell(entry, Notification.Kind.WAITING_ENDED, now)
    return True


def _lock_if_free(entry_id: int, state: WaitingEntry.State) -> WaitingEntry | None:
    free = WaitingEntry.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return free.filter(pk=entry_id, state=state).first()


def _tell(entry: WaitingEntry, kind: Notification.Kind, now: datetime) -> None:
    enqueue(
        booking=entry.booking,
        kind=kind,
        dedupe_key=f"{kind}:{entry.uuid}",
        data={"entry": str(entry.uuid)},
        email=entry.email,
        language=entry.language,
        now=now,
    )
