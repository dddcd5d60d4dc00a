"""Benefits that a law gives for so many trips: once a day, twenty a year.

A person's other trips are counted outside; here it is said which limits there are, what a period of them is called,
and what to tell of one that is reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from bookings.fares.problem import Problem

if TYPE_CHECKING:
    from bookings.fares.benefit import Benefit, PassengerFacts

LimitKind = Literal["day", "period"]


@dataclass(frozen=True, slots=True)
class TripLimit:
    """So many trips in one period, named "2027-05-14", "2027-05" or "2027"."""

    kind: LimitKind
    trips: int
    period: str

    def spent_by(self, code: str) -> str:
        """This function writes that somebody has reached this limit of a benefit, for PassengerFacts.spent."""
        return f"{code}:{self.kind}"


def trip_limits(benefit: Benefit, day: date) -> list[TripLimit]:
    """This function lists the limits of a benefit that a trip on a day falls under, the day's first."""
    limits = []
    if benefit.trips_per_day is not None:
        limits.append(TripLimit("day", benefit.trips_per_day, day.isoformat()))
    if benefit.free_trips is not None:
        period = f"{day:%Y-%m}" if benefit.trips_period == "month" else f"{day:%Y}"
        limits.append(TripLimit("period", benefit.free_trips, period))
    return limits


def limit_problems(benefit: Benefit, passenger: PassengerFacts, day: date) -> list[Problem]:
    """This function tells which limits are reached, and warns of the others: they hold with other orders too."""
    return [_problem(benefit, limit, passenger, day) for limit in trip_limits(benefit, day)]


def _problem(benefit: Benefit, limit: TripLimit, passenger: PassengerFacts, day: date) -> Problem:
    is_spent = limit.spent_by(benefit.code) in passenger.spent
    params = {"benefit": benefit.code, "limit": str(limit.trips)}
    if limit.kind == "day":
        params["date"] = day.isoformat()
    else:
        params["period"] = benefit.trips_period
    return Problem(f"trips_of_{limit.kind}{'_used' if is_spent else ''}", params, warning=not is_spent)
