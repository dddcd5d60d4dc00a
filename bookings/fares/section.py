"""Sections of a journey: the part in each country, split at the border's kilometre, and what each costs by
its own rule.

A started kilometre counts as a whole one, once per section: both tariffs count in tariff kilometres, which
are whole. A section of no length costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import ROUND_CEILING, Decimal

from bookings.fares import belarus, russia
from bookings.fares.money import Money
from bookings.fares.rounding import parse_rounding
from bookings.fares.tariff import Country, TariffVersion, as_country
from bookings.fares.tariff_table import pair_price, zone_price


class BorderNotBetween(ValueError):
    """The border's kilometre is unknown or doesn't lie between the two stops of different countries."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the journey within one country, `km` long; the ends are codes of stops, for tables by pair and for the
    explanation. `departs_at` is the local time of leaving its first stop, where known.
    """

    country: Country
    km: Decimal
    from_stop: str = ""
    to_stop: str = ""
    departs_at: time | None = None

    def __post_init__(self) -> None:
        as_country(self.country)
        if self.km < 0:
            raise ValueError(f"a section of {self.km} km")


def section_fare(tariff: TariffVersion, km: Decimal, ends: tuple[str, str] = ("", "")) -> Money:
    """The full fare of `km` kilometres by a tariff: of the pair of stops, else of the zone, else of the distance.

    This function returns money in the tariff's currency, rounded by the tariff's rule; nothing for no
    distance.
    """
    if km <= 0:
        return Money.zero(tariff.currency)
    whole_km = km.to_integral_value(rounding=ROUND_CEILING)
    price = pair_price(tariff.pairs, *ends)
    if price is None:
        price = _zone_fare(tariff, whole_km)
    return Money(parse_rounding(tariff.rounding).apply(price), tariff.currency)


def _zone_fare(tariff: TariffVersion, whole_km: Decimal) -> Decimal:
    zone = zone_price(tariff.zones, whole_km)
    if zone is None:
        # A through fare that goes by distance has the form of the Russian one: both are first zone and kilometre.
        if tariff.country == "BY":
            return belarus.fare_of_distance(tariff, whole_km)
        return russia.fare_of_distance(tariff, whole_km)
    end, price = zone
    return price + max(whole_km - end, Decimal(0)) * tariff.price_per_km


def split_at_border(
    from_km: Decimal,
    to_km: Decimal,
    border_km: Decimal | None,
    origin_country: str,
    destination_country: str,
    *,
    from_stop: str = "",
    to_stop: str = "",
    border_stop: str = "",
) -> tuple[Section, ...]:
    """The sections of a journey between two kilometres of a line, in the order of travel, in either
    direction.

    This function returns one section when both stops are in one country, two otherwise, leaving out those of
    no length; raises BorderNotBetween, and UnknownCountry for a country that isn't BY or RU.
    """
    start, end = as_country(origin_country), as_country(destination_country)
    if start == end:
        sections = [Section(start, abs(to_km - from_km), from_stop, to_stop)]
    else:
        border = _border_between(from_km, to_km, border_km)
        sections = [
            Section(start, abs(border - from_km), from_stop, border_stop),
            Section(end, abs(to_km - border), border_stop, to_stop),
        ]
    return tuple(section for section in sections if section.km)


def _border_between(from_km: Decimal, to_km: Decimal, border_km: Decimal | None) -> Decimal:
    if border_km is None or not min(from_km, to_km) <= border_km <= max(from_km, to_km):
        raise BorderNotBetween(f"border at {border_km} km is not between {from_km} and {to_km} km")
    return border_km
