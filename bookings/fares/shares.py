"""What of a price falls to the carrier of each section, in its own tariff's currency, and what a benefit took of it.

A carrier's full fare is its tariff's, to the kopeck. The reduction, rounded once on the whole price, is divided among
the sections it reduces so that it adds up: each its share of it, a left kopeck to the dearest. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bookings.fares.fare_price import FareLine, FarePrice, LineKind
from bookings.fares.money import Money


@dataclass(frozen=True, slots=True)
class SectionShare:
    """A carrier's part of one price: its full fare and what it lost, in its tariff's currency; `paid` in the sale's."""

    country: str
    full: Money
    lost: Money
    paid: Money

    @property
    def earned(self) -> Money:
        """This property is what the carrier gets of the passenger's money, in its own currency."""
        return self.full - self.lost

    @property
    def is_converted(self) -> bool:
        """This property tells whether the passenger paid in another currency than the carrier's."""
        return self.paid.currency != self.full.currency


class LinesDontAddUp(ValueError):
    """The lines of the price don't give the price, so it can't be divided."""


def section_shares(fare: FarePrice) -> tuple[SectionShare, ...]:
    """This function divides a price among the carriers of its sections, in their order. Raises LinesDontAddUp.

    The parts `paid` add up to the price; where nothing is converted, so does `earned`.
    """
    sections = [line for line in fare.lines if line.kind == LineKind.SECTION]
    if not sections or fare.lines_sum != fare.price:
        raise LinesDontAddUp(f"lines of {fare.price}")
    reduction = fare.reduction
    taken = _divide(reduction, sections) if reduction else [Money.zero(fare.currency)] * len(sections)
    return tuple(
        _share(line, part, reduction if _reduces(reduction, line) else None)
        for line, part in zip(sections, taken, strict=True)
    )


def ancillary_shares(fare: FarePrice) -> tuple[SectionShare, ...]:
    """This function gives what falls to each section's carrier for bicycles, pets and baggage, line by line."""
    return tuple(
        SectionShare(line.country, own, Money.zero(own.currency), line.amount)
        for line in fare.ancillaries
        for own in [line.own or line.amount]
    )


def _share(line: FareLine, taken: Money, reduction: FareLine | None) -> SectionShare:
    full = line.own or line.amount
    if full.currency == line.amount.currency:
        return SectionShare(line.country, line.amount, taken, line.amount - taken)
    lost = full.percent(reduction.percent or 0) if reduction else Money.zero(full.currency)
    return SectionShare(line.country, full, lost, line.amount - taken)


def _reduces(reduction: FareLine | None, line: FareLine) -> bool:
    return reduction is not None and (reduction.scope != "home_segment" or reduction.country == line.country)


def _divide(reduction: FareLine, sections: Sequence[FareLine]) -> list[Money]:
    """Divide the reduction: each section's percents, half up, and what is over or short to the dearest of them."""
    percent = reduction.percent or Decimal(0)
    zero = Money.zero(reduction.amount.currency)
    parts = [line.amount.percent(percent) if _reduces(reduction, line) else zero for line in sections]
    over = -reduction.amount
    for part in parts:
        over = over - part
    reduced = [place for place, line in enumerate(sections) if _reduces(reduction, line)]
    if over:
        if not reduced:
            raise LinesDontAddUp("a reduction of no section")
        dearest = max(reduced, key=lambda place: sections[place].amount)
        parts[dearest] = parts[dearest] + over
    return parts
