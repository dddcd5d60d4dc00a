"""Whoever waits comes before whoever comes along: seats that a waiting party could have are not sold past it.

Freed seats are on sale by the clock, by a refund, by a new train set: nobody can be everywhere that seats become free.
So the sale itself looks: having taken its seats, and before it commits, it asks whether somebody in the queue could
have been served with them. Then it gives them back, serves the queue, and tries again with what is left.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeVar

from bookings.inventory import Busy
from bookings.inventory.retry import pause
from bookings.models import Booking
from bookings.queries.waiting import first_that_fits

ROUNDS = 3
ELSEWHERE_TAKES = 3  # doublings of the first pause, until another server has made an offer

T = TypeVar("T")


class QueueFirst(Exception):
    """Somebody who waits for the train could have the seats; raised so that the sale is undone."""

    def __init__(self, dated_trip_id: int) -> None:
        super().__init__(f"somebody waits for seats of dated trip {dated_trip_id}")
        self.dated_trip_id = dated_trip_id


def let_queue_first(*, booking: Booking, passed_over: Collection[int] | None, now: datetime) -> None:
    """Look whether the seats that a booking has just taken could serve somebody who waits, `passed_over` left out.

    This function raises QueueFirst then; where `passed_over` is None it doesn't look. What others take or free without
    having committed doesn't count yet, so of two buyers who share out a queue's seats at the same moment both give way.
    """
    _look(booking.dated_trip_id, passed_over, now, also_free=booking.pk)


def look_before_writing(*, dated_trip_id: int, passed_over: Collection[int] | None, now: datetime) -> None:
    """Look whether seats that are free could serve somebody who waits: a sale would only be written to be undone.

    It spares work and guards nothing: others free seats at any moment. This function raises QueueFirst.
    """
    _look(dated_trip_id, passed_over, now)


def _look(
    dated_trip_id: int, passed_over: Collection[int] | None, now: datetime, *, also_free: int | None = None
) -> None:
    if passed_over is None:
        return
    if first_that_fits(dated_trip_id, now=now, also_free=also_free, leave_out=passed_over) is not None:
        raise QueueFirst(dated_trip_id)


def after_queue(sell: Callable[[Collection[int]], T], *, now: datetime) -> T:
    """Sell, the queue served first where there is one.

    `sell` is given the entries that can't be served whatever is free, and undoes itself by QueueFirst. This function
    raises Busy when seats keep becoming free for the queue in between, or others are serving it still.
    """
    from bookings.operations.serve_queue import serve_queue  # noqa: PLC0415 - a queue is served by a sale

    passed_over: set[int] = set()
    for round_ in range(ROUNDS):
        try:
            return sell(passed_over)
        except QueueFirst as first:
            served = serve_queue(dated_trip_id=first.dated_trip_id, now=now, for_buyer=True)
            passed_over |= served.passed_over
            if served.elsewhere:
                pause(round_ + ELSEWHERE_TAKES)
    raise Busy
