"""Who wants to travel, as far as a price needs to know."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from bookings.fares import PassengerFacts
from bookings.queries import Problem


@dataclass(frozen=True, slots=True)
class PartyMember:
    """One of a party. `country` is the law whose document they hold, "" for citizens of other states.

    `ancillaries` are the kinds of what they take along and how many of each.
    """

    country: str = ""
    benefit_code: str | None = None
    birth_date: date | None = None
    ancillaries: tuple[tuple[str, int], ...] = ()


class PartyRefused(Exception):
    """The party can't be sold a ticket as it is; `problems` say why and about whom."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(f"{problem.pointer}: {problem.code}" for problem in problems))
        self.problems = list(problems)


def party_facts(party: Iterable[PartyMember]) -> tuple[PassengerFacts, ...]:
    """This function numbers a party from 1 for the fares."""
    return tuple(
        PassengerFacts(
            member.country,
            member.benefit_code or None,
            member.birth_date,
            number,
            ancillaries=member.ancillaries,
        )
        for number, member in enumerate(party, start=1)
    )


def check_party(party: Sequence[PassengerFacts], *, benefits: Collection[str], travel_date: date) -> None:
    """Refuse a party of nobody or too many, a benefit nobody knows, somebody not yet born on the day of travel.

    A benefit that is known but doesn't apply refuses nothing: its holder pays in full and is told why. This function
    raises PartyRefused.
    """
    if not 1 <= len(party) <= settings.PARTY_LIMIT:
        raise PartyRefused([Problem("passengers", "party_size", {"limit": str(settings.PARTY_LIMIT)})])
    problems = [problem for member in party for problem in _member_problems(member, benefits, travel_date)]
    if problems:
        raise PartyRefused(problems)


def _member_problems(
    member: PassengerFacts, benefits: Collection[str], travel_date: date
) -> Iterable[Problem]:
    claimed = member.claimed_benefit
    if claimed and claimed not in benefits:
        yield Problem(f"passengers/{member.number}/benefit", "unknown_benefit", {"benefit": claimed})
    if member.birth_date and member.birth_date > travel_date:
        yield Problem(f"passengers/{member.number}/birth_date", "not_born")
