"""The price of one passenger's journey with every line that explains it.

How it is rounded: each section, or the whole journey where a through fare is in force, by its own tariff, in its own
currency; a section of the other currency is converted half up to the kopeck; the reduction is rounded half up to the
kopeck on the sum of what it reduces, so half a kopeck falls to the passenger. The price is what is left: never below
nothing, never above the full fare, nothing at all for 100 percent on the whole route. Both currencies are reckoned this
way, so a price in roubles is the same whichever currency was asked for, and the lines add up to it without a line of
correction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bookings.fares.ancillary import AncillaryRule, ancillary_lines, with_ancillaries
from bookings.fares.benefit import Benefit, PassengerFacts
from bookings.fares.choice import Choice, best_benefit
from bookings.fares.fare_price import FareLine, FarePrice, LineKind, conversion_lines
from bookings.fares.money import Currency, Money, Rate, add_up, as_currency, convert, other_currency
from bookings.fares.section import Section, section_fare
from bookings.fares.tariff import THROUGH, TariffVersion, tariff_on
from bookings.fares.through import through_fares


class PartyNotNumbered(ValueError):
    """Two passengers of a party have one number, or the priced one isn't in the party."""


@dataclass(frozen=True, slots=True)
class SeasonPart:
    """What makes a season ticket of a section's fare: so many single fares, by which rule of which kind of ticket."""

    season: str
    times: Decimal
    single: Money
    act: str = ""
    article: str = ""
    quality: str = ""


@dataclass(frozen=True, slots=True)
class SectionFare:
    """A section, the tariff that prices it and its full fare in the tariff's currency."""

    section: Section
    tariff: TariffVersion
    fare: Money
    part: SeasonPart | None = None


@dataclass(frozen=True, slots=True)
class _Column:
    """The price in one currency: each section's amount, the reduction (positive), what is left."""

    amounts: tuple[Money, ...]
    reduction: Money

    @property
    def full(self) -> Money:
        return add_up(self.amounts, self.reduction.currency)

    @property
    def price(self) -> Money:
        return self.full - self.reduction


def price_passenger(
    *,
    sections: Sequence[Section],
    passenger: PassengerFacts,
    party: Sequence[PassengerFacts],
    travel_date: date,
    tariffs: Sequence[TariffVersion],
    benefits: Sequence[Benefit],
    rate: Rate,
    currency: str,
    seat_class: str = "economy",
    seat_mode: str = "",
    ancillaries: Sequence[AncillaryRule] = (),
) -> FarePrice:
    """What a passenger pays for the sections, with the best single benefit of the law they travel by, and
    why.

    This function returns both currencies, the chosen one first. `travel_date` is the local date at the first
    stop; `party` is everybody who travels together, the passenger included; `seat_mode` is how the train is sold;
    `ancillaries` are the rules by which bicycle, pets and baggage are added to either price.
    Raises NoTariff, UnknownCurrency, PartyNotNumbered, AncillaryRefused.
    """
    _check_party(passenger, party)
    fares = section_fares(sections, tariffs, travel_date)
    choice = best_benefit(
        benefits,
        passenger,
        party,
        travel_date,
        worth=lambda benefit: exact_reduction(fares, benefit, rate),
        seat_class=seat_class,
        seat_mode=seat_mode,
    )
    fare = explained_price(fares, choice, rate, currency)
    taken = ancillary_lines(
        fares=[(each.section, each.fare) for each in fares],
        wanted=dict(passenger.ancillaries),
        rules=ancillaries,
        day=travel_date,
        rate=rate,
        currency=fare.currency,
    )
    return with_ancillaries(fare, taken, rate)


def explained_price(fares: Sequence[SectionFare], choice: Choice, rate: Rate, currency: str) -> FarePrice:
    """This function reckons a price and its lines, the chosen currency first. Raises UnknownCurrency."""
    chosen = as_currency(currency)
    this = _column(fares, choice.benefit, rate, chosen)
    other = _column(fares, choice.benefit, rate, other_currency(chosen))
    lines = _lines(fares, choice, rate, this, other)
    return FarePrice(this.price, this.full, other.price, other.full, lines, choice.problems)


