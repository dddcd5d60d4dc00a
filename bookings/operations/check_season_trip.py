"""An inspector checks a season ticket on a train: the trip is registered, once a train of a day."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bookings.models import SeasonTicket, SeasonTrip
from bookings.offers.season import is_valid_day
from bookings.operations.lock_season import lock_season
from timetables.models import DatedTrip, SeatMode

STOPS_OF_A_TRIP = 2


class SeasonNotValid(Exception):
    """The season ticket doesn't let its holder travel on this train.

    `code` says why: not_paid, returned, not_yet, over, not_this_day, other_section, used_up, seat_needed, cancelled.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class SeasonCheck:
    """What a check found: the trip, and whether this check registered it."""

    ticket: SeasonTicket
    trip: SeasonTrip
    is_first: bool


@transaction.atomic
def check_season_trip(*, ticket: SeasonTicket, dated_trip: DatedTrip, by: str, now: datetime) -> SeasonCheck:
    """Register a trip with a season ticket on a train, or find the one registered on it before.

    A ticket of so many trips has one less then, never less than none. On a train with numbered seats the trip was
    registered with the reservation of a seat; the check notes when it was made. This function raises SeasonNotValid.
    """
    locked = lock_season(ticket.pk)
    refuse_unfit(locked, dated_trip)
    known = locked.trips.filter(dated_trip=dated_trip).exclude(state=SeasonTrip.State.RETURNED).first()
    if known is not None:
        return SeasonCheck(locked, _seen(known, by, now), is_first=known.checked_at == now)
    refuse_other_section(locked, dated_trip)
    if dated_trip.seat_mode == SeatMode.NUMBERED:
        raise SeasonNotValid("seat_needed")
    trip = take_trip(locked, dated_trip=dated_trip, state=SeasonTrip.State.USED, by=by, now=now)
    return SeasonCheck(locked, trip, is_first=True)


def refuse_unfit(ticket: SeasonTicket, dated_trip: DatedTrip) -> None:
    """This function raises SeasonNotValid where a ticket doesn't hold on the service day of a train."""
    state, day = SeasonTicket.State, dated_trip.service_date
    if ticket.state == state.REFUNDED:
        raise SeasonNotValid("returned")
    if ticket.state != state.FULFILLED:
        raise SeasonNotValid("not_paid")
    if dated_trip.state == DatedTrip.State.CANCELLED:
        raise SeasonNotValid("cancelled")
    if day < ticket.valid_from:
        raise SeasonNotValid("not_yet")
    if day > ticket.valid_until:
        raise SeasonNotValid("over")
    if not is_valid_day(ticket, day):
        raise SeasonNotValid("not_this_day")


def refuse_other_section(
    ticket: SeasonTicket, dated_trip: DatedTrip, *, origin: str = "", destination: str = ""
) -> None:
    """This function raises SeasonNotValid where a train, or a trip between two stops of it, is outside the section.

    Stops are given by code. A stop opened since the sale counts where it lies between the two ends on this train.
    """
    covered = _covered(ticket, dated_trip)
    if origin and not {origin, destination} <= covered:
        raise SeasonNotValid("other_section")
    if len(covered) < STOPS_OF_A_TRIP:
        raise SeasonNotValid("other_section")


def take_trip(
    ticket: SeasonTicket,
    *,
    dated_trip: DatedTrip,
    state: SeasonTrip.State,
    by: str,
    now: datetime,
    **more: object,
) -> SeasonTrip:
    """This function takes one trip of a locked ticket, in the caller's transaction. Raises SeasonNotValid."""
    if ticket.trips_left is not None and ticket.trips_left < 1:
        raise SeasonNotValid("used_up")
    ticket.trips_used += 1
    ticket.save(update_fields=["trips_used"])
    checked = now if state == SeasonTrip.State.USED else None
    return SeasonTrip.objects.create(
        season_ticket=ticket,
        dated_trip=dated_trip,
        state=state,
        made_at=now,
        checked_at=checked,
        by=by,
        **more,
    )


def _seen(trip: SeasonTrip, by: str, now: datetime) -> SeasonTrip:
    if trip.checked_at is None:
        trip.checked_at, trip.by, trip.state = now, by, SeasonTrip.State.USED
        trip.save(update_fields=["checked_at", "by", "state"])
    return trip


def _covered(ticket: SeasonTicket, dated_trip: DatedTrip) -> set[str]:
    """The codes of a train's stops within the ticket's section."""
    calls = dated_trip.stops.select_related("stop").order_by("position")
    codes = [call.stop.stop_id for call in calls if not call.stop.is_border]
    covered = {code for code in codes if code in ticket.stops}
    ends = [codes.index(code) for code in (ticket.stops[0], ticket.stops[-1]) if code in codes]
    if len(ends) == STOPS_OF_A_TRIP:
        covered |= set(codes[min(ends) : max(ends) + 1])
    return covered
