"""What passengers get when a new edition of the timetable changes their train, as the operator chose."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bookings import inventory
from bookings.models import PAID_STATES, Booking, Passenger
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.operations.schedule_impact import Impact
from bookings.queries.rights import has_gone
from timetables.models import ScheduleChange
from timetables.operations.publish_edition import EXCHANGE, REFUND, REMEDIES, TELL
from timetables.queries.sold import CANCELLED, MOVED, MOVED_FAR, SEAT_LOST, STOP_LOST

_LOST = {"cancelled": CANCELLED, "stop_dropped": STOP_LOST, "part_cancelled": STOP_LOST}


def remedy_for(impact: Impact, untold: Iterable[ScheduleChange]) -> str:
    """This function tells what was chosen for a booking's group: TELL where nothing was, else the best for it."""
    group = _LOST.get(impact.change, "")
    if impact.change == "retimed":
        group = MOVED_FAR if impact.free_refund else MOVED
    return _chosen(group, untold)


def rights_given(remedy: str) -> dict[str, Any]:
    """This function says for history and letter what the remedy gives beyond what the rules give anyway."""
    if remedy == EXCHANGE:
        return {"free_refund": True, "free_exchange": True}
    return {"free_refund": True, "refunded": True} if remedy == REFUND else {}


def refund_by_itself(booking: Booking, *, now: datetime, numbers: Iterable[int] | None = None) -> None:
    """Return a paid booking's tickets in full, all or those of some passengers, in the caller's transaction.

    The right must be written down already. This function does nothing where nobody travels any more.
    """
    chosen = None if numbers is None else list(numbers)
    try:
        offer = offer_refund(booking=booking, passenger_numbers=chosen, now=now)
    except RefundRefused:
        return
    confirm_refund(offer=offer, now=now)


def refund_lost_seats(
    bookings: Iterable[Booking], untold: Iterable[ScheduleChange], *, now: datetime
) -> None:
    """This function refunds passengers whose train has no seat for them any more, where that was chosen for them."""
    if _chosen(SEAT_LOST, untold) != REFUND:
        return
    paid = {booking.pk: booking for booking in bookings if booking.state in PAID_STATES}
    for pk, seats in inventory.parts_of(booking_ids=list(paid)).items():
        gone = [number for number, parts in seats.items() if has_gone(parts)]
        active = paid[pk].passengers.filter(number__in=gone, state=Passenger.State.ACTIVE)
        if numbers := list(active.values_list("number", flat=True)):
            refund_by_itself(paid[pk], now=now, numbers=numbers)


def _chosen(group: str, untold: Iterable[ScheduleChange]) -> str:
    remedies = [_of(change.after).get(group, TELL) for change in untold]
    return max((remedy for remedy in remedies if remedy in REMEDIES), key=REMEDIES.index, default=TELL)


def _of(after: Mapping[str, Any]) -> Mapping[str, str]:
    return after.get("remedies") or {}