def _check_party(passenger: PassengerFacts, party: Sequence[PassengerFacts]) -> None:
    numbers = [member.number for member in party]
    if len(set(numbers)) != len(numbers):
        raise PartyNotNumbered(f"passengers of a party share a number: {numbers}")
    if party and passenger.number not in numbers:
        raise PartyNotNumbered(f"passenger {passenger.number} is not in the party {numbers}")


def section_fares(
    sections: Sequence[Section], tariffs: Sequence[TariffVersion], day: date
) -> list[SectionFare]:
    """This function prices sections without benefits by the tariffs of a day, a through fare first. Raises NoTariff."""
    if through := through_fares(sections, tariffs, day):
        tariff, parts = through
        return [SectionFare(section, tariff, part) for section, part in zip(sections, parts, strict=True)]
    return [_fare_of(section, tariff_on(tariffs, section.country, day)) for section in sections]


def _fare_of(section: Section, tariff: TariffVersion) -> SectionFare:
    ends = section.from_stop, section.to_stop
    return SectionFare(section, tariff, section_fare(tariff, section.km, ends))


def reduced_sections(fares: Sequence[SectionFare], benefit: Benefit) -> list[bool]:
    """This function tells of each section whether a benefit holds on its territory."""
    return [benefit.scope == "whole_route" or each.section.country == benefit.country for each in fares]


def exact_reduction(fares: Sequence[SectionFare], benefit: Benefit, rate: Rate) -> Decimal:
    """This function weighs a benefit: hundredfold what it takes off, in BYN, not rounded."""
    # Always weighed in BYN, so the choice doesn't hang on the currency the passenger looks at.
    amounts = [convert(each.fare, rate, "BYN").amount for each in fares]
    reduced = sum(
        (a for a, hit in zip(amounts, reduced_sections(fares, benefit), strict=True) if hit), Decimal(0)
    )
    return reduced * benefit.discount_percent


def _column(fares: Sequence[SectionFare], benefit: Benefit | None, rate: Rate, currency: Currency) -> _Column:
    amounts = tuple(convert(each.fare, rate, currency) for each in fares)
    if benefit is None:
        return _Column(amounts, Money.zero(currency))
    hits = zip(amounts, reduced_sections(fares, benefit), strict=True)
    base = add_up((amount for amount, hit in hits if hit), currency)
    return _Column(amounts, base.percent(benefit.discount_percent))


def _lines(
    fares: Sequence[SectionFare], choice: Choice, rate: Rate, this: _Column, other: _Column
) -> tuple[FareLine, ...]:
    lines = [
        _section_line(each, amount, beside)
        for each, amount, beside in zip(fares, this.amounts, other.amounts, strict=True)
    ]
    lines += _conversion_lines(fares, rate, this.price.currency)
    if choice.benefit is not None:
        lines.append(_reduction_line(choice.benefit, this.reduction, other.reduction))
    lines.append(FareLine(LineKind.TOTAL, this.price, other.price))
    return tuple(lines)


def _section_line(fare: SectionFare, amount: Money, other: Money) -> FareLine:
    section, tariff, part = fare.section, fare.tariff, fare.part
    return FareLine(
        LineKind.SECTION,
        amount,
        other,
        country=section.country,
        km=section.km,
        from_stop=section.from_stop,
        to_stop=section.to_stop,
        tariff=tariff.name,
        act=tariff.act,
        article=tariff.article,
        own=fare.fare,
        rounding=tariff.rounding,
        quality=tariff.quality,
        tariff_since=tariff.valid_from.isoformat(),
        reach="through" if tariff.country == THROUGH else "",
        season=part.season if part else "",
        season_act=part.act if part else "",
        season_article=part.article if part else "",
        season_quality=part.quality if part else "",
        times=part.times if part else None,
        single=part.single if part else None,
    )


def _conversion_lines(fares: Sequence[SectionFare], rate: Rate, currency: Currency) -> list[FareLine]:
    return conversion_lines([each.fare for each in fares], rate, currency)


def _reduction_line(benefit: Benefit, amount: Money, other: Money) -> FareLine:
    return FareLine(
        LineKind.REDUCTION,
        -amount,
        -other,
        country=benefit.country,
        benefit=benefit.code,
        act=benefit.act,
        article=benefit.article,
        percent=benefit.discount_percent,
        scope=benefit.scope,
        quality=benefit.quality,
        benefit_since=benefit.valid_from.isoformat() if benefit.valid_from else "",
    )
