"""Season tickets on offer: the section of a line, the kinds sold for it, their prices and days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.fares import (
    BenefitNeeded,
    FarePrice,
    NoSeasonRule,
    NoTariff,
    Problem,
    SeasonRule,
    SeasonShape,
    Section,
    as_country,
    holds_on,
    price_season,
    season_rules_on,
)
from bookings.models import SeasonProduct, SeasonTicket
from bookings.offers.party import PartyMember, party_facts
from bookings.offers.price_tables import PriceTables, load_price_tables
from bookings.offers.selection import NotOnSale, journey_sections
from timetables.models import Route, Stop
from timetables.queries import line_timetable
from timetables.queries.days_off import days_off
from timetables.queries.network import lines

FROM_BELARUS = 0
DAYS_LOOKED_AT = 7  # trains of a line may run at weekends only


class NoSeasonSection(Exception):
    """No line carries passengers between the two stops without a change, or their way can't be priced."""


@dataclass(frozen=True, slots=True)
class SeasonSection:
    """The part of a line between two stops: the codes of its stops in order, and its sections by country."""

    route: Route
    origin: Stop
    destination: Stop
    stops: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class SeasonOffer:
    """A kind of season ticket for a section from a first day; `refused` says why it isn't for this passenger."""

    code: str
    names: dict[str, str]
    rules: tuple[SeasonRule, ...]
    first_day: date
    last_day: date
    price: FarePrice | None
    tables: PriceTables
    refused: tuple[Problem, ...] = ()

    @property
    def shape(self) -> SeasonShape:
        """This property is what kind of ticket it is."""
        return self.rules[0].shape

    def name_in(self, language: str) -> str:
        """This function names the kind in a language, else in Russian."""
        return self.names.get(language) or self.names["ru"]


def season_section(*, origin: Stop, destination: Stop, day: date) -> SeasonSection:
    """Find the line and the way between two stops, as trains go from a day on, in either direction.

    This function raises NoSeasonSection.
    """
    for route in lines().order_by("route_id"):
        for offset in range(DAYS_LOOKED_AT):
            found = _on_line(route, origin, destination, day + timedelta(days=offset))
            if found is not None:
                return found
    raise NoSeasonSection


def season_offers(
    *,
    section: SeasonSection,
    first_day: date,
    passenger: PartyMember,
    currency: str,
    now: datetime,
    code: str | None = None,
) -> list[SeasonOffer]:
    """Price every kind of season ticket sold for a section from a day on, or the one of a code, for one passenger.

    Kinds that the two countries' rules don't both know are left out. This function makes four queries whatever the
    number of kinds. Raises bookings.fares.NoRate.
    """
    rows = SeasonProduct.objects.filter(is_active=True).order_by("pk")
    named = list(rows if code is None else rows.filter(code=code))
    tables = load_price_tables(claimed=[passenger.benefit_code], now=now)
    codes = dict.fromkeys(row.code for row in named)
    offers = (_offer(one, named, section, first_day, passenger, currency, tables) for one in codes)
    return [offer for offer in offers if offer is not None]


def season_rule(row: SeasonProduct) -> SeasonRule:
    """This function gives a kind's row as the fares take it."""
    return SeasonRule(
        code=row.code,
        country=as_country(row.country),
        shape=SeasonShape(row.days, row.months, row.length_days, row.trips),  # type: ignore[arg-type]  # a choice
        single_fares=row.single_fares,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        benefits=tuple(row.benefits),
        needs_benefit=row.needs_benefit,
        act=row.act,
        article=row.article,
        quality=row.quality,
    )


def valid_days(ticket: SeasonTicket) -> list[date]:
    """This function lists the service days on which a season ticket holds, in two queries."""
    length = (ticket.valid_until - ticket.valid_from).days + 1
    days = [ticket.valid_from + timedelta(days=offset) for offset in range(length)]
    return [day for day, holds in zip(days, _hold(ticket, days), strict=True) if holds]


def is_valid_day(ticket: SeasonTicket, day: date) -> bool:
    """This function tells whether a season ticket holds on a service day."""
    if not ticket.valid_from <= day <= ticket.valid_until:
        return False
    return _hold(ticket, [day])[0]


def _hold(ticket: SeasonTicket, days: Sequence[date]) -> list[bool]:
    known = days_off(days[0], days[-1])
    countries = _countries(ticket)
    return [
        holds_on(
            ticket.days,  # type: ignore[arg-type]  # a choice
            day,
            countries=countries,
            holidays=known.holidays,
            substitutes=known.substitutes,
        )
        for day in days
    ]


def _countries(ticket: SeasonTicket) -> list[str]:
    """The countries of the ticket's section, as its price tells them."""
    lines_of_price: Iterable[dict[str, str]] = ticket.price_lines.get("lines", ())
    found = dict.fromkeys(line["country"] for line in lines_of_price if line["kind"] == "section")
    return list(found) or [ticket.origin.country, ticket.destination.country]


def _on_line(route: Route, origin: Stop, destination: Stop, day: date) -> SeasonSection | None:
    rows = line_timetable(route=route, date=day, direction=FROM_BELARUS).rows
    places = {row.stop.pk: place for place, row in enumerate(rows)}
    if origin.pk not in places or destination.pk not in places or origin.pk == destination.pk:
        return None
    first, last = places[origin.pk], places[destination.pk]
    way = list(rows[min(first, last) : max(first, last) + 1])
    if first > last:
        way.reverse()
    try:
        sections = journey_sections(way)
    except NotOnSale:
        return None
    codes = tuple(row.stop.stop_id for row in way if not row.is_border)
    return SeasonSection(route, origin, destination, codes, sections) if sections else None


def _offer(
    code: str,
    rows: Sequence[SeasonProduct],
    section: SeasonSection,
    first_day: date,
    passenger: PartyMember,
    currency: str,
    tables: PriceTables,
) -> SeasonOffer | None:
    try:
        rules = season_rules_on(map(season_rule, rows), code, section.sections, first_day)
        price, refused = _price(rules, section, first_day, passenger, currency, tables)
    except (NoSeasonRule, NoTariff):
        return None
    row = next(row for row in rows if (row.code, row.country) == (code, rules[0].country))
    names = {"ru": row.name_ru, "be": row.name_be, "en": row.name_en}
    last_day = rules[0].shape.last_day(first_day)
    return SeasonOffer(code, names, tuple(rules), first_day, last_day, price, tables, refused)


def _price(
    rules: Sequence[SeasonRule],
    section: SeasonSection,
    first_day: date,
    passenger: PartyMember,
    currency: str,
    tables: PriceTables,
) -> tuple[FarePrice | None, tuple[Problem, ...]]:
    try:
        price = price_season(
            sections=section.sections,
            rules=rules,
            passenger=party_facts([passenger])[0],
            first_day=first_day,
            tariffs=tables.tariffs,
            benefits=tables.benefits,
            rate=tables.rate,
            currency=currency,
        )
    except BenefitNeeded as needed:
        return None, needed.problems
    return price, ()
