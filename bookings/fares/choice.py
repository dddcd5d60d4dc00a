"""Which benefit a passenger travels by: one at a time, the best of the one asked for and those a law gives to
a child by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bookings.fares.benefit import Benefit, PassengerFacts, applies, grants
from bookings.fares.problem import Problem
from bookings.fares.russia import child_without_adult


@dataclass(frozen=True, slots=True)
class Choice:
    """The benefit chosen (None: full fare) and what is to be said: why the asked one isn't given, warnings
    about the chosen one.
    """

    benefit: Benefit | None
    problems: tuple[Problem, ...] = ()


def best_benefit(
    benefits: Sequence[Benefit],
    passenger: PassengerFacts,
    party: Sequence[PassengerFacts],
    travel_date: date,
    *,
    worth: Callable[[Benefit], Decimal],
    seat_class: str = "economy",
    seat_mode: str = "",
) -> Choice:
    """The one benefit that takes most off the price; of two that are equal, the one the passenger asked for
    (an OSDM Reduction).

    This function returns full fare with the reasons when nothing applies. `worth` says how much a benefit
    takes off. A benefit asked for by somebody who may not have it gives no right to their companion.
    """
    sold = {"seat_class": seat_class, "seat_mode": seat_mode}
    entitled = _only_granted_claims(benefits, party, travel_date, sold)
    tried = {
        benefit: applies(benefit, passenger, travel_date, entitled, **sold)
        for benefit in _candidates(benefits, passenger, travel_date)
    }
    given = [benefit for benefit, problems in tried.items() if grants(problems)]
    best = max(
        given, key=worth, default=None
    )  # max keeps the first of equals, and the claimed one stands first
    told = _unknown_claim(benefits, passenger)
    for benefit, problems in tried.items():
        if benefit is best or benefit.code == passenger.claimed_benefit:
            told += problems
    if best is not None:
        told += child_without_adult(best, passenger, party, benefits, travel_date)
    return Choice(best, tuple(told))


def benefit_on(benefits: Iterable[Benefit], code: str, day: date) -> Benefit | None:
    """The version of a benefit in force on a day, else its latest one (to say that it isn't in force).

    This function returns None for an unknown code; of two versions in force the one that began later counts.
    """
    versions = [benefit for benefit in benefits if benefit.code == code]
    return max(versions, key=lambda each: (each.in_force(day), each.valid_from or date.min), default=None)


def _candidates(benefits: Sequence[Benefit], passenger: PassengerFacts, day: date) -> list[Benefit]:
    codes = [passenger.claimed_benefit] if passenger.claimed_benefit else []
    if passenger.birth_date is not None:
        codes += [benefit.code for benefit in benefits if benefit.automatic and benefit.code not in codes]
    found = (benefit_on(benefits, code, day) for code in dict.fromkeys(codes))
    return [benefit for benefit in found if benefit is not None]


def _unknown_claim(benefits: Sequence[Benefit], passenger: PassengerFacts) -> list[Problem]:
    claimed = passenger.claimed_benefit
    if not claimed or any(benefit.code == claimed for benefit in benefits):
        return []
    return [Problem("unknown_benefit", {"benefit": claimed})]


def _only_granted_claims(
    benefits: Sequence[Benefit], party: Sequence[PassengerFacts], day: date, sold: Mapping[str, str]
) -> list[PassengerFacts]:
    return [
        member if _claim_holds(benefits, member, party, day, sold) else replace(member, claimed_benefit=None)
        for member in party
    ]


def _claim_holds(
    benefits: Sequence[Benefit],
    member: PassengerFacts,
    party: Sequence[PassengerFacts],
    day: date,
    sold: Mapping[str, str],
) -> bool:
    claimed = benefit_on(benefits, member.claimed_benefit or "", day)
    return claimed is not None and grants(applies(claimed, member, day, party, **sold))
