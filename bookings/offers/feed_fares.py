"""Prices of the timetable's GTFS feed: the full fare from each stop to each other, in both currencies."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bookings.fares import (
    BorderNotBetween,
    Money,
    NoRate,
    NoTariff,
    PassengerFacts,
    Section,
    price_passenger,
    split_at_border,
)
from bookings.fares.tariff import UnknownCountry
from bookings.offers.price_tables import PriceTables, load_price_tables
from timetables.gtfs.fares import FareFiles, Pattern, PatternStop

ATTRIBUTES, RULES = "fare_attributes.txt", "fare_rules.txt"
BEFORE_BOARDING, NO_TRANSFER = 1, 0  # GTFS payment_method and transfers
ANYBODY = PassengerFacts()
Pair = tuple[str, str, str, str]


def write_fares(patterns: Collection[Pattern], day: date) -> FareFiles:
    """Write GTFS fare_attributes.txt and fare_rules.txt for the ways of trains, each stop a zone of its own.

    A fare is what a passenger without benefits pays for a journey on this day, in BYN and in RUB at the exchange rate
    of this day; `fare_note` says so. Journeys that can't be priced have no fare. This function makes three queries.
    """
    noon = datetime.combine(day, time(12), ZoneInfo(settings.TIME_ZONE))
    try:
        tables = load_price_tables(claimed=(), now=noon)
    except NoRate:
        return FareFiles()
    fares = dict(_fares(patterns, day, tables))
    if not fares:
        return FareFiles()
    return FareFiles(_HEADINGS, {ATTRIBUTES: _attributes(fares, day), RULES: _rules(fares)})


_HEADINGS = {
    ATTRIBUTES: (
        "fare_id", "price", "currency_type", "payment_method", "transfers", "agency_id", "fare_note",
    ),
    RULES: ("fare_id", "route_id", "origin_id", "destination_id"),
}  # fmt: skip


def _fares(
    patterns: Collection[Pattern], day: date, tables: PriceTables
) -> Iterator[tuple[Pair, tuple[Money, Money]]]:
    """Price each journey on each way; where ways of a line differ in kilometres, the last in order is written."""
    for pattern in sorted(patterns, key=lambda one: (one.route_id, [stop.stop_id for stop in one.stops])):
        calls = [place for place, stop in enumerate(pattern.stops) if not stop.passes and not stop.is_border]
        for start, end in combinations(calls, 2):
            sections = _sections(pattern.stops[start : end + 1])
            if sections and (price := _price(sections, day, tables)):
                ends = pattern.stops[start].stop_id, pattern.stops[end].stop_id
                yield (pattern.agency_id, pattern.route_id, *ends), price


def _sections(stops: tuple[PatternStop, ...]) -> tuple[Section, ...]:
    start, end = stops[0], stops[-1]
    border = next((stop for stop in stops[1:-1] if stop.is_border), None)
    if start.km is None or end.km is None:
        return ()
    try:
        return split_at_border(start.km, end.km, border.km if border else None, start.country, end.country)
    except (BorderNotBetween, UnknownCountry):
        return ()


def _price(sections: tuple[Section, ...], day: date, tables: PriceTables) -> tuple[Money, Money] | None:
    try:
        fare = price_passenger(
            sections=sections,
            passenger=ANYBODY,
            party=(ANYBODY,),
            travel_date=day,
            tariffs=tables.tariffs,
            benefits=(),
            rate=tables.rate,
            currency="BYN",
        )
    except NoTariff:
        return None
    return fare.full_price, fare.other_full_price


def _attributes(fares: dict[Pair, tuple[Money, Money]], day: date) -> list[tuple[object, ...]]:
    with translation.override("ru"):
        note = _("Full fare without benefits for a journey on %(day)s, at the exchange rate of that day") % {
            "day": date_format(day, "DATE_FORMAT")
        }
    priced = {(pair[0], price.currency, price.amount) for pair, both in fares.items() for price in both}
    return [
        (_fare_id(agency, currency, amount), amount, currency, BEFORE_BOARDING, NO_TRANSFER, agency, note)
        for agency, currency, amount in sorted(priced)
    ]


def _rules(fares: dict[Pair, tuple[Money, Money]]) -> list[tuple[object, ...]]:
    return [
        (_fare_id(agency, price.currency, price.amount), route, origin, destination)
        for (agency, route, origin, destination), both in sorted(fares.items())
        for price in both
    ]


def _fare_id(agency: str, currency: str, amount: Decimal) -> str:
    return f"{agency}-{currency}-{amount}"
