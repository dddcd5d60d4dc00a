"""Bicycles, pets and heavy baggage: what each costs on a section by the rule of its country, and why.

Free of charge and without a ticket are hand baggage up to 36 kg and 180 cm, a pram, a wheelchair and skis: they are in
no table. A benefit takes nothing off an ancillary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Final

from bookings.fares.dated import Dated
from bookings.fares.fare_price import FareLine, FarePrice, LineKind, conversion_lines
from bookings.fares.money import Currency, Money, Rate, add_up, as_currency, convert, other_currency
from bookings.fares.rounding import parse_rounding
from bookings.fares.section import Section
from bookings.fares.tariff import Country, as_country

KINDS: Final = ("bicycle", "pet", "baggage")
FORMS: Final = ("share", "bands", "fixed")
FREE_KG, FREE_CM = 36, 180

Hours = tuple[tuple[time, time], ...]
Bands = tuple[tuple[Decimal | None, Decimal], ...]
Wanted = Mapping[str, int]

_HOURS: Final = re.compile(r"(\d{2}:\d{2})-(\d{2}:\d{2})", re.ASCII)


class AncillaryRefused(Exception):
    """It can't be taken along so; `code` is ancillary_not_sold or ancillary_limit, with the kind and the limit."""

    def __init__(self, code: str, kind: str, limit: int = 0) -> None:
        super().__init__(f"{code}: {kind}")
        self.code, self.kind, self.limit = code, kind, limit


class BadAncillary(ValueError):
    """A rule whose hours or bands can't be read."""


@dataclass(frozen=True, slots=True)
class AncillaryRule(Dated):
    """One country's price of one thing, valid from a day until another, excluded.

    By `form` it is a share of the section's full fare in percent, the price of the first band that reaches the
    section's end (None: any distance), or one price for all. Prices are in `currency`; a share has the tariff's.
    """

    kind: str
    country: Country
    form: str
    currency: Currency
    rounding: str
    valid_from: date
    valid_until: date | None = None
    share_percent: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    bands: Bands = ()
    free_hours: Hours = ()
    most: int = 1
    act: str = ""
    article: str = ""
    quality: str = "U"

    def __post_init__(self) -> None:
        as_country(self.country)
        as_currency(self.currency)
        parse_rounding(self.rounding)
        if self.kind not in KINDS or self.form not in FORMS or min(self.share_percent, self.price) < 0:
            raise BadAncillary(f"{self.kind} {self.country}: no such price")
        if self.form == "bands" and (not self.bands or self.bands[-1][0] is not None):
            raise BadAncillary(f"{self.kind} {self.country}: the last band is for any distance")

    def is_free_at(self, departs_at: time | None) -> bool:
        """This function tells whether the hour makes it free; hours may pass midnight, their end is excluded."""
        if departs_at is None:
            return False
        return any(
            start <= departs_at < end if start < end else departs_at >= start or departs_at < end
            for start, end in self.free_hours
        )


def read_hours(text: str) -> Hours:
    """Read hours such as "11:00-16:00 21:00-06:00". This function raises BadAncillary."""
    found = []
    for word in text.split():
        if not (match := _HOURS.fullmatch(word)):
            raise BadAncillary(f"{word!r} is not hours such as 21:00-06:00")
        try:
            found.append((time.fromisoformat(match[1]), time.fromisoformat(match[2])))
        except ValueError:
            raise BadAncillary(f"{word!r} is not hours such as 21:00-06:00") from None
    return tuple(found)


def read_bands(rows: Iterable[Sequence[str]]) -> Bands:
    """Read rows of [up to km, price], the last one with "" for any distance. This function raises BadAncillary."""
    try:
        bands = tuple((Decimal(km) if km else None, Decimal(price)) for km, price in rows)
    except (ValueError, InvalidOperation):
        raise BadAncillary("a band is up to km and a price") from None
    ends = [km for km, _price in bands]
    if any(km is None for km in ends[:-1]) or any(
        km is not None and before is not None and km <= before for before, km in pairwise(ends)
    ):
        raise BadAncillary("each band ends farther than the one before it, the last one nowhere")
    if any(price < 0 for _km, price in bands):
        raise BadAncillary("a price is not below nothing")
    return bands


def ancillary_limits(
    sections: Sequence[Section], rules: Iterable[AncillaryRule], day: date
) -> dict[str, int]:
    """This function tells how many of each kind a passenger may take all the way; 0 where a country sells none."""
    known = list(rules)
    limits = {}
    for kind in KINDS:
        found = [_rule_of(kind, section, known, day) for section in sections]
        limits[kind] = min((rule.most if rule else 0 for rule in found), default=0)
    return limits


