"""Russia: the Smolensk oblast tariff of suburban trains, and what the railway charter asks of a child's
journey.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from bookings.fares.ages import age_on
from bookings.fares.benefit import Benefit, PassengerFacts
from bookings.fares.problem import Problem
from bookings.fares.tariff import TariffVersion

ADULT_AGE = 18


def fare_of_distance(tariff: TariffVersion, whole_km: Decimal) -> Decimal:
    """The price of a Russian section of whole kilometres, before rounding.

    This function returns RUB with all decimals. The first ten kilometres are one fixed sum whatever the
    distance; the region's tariff body sets it together with the price of each further kilometre.
    """
    beyond = max(whole_km - tariff.first_zone_km, Decimal(0))
    return tariff.first_zone_price + beyond * tariff.price_per_km


def child_without_adult(
    benefit: Benefit,
    passenger: PassengerFacts,
    party: Iterable[PassengerFacts],
    benefits: Iterable[Benefit],
    day: date,
) -> list[Problem]:
    """Warn when a child travels free under the Russian charter but nobody of age is in the party.

    This function returns a warning, never a refusal (charter 18-FZ, art. 83: only with an adult): the adult
    may hold a ticket of another booking.
    """
    if not (benefit.automatic and benefit.country == "RU"):
        return []
    children = {each.code for each in benefits if each.age_max is not None and each.age_max < ADULT_AGE}
    others = [other for other in party if other.number != passenger.number]
    if any(_is_adult(other, children, day) for other in others):
        return []
    return [Problem("child_without_adult", {"benefit": benefit.code}, warning=True)]


def _is_adult(passenger: PassengerFacts, child_codes: set[str], day: date) -> bool:
    if passenger.birth_date is None:
        return passenger.claimed_benefit not in child_codes
    return age_on(passenger.birth_date, day) >= ADULT_AGE
