"""Waking a worker for the outbox."""

import time

from railway.lib.jobs import ask_for_task

TASK = "bookings.tasks.deliver_notifications"
ENOUGH_SECONDS = 0.2

_last = 0.0


def nudge() -> None:
    """This function asks for the outbox to be delivered soon; a burst of messages asks once.

    A message that comes right after a nudge is found by that delivery or by the next one of the schedule.
    """
    global _last  # noqa: PLW0603 - one per process
    if time.monotonic() - _last < ENOUGH_SECONDS:
        return
    _last = time.monotonic()
    ask_for_task(TASK)
