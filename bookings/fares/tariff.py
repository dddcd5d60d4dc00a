"""A tariff as a dated version of a rule: how much the first zone costs and every kilometre after it, or a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, get_args

from bookings.fares.dated import Dated
from bookings.fares.money import Currency, as_currency
from bookings.fares.rounding import parse_rounding
from bookings.fares.tariff_table import Pairs, Zones

Country = Literal["BY", "RU"]
COUNTRIES: Final[tuple[Country, ...]] = get_args(Country)
THROUGH: Final = ""  # stands for the country of a fare over the border


class UnknownCountry(ValueError):
    """A country whose tariff and law this railway doesn't have."""


class NoTariff(LookupError):
    """No tariff of the country is in force on the day."""

    def __init__(self, country: str, day: date) -> None:
        self.country = country
        self.day = day
        super().__init__(f"no tariff of {country} is in force on {day:%Y-%m-%d}")


@dataclass(frozen=True, slots=True)
class TariffVersion(Dated):
    """One decision on fares: valid from a day (inclusive) until a day (exclusive, None for open).

    Distances in kilometres, prices in `currency`; `rounding` is a code of bookings.fares.rounding; `quality`
    is S, P or U. `country` is THROUGH for a fare of whole journeys over the border. With `zones` the price is that of
    the zone, beyond the last one a kilometre more for each; with `pairs` it is that of the pair, by distance where a
    country's table has none.
    """

    country: Country | Literal[""]
    name: str
    valid_from: date
    valid_until: date | None
    currency: Currency
    first_zone_km: Decimal
    first_zone_price: Decimal
    price_per_km: Decimal
    rounding: str
    act: str = ""
    article: str = ""
    quality: str = "U"
    zones: Zones = ()
    pairs: Pairs = ()

    def __post_init__(self) -> None:
        if self.country != THROUGH:
            as_country(self.country)
        as_currency(self.currency)
        parse_rounding(self.rounding)
        if min(self.first_zone_km, self.first_zone_price, self.price_per_km) < 0:
            raise ValueError(f"tariff {self.name!r}: distances and prices must not be negative")
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError(f"tariff {self.name!r}: it ends before it begins")


def tariff_on(versions: Iterable[TariffVersion], country: str, day: date) -> TariffVersion:
    """The version of a country's tariff in force on a day of travel; of two that overlap, the one that began
    later.

    This function raises NoTariff.
    """
    found = [version for version in versions if version.country == country and version.in_force(day)]
    if not found:
        raise NoTariff(country, day)
    return max(found, key=lambda version: version.valid_from)


def as_country(text: str) -> Country:
    """Check that a text names one of the two countries. This function raises UnknownCountry."""
    if text not in COUNTRIES:
        raise UnknownCountry(f"country {text!r}: expected one of {', '.join(COUNTRIES)}")
    return text
