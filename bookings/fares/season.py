"""What a season or multi-ride ticket costs, and why.

The price of a section is so many single fares of its tariff, by its country's rule, in the tariff's currency; what
follows (conversion, reduction, lines) is as for a single trip. A benefit reduces a season ticket where the rules of all
sections that it reduces name it and it holds on every day of the ticket: a right that ends half-way isn't sold in
advance. Benefits for so many trips, and those of companions, never hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bookings.fares.benefit import Benefit, PassengerFacts, applies, grants
from bookings.fares.choice import Choice, benefit_on, best_benefit
from bookings.fares.fare_price import FareLine, FarePrice, LineKind
from bookings.fares.money import Money, Rate, as_currency, other_currency
from bookings.fares.price import (
    SeasonPart,
    SectionFare,
    exact_reduction,
    explained_price,
    reduced_sections,
    section_fares,
)
from bookings.fares.problem import Problem
from bookings.fares.season_rule import SeasonRule
from bookings.fares.section import Section
from bookings.fares.tariff import TariffVersion

_DAY = timedelta(days=1)


class BenefitNeeded(Exception):
    """This kind of season ticket is for holders of certain benefits only; `problems` say why this isn't one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = tuple(problems)


def price_season(
    *,
    sections: Sequence[Section],
    rules: Sequence[SeasonRule],
    passenger: PassengerFacts,
    first_day: date,
    tariffs: Sequence[TariffVersion],
    benefits: Sequence[Benefit],
    rate: Rate,
    currency: str,
) -> FarePrice:
    """What one passenger pays for a season ticket over the sections, by the rule of each (season_rules_on), and why.

    This function returns both currencies, the chosen one first; tariffs are those of `first_day`. Raises NoTariff,
    UnknownCurrency, BenefitNeeded.
    """
    last_day = rules[0].shape.last_day(first_day)
    singles = section_fares(sections, tariffs, first_day)
    fares = [_times(each, rule) for each, rule in zip(singles, rules, strict=True)]
    held = [
        each for each in benefits if _holds(each, passenger, benefits, fares, rules, (first_day, last_day))
    ]
    choice = best_benefit(
        held,
        passenger,
        (passenger,),
        first_day,
        worth=lambda benefit: exact_reduction(fares, benefit, rate),
    )
    told = _told(choice, passenger, benefits, fares, rules, (first_day, last_day))
    if rules[0].needs_benefit and choice.benefit is None:
        raise BenefitNeeded(told or (Problem("season_needs_benefit"),))
    return explained_price(fares, replace(choice, problems=told), rate, currency)


def trip_price(reference: str, currency: str) -> FarePrice:
    """The price of a trip made with a season ticket: nothing, in one line that names it."""
    chosen = as_currency(currency)
    this, other = Money.zero(chosen), Money.zero(other_currency(chosen))
    lines = (FareLine(LineKind.SEASON, this, other, season=reference), FareLine(LineKind.TOTAL, this, other))
    return FarePrice(this, this, other, other, lines)


def _times(single: SectionFare, rule: SeasonRule) -> SectionFare:
    fare = Money.rounded(single.fare.amount * rule.single_fares, single.fare.currency)
    part = SeasonPart(rule.code, rule.single_fares, single.fare, rule.act, rule.article, rule.quality)
    return replace(single, fare=fare, part=part)


def _holds(
    benefit: Benefit,
    passenger: PassengerFacts,
    benefits: Sequence[Benefit],
    fares: Sequence[SectionFare],
    rules: Sequence[SeasonRule],
    period: tuple[date, date],
) -> bool:
    return (
        _is_named(benefit, fares, rules) and _first_day_without(benefit, passenger, benefits, period) is None
    )


def _is_named(benefit: Benefit, fares: Sequence[SectionFare], rules: Sequence[SeasonRule]) -> bool:
    if benefit.only_with or benefit.is_limited:
        return False
    hits = reduced_sections(fares, benefit)
    return any(hits) and all(rule.names(benefit) for rule, hit in zip(rules, hits, strict=True) if hit)


def _first_day_without(
    benefit: Benefit, passenger: PassengerFacts, benefits: Sequence[Benefit], period: tuple[date, date]
) -> date | None:
    """The first day on which this very version doesn't reduce the passenger's fare; None: it does on all of them."""
    for offset in range((period[1] - period[0]).days + 1):
        day = period[0] + offset * _DAY
        is_version = benefit_on(benefits, benefit.code, day) == benefit
        if not is_version or not grants(applies(benefit, passenger, day, (passenger,))):
            return day
    return None


def _told(
    choice: Choice,
    passenger: PassengerFacts,
    benefits: Sequence[Benefit],
    fares: Sequence[SectionFare],
    rules: Sequence[SeasonRule],
    period: tuple[date, date],
) -> tuple[Problem, ...]:
    """What is to be said of the benefit asked for where another one, or none, is given."""
    code = passenger.claimed_benefit
    asked = benefit_on(benefits, code, period[0]) if code else None
    if asked is None or asked == choice.benefit:
        return choice.problems
    if why := [each for each in applies(asked, passenger, period[0], (passenger,)) if not each.warning]:
        return tuple(why)
    if not _is_named(asked, fares, rules):
        return (Problem("season_not_reduced", {"benefit": asked.code}),)
    day = _first_day_without(asked, passenger, benefits, period)
    return (Problem("season_benefit_ends", {"benefit": asked.code, "date": day.isoformat()}),) if day else ()
