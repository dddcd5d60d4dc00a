"""Through fares: one price for a whole journey over the border, where one is decreed for it.

The price is divided among the journey's sections by their kilometres, so that each carrier's part and a benefit of one
country's territory are known; the parts add up to it, what is left over a kopeck falls to the longest section.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from bookings.fares.money import Money
from bookings.fares.section import Section, section_fare
from bookings.fares.tariff import THROUGH, TariffVersion
from bookings.fares.tariff_table import pair_price


def through_fares(
    sections: Sequence[Section], tariffs: Iterable[TariffVersion], day: date
) -> tuple[TariffVersion, list[Money]] | None:
    """The through fare in force on a day and each section's part of it; None where the sections' own tariffs count.

    This function gives None within one country, and where the fare in force is a table of pairs without this one. Of
    two fares in force the one that began later counts.
    """
    if len(sections) < 2:
        return None
    ends = sections[0].from_stop, sections[-1].to_stop
    found = [tariff for tariff in tariffs if _covers(tariff, ends, day)]
    if not found:
        return None
    tariff = max(found, key=lambda each: each.valid_from)
    km = sum((section.km for section in sections), Decimal(0))
    return tariff, _divide(section_fare(tariff, km, ends), sections)


def _covers(tariff: TariffVersion, ends: tuple[str, str], day: date) -> bool:
    if tariff.country != THROUGH or not tariff.in_force(day):
        return False
    return not tariff.pairs or pair_price(tariff.pairs, *ends) is not None


def _divide(fare: Money, sections: Sequence[Section]) -> list[Money]:
    km = sum((section.km for section in sections), Decimal(0)) or Decimal(1)
    parts = [Money.rounded(fare.amount * section.km / km, fare.currency) for section in sections]
    # The same one in both directions, or the way back could cost a kopeck more in the other currency.
    longest = max(range(len(sections)), key=lambda place: (sections[place].km, sections[place].country))
    for place, part in enumerate(parts):
        if place != longest:
            fare = fare - part
    parts[longest] = fare
    return parts
