"""What a line's fares would be under a draft tariff, beside those of the tariffs in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

from django.conf import settings

from bookings.fares import FarePrice, NoTariff, PassengerFacts, TariffVersion, price_passenger
from bookings.models import Tariff
from bookings.offers.price_tables import PriceTables, load_price_tables, tariff_version
from bookings.offers.selection import NotOnSale, WayStop, journey_sections
from timetables.models import Stop

PASSENGERS = frozenset({Stop.Kind.STATION, Stop.Kind.HALT})
ANYBODY = PassengerFacts()


@dataclass(frozen=True, slots=True)
class FarePair:
    """The full fare between two stops, in one currency; None where there is no tariff."""

    origin: Stop
    destination: Stop
    km: Decimal
    present: Decimal | None
    draft: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """This property is what the draft would change, None where one of the fares is unknown."""
        return None if self.present is None or self.draft is None else self.draft - self.present

    @property
    def percent(self) -> Decimal | None:
        """This property is the same as a share of the present fare."""
        if self.difference is None or not self.present:
            return None
        return (self.difference * 100 / self.present).quantize(Decimal("0.1"))


def compare_fares(*, way: Sequence[WayStop], draft: Tariff, day: date, currency: str) -> list[FarePair]:
    """Price each pair of a way's stops for a passenger without benefits on a day, at the exchange rate of that day.

    The draft counts as if it were in force on the day, instead of its country's version. This function makes three
    queries. Raises bookings.fares.NoRate, bookings.fares.BadTable.
    """
    noon = datetime.combine(day, time(12), ZoneInfo(settings.TIME_ZONE))
    tables = load_price_tables(claimed=(), now=noon)
    drafted = _with_draft(tables, draft, day)
    stops = [stop for stop in way if stop.stop.kind in PASSENGERS and stop.km is not None]
    return [
        _pair(way[way.index(start) : way.index(end) + 1], tables, drafted, day, currency)
        for start, end in combinations(stops, 2)
    ]


def _with_draft(tables: PriceTables, draft: Tariff, day: date) -> list[TariffVersion]:
    version = tariff_version(draft)
    others = [each for each in tables.tariffs if each.country != version.country]
    fields = {name: getattr(version, name) for name in TariffVersion.__dataclass_fields__}
    return [*others, TariffVersion(**fields | {"valid_from": day, "valid_until": None})]


def _pair(
    stops: Sequence[WayStop], tables: PriceTables, drafted: Sequence[TariffVersion], day: date, currency: str
) -> FarePair:
    start, end = stops[0], stops[-1]
    return FarePair(
        origin=start.stop,
        destination=end.stop,
        km=abs((end.km or Decimal(0)) - (start.km or Decimal(0))),
        present=_fare(stops, tables.tariffs, tables, day, currency),
        draft=_fare(stops, drafted, tables, day, currency),
    )


def _fare(
    stops: Sequence[WayStop], tariffs: Sequence[TariffVersion], tables: PriceTables, day: date, currency: str
) -> Decimal | None:
    try:
        price: FarePrice = price_passenger(
            sections=journey_sections(stops),
            passenger=ANYBODY,
            party=(ANYBODY,),
            travel_date=day,
            tariffs=tariffs,
            benefits=(),
            rate=tables.rate,
            currency=currency,
        )
    except (NoTariff, NotOnSale):
        return None
    return price.price.amount