def ancillary_lines(
    *,
    fares: Sequence[tuple[Section, Money]],
    wanted: Wanted,
    rules: Iterable[AncillaryRule],
    day: date,
    rate: Rate,
    currency: Currency,
) -> list[FareLine]:
    """Price what a passenger takes along: a line for each kind and section, in the chosen currency and the other.

    `fares` are the sections with their full fares in the tariff's own currency. This function raises AncillaryRefused
    for a kind that a section's country sells no tickets for, and for more than the strictest rule allows.
    """
    known = list(rules)
    limits = ancillary_limits([section for section, _fare in fares], known, day)
    lines = []
    for kind, count in sorted(wanted.items(), key=lambda each: KINDS.index(each[0])):
        if count and not limits[kind]:
            raise AncillaryRefused("ancillary_not_sold", kind)
        if count > limits[kind]:
            raise AncillaryRefused("ancillary_limit", kind, limits[kind])
        for section, fare in fares:
            if count and (rule := _rule_of(kind, section, known, day)):
                lines.append(_line(rule, section, fare, count, rate, currency))
    return lines


def with_ancillaries(fare: FarePrice, taken: Sequence[FareLine], rate: Rate) -> FarePrice:
    """This function puts what travels along on top of a fare: it is paid in full whatever the benefit."""
    if not taken:
        return fare
    this = add_up((line.amount for line in taken), fare.currency)
    other = add_up((line.other for line in taken), fare.other_price.currency)
    kept = [line for line in fare.lines if line.kind not in {LineKind.TOTAL, LineKind.CONVERSION}]
    lines = [*kept, *taken]
    conversion = conversion_lines([line.own for line in lines if line.own], rate, fare.currency)
    price, other_price = fare.price + this, fare.other_price + other
    total = FareLine(LineKind.TOTAL, price, other_price)
    return replace(
        fare,
        price=price,
        full_price=fare.full_price + this,
        other_price=other_price,
        other_full_price=fare.other_full_price + other,
        lines=(*lines, *conversion, total),
    )


def without_ancillary(fare: FarePrice, kind: str) -> tuple[FarePrice, tuple[FareLine, ...]]:
    """This function takes one kind out of a price; it returns the price left and the lines taken out."""
    out = tuple(line for line in fare.ancillaries if line.ancillary == kind)
    this = add_up((line.amount for line in out), fare.currency)
    other = add_up((line.other for line in out), fare.other_price.currency)
    price, other_price = fare.price - this, fare.other_price - other
    rates = [line.rate for line in fare.lines if line.kind == LineKind.CONVERSION and line.rate]
    apart = {LineKind.TOTAL, LineKind.CONVERSION}
    kept = [line for line in fare.lines if line not in out and line.kind not in apart]
    for rate in rates:
        kept += conversion_lines([line.own for line in kept if line.own], rate, fare.currency)
    left = replace(
        fare,
        price=price,
        full_price=fare.full_price - this,
        other_price=other_price,
        other_full_price=fare.other_full_price - other,
        lines=(*kept, FareLine(LineKind.TOTAL, price, other_price)),
    )
    return left, out


def _rule_of(kind: str, section: Section, rules: Iterable[AncillaryRule], day: date) -> AncillaryRule | None:
    found = [
        each for each in rules if (each.kind, each.country) == (kind, section.country) and each.in_force(day)
    ]
    return max(found, key=lambda each: each.valid_from, default=None)


def _line(
    rule: AncillaryRule, section: Section, fare: Money, count: int, rate: Rate, currency: Currency
) -> FareLine:
    is_free = rule.is_free_at(section.departs_at)
    each = Money.zero(rule.currency) if is_free else _price(rule, section, fare)
    own = Money(each.amount * count, each.currency)
    return FareLine(
        LineKind.ANCILLARY,
        convert(own, rate, currency),
        convert(own, rate, other_currency(currency)),
        country=section.country,
        km=section.km,
        from_stop=section.from_stop,
        to_stop=section.to_stop,
        act=rule.act,
        article=rule.article,
        percent=rule.share_percent if rule.form == "share" else None,
        own=own,
        rounding=rule.rounding,
        quality=rule.quality,
        reach="free_hours" if is_free else "",
        ancillary=rule.kind,
        times=Decimal(count),
    )


def _price(rule: AncillaryRule, section: Section, fare: Money) -> Money:
    if rule.form == "share":
        exact, currency = fare.amount * rule.share_percent / 100, fare.currency
    elif rule.form == "bands":
        exact, currency = _band(rule.bands, section.km), rule.currency
    else:
        exact, currency = rule.price, rule.currency
    return Money(parse_rounding(rule.rounding).apply(exact), currency)


def _band(bands: Bands, km: Decimal) -> Decimal:
    return next(price for end, price in bands if end is None or km <= end)
