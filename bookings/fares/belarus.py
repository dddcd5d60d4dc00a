"""Belarus: how the ministry's tariff makes a fare of a distance on regional economy trains.

The Ministry of Antimonopoly Regulation and Trade sets the rates (resolution No. 29 of 27.09.2016 as amended).
The form, a price of the first zone and then by distance, is read off the published rates of 2015 and 2018:
1600 old roubles and 160 for a kilometre, later 0.20 BYN, so the first zone is ten kilometres and the price
grows by the kilometre, not by the started zone.
"""

from __future__ import annotations

from decimal import Decimal

from bookings.fares.tariff import TariffVersion


def fare_of_distance(tariff: TariffVersion, whole_km: Decimal) -> Decimal:
    """The price of a Belarusian section of whole kilometres, before rounding.

    This function returns BYN with all decimals: the first zone as a whole, then every further kilometre.
    """
    beyond = max(whole_km - tariff.first_zone_km, Decimal(0))
    return tariff.first_zone_price + beyond * tariff.price_per_km
