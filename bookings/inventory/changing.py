"""Seats in turn on a train that has no single one left: found for an offer, held when the passenger agrees."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from bookings.inventory.claim import Wish, win_these
from bookings.inventory.claim_sql import EXPIRED_BITS
from bookings.inventory.cover import FreeLegs, cover
from bookings.inventory.database import fetch
from bookings.inventory.hold import begin_hold
from bookings.inventory.retry import Busy, pause
from bookings.inventory.sweep import sweep_for_buyer
from bookings.inventory.these import ATTEMPTS, SeatTaken, WrongSeat, find_seats, is_under_ended_hold
from bookings.inventory.types import QUOTA_COACH, SeatPlan, SeatRef, Span, changes_in

# What is free of each ordinary seat within the stretch asked for; a hold that has run out counts as free.
_FREE = f"""
WITH expired AS MATERIALIZED ({EXPIRED_BITS})
SELECT t.dated_trip_id, t.coach_no, t.seat_no, free.legs
FROM unnest(%(trips)s::bigint[], %(masks)s::bigint[]) AS wanted(id, mask)
JOIN bookings_tripseat t ON t.dated_trip_id = wanted.id AND t.kind = 'seat' AND t.coach_no <> %(quota_coach)s
LEFT JOIN expired e ON e.trip_seat_id = t.id
CROSS JOIN LATERAL (SELECT ~(t.taken & ~coalesce(e.bits, 0)) & wanted.mask AS legs) free
WHERE free.legs <> 0 ORDER BY t.coach_no, t.seat_no
"""  # noqa: S608 - only constants are put in


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a train, and where seats may be changed on it: positions, and seconds the train stands there."""

    span: Span
    stops: Mapping[int, int]


def find_plans(*, stretches: Mapping[int, Stretch], size: int) -> dict[int, SeatPlan]:
    """Seat a party on seats in turn, by dated trip; trips on which that can't be either are left out.

    This function makes one query for any number of trips, holds nothing, and finds the fewest changes there can be
    (see `cover`). A plan without changes means that single seats are free after all.
    """
    if not stretches:
        return {}
    free = _free_legs({trip: each.span for trip, each in stretches.items()})
    plans = {
        trip: cover(free[trip], each.span, size=size, stops=each.stops) for trip, each in stretches.items()
    }
    return {trip: plan for trip, plan in plans.items() if plan}


def hold_plan(
    *, booking_id: int, dated_trip_id: int, span: Span, plan: SeatPlan, hold_seconds: int
) -> SeatPlan:
    """Hold the seats of a plan, the first passenger's parts first, all of them or none.

    Where somebody was quicker other seats are looked for, but seats are changed only at the stops of the plan and not
    more often: to more the passenger has not agreed. This function returns the plan that is held. It runs in the
    caller's transaction like `hold`: call it last. It raises SeatTaken, WrongSeat or Busy.
    """
    if begin_hold(dated_trip_id, booking_id, range(1, len(plan) + 1))[0] != "numbered":
        raise WrongSeat("a train without seat numbers has none to change")
    wish = Wish(booking_id, dated_trip_id, span, [], hold_seconds=hold_seconds)
    return win_plan(wish, plan)


def win_plan(wish: Wish, agreed: SeatPlan) -> SeatPlan:
    """This function does the same for a wish whose passengers and stretch the plan tells."""
    plan = agreed
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                _win_parts(wish, plan)
        except (SeatTaken, WrongSeat) as lost:  # sold meanwhile, or gone with another train set
            plan = _other_plan(wish, agreed, lost)
        except _Locked as locked:
            if not (locked.sweep and sweep_for_buyer(wish.dated_trip_id)):
                pause(attempt)
        else:
            return plan
    raise Busy


class _Locked(Exception):
    """A seat is free, but another buyer has a hand on it, or a hold that has run out covers it."""

    def __init__(self, *, sweep: bool) -> None:
        self.sweep = sweep


def _win_parts(wish: Wish, plan: SeatPlan) -> None:
    for span, seats in _by_span(plan).items():
        part = replace(wish, span=span, passenger_numbers=list(seats))
        seat_ids = [found.id for found in find_seats(wish.dated_trip_id, list(seats.values()))]
        if win_these(part, seat_ids) is None:
            raise _Locked(sweep=is_under_ended_hold(part, seat_ids))


def _by_span(plan: SeatPlan) -> dict[Span, dict[int, SeatRef]]:
    """Who sits where on each stretch, by passenger number, in order of the way."""
    found: dict[Span, dict[int, SeatRef]] = defaultdict(dict)
    parts = [
        (part.start, part.end, number, part.seat) for number, each in enumerate(plan, 1) for part in each
    ]
    for start, end, number, seat in sorted(parts):
        found[Span(start, end)][number] = seat
    return found


def _other_plan(wish: Wish, agreed: SeatPlan, lost: Exception) -> SeatPlan:
    stops = {part.start: 0 for parts in agreed for part in parts[1:]}
    stretch = Stretch(wish.span, stops)
    plan = find_plans(stretches={wish.dated_trip_id: stretch}, size=len(agreed)).get(wish.dated_trip_id)
    if plan is None or changes_in(plan) > changes_in(agreed):
        raise lost
    return plan


def _free_legs(spans: Mapping[int, Span]) -> dict[int, Sequence[FreeLegs]]:
    trips = list(spans)
    parameters = {"trips": trips, "masks": [spans[trip].mask for trip in trips], "quota_coach": QUOTA_COACH}
    found: dict[int, list[FreeLegs]] = {trip: [] for trip in trips}
    for trip, coach, number, legs in fetch(_FREE, parameters):
        found[trip].append(FreeLegs(SeatRef(coach, number), legs))
    return dict(found)
