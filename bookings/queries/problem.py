"""Reasons as values: what is missing, wrong or worth a word about a booking, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bookings.fares import FarePrice
from bookings.fares import Problem as FareProblem


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason. `pointer` names the field ("passengers/1/family_name"); a warning is told but refuses nothing.

    `params` are plain texts for the words, which `bookings.offers.wording.problem_text` finds.
    """

    pointer: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)
    warning: bool = False


def price_problems(number: int, price: FarePrice) -> list[Problem]:
    """This function points what a price has to say (a benefit not given, a warning) at the passenger's benefit."""
    return [point(number, "benefit", each) for each in price.problems]


def point(number: int, field_name: str, problem: FareProblem) -> Problem:
    """This function points a reason of the fares at a passenger's field; what the fares say refuses no booking."""
    return Problem(f"passengers/{number}/{field_name}", problem.code, problem.params, warning=True)
