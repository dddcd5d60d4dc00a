"""Seats of a train are free again: whoever waits for them shall hear soon."""

from functools import partial

from django.db import transaction

from bookings.models import WaitingEntry
from railway.lib.jobs import ask_for_task

TASK = "bookings.tasks.serve_queue"


def wake_queue(dated_trip_id: int) -> None:
    """This function asks, after the commit, for a train's queue to be served, if anybody waits at all.

    It only makes the offer come sooner: without a broker the schedule serves the queue, and nobody can buy past it
    meanwhile (see queue_first).
    """
    transaction.on_commit(partial(_ask, dated_trip_id), robust=True)


def _ask(dated_trip_id: int) -> None:
    if WaitingEntry.objects.filter(state=WaitingEntry.State.WAITING).exists():
        ask_for_task(TASK, dated_trip_id)
