"""How a ticket's price came about, and what to carry, in short words of the active language.

A benefit of health, radiation or war (`Benefit.sensitive`) is never named here: these words stand on the ticket's face.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.utils.text import capfirst
from django.utils.translation import gettext as _

import bookings
from bookings.fares import FareLine, FarePrice, LineKind, Money, Rate
from bookings.fares.tables import read_document_types
from bookings.models import Passenger, ProofSeen, SeasonTicket
from bookings.models.choices import Country
from bookings.tickets.along_words import ancillary_words
from bookings.tickets.proof_words import proof_words
from bookings.tickets.view import TicketFareLine
from railway.lib import wording

DOCUMENT_TYPES = Path(bookings.__file__).parent / "data" / "document_types.csv"
HIDDEN_DIGITS = "•••••"


def fare_lines(price: FarePrice, stops: Mapping[str, str], language: str) -> tuple[TicketFareLine, ...]:
    """This function explains a price in a line each for section, rate and reduction; the total stands apart.

    `stops` gives the names of the stops by their code.
    """
    lines = (_fare_line(line, stops, language) for line in price.lines)
    return tuple(line for line in lines if line)


def benefit_words(passenger: Passenger | SeasonTicket, language: str) -> str | None:
    """This function names the benefit given, its share and law; None without one and for a sensitive one."""
    benefit = passenger.granted_benefit
    if benefit is None or benefit.sensitive:
        return None
    return _("Benefit: %(name)s, %(percent)s, %(country)s") % {
        "name": benefit.text_in("name", language),
        "percent": wording.write_percent(benefit.discount_percent, language),
        "country": Country(benefit.country).label,
    }


def carry_words(
    passenger: Passenger | SeasonTicket, seen: ProofSeen | None, language: str
) -> tuple[str, ...]:
    """This function names the document the ticket is made out to and the paper that proves the benefit, unless seen."""
    things = [_document_words(passenger, language), proof_words(passenger, seen, language)]
    return tuple(thing for thing in things if thing)


def masked_document(passenger: Passenger | SeasonTicket) -> str:
    """This function shows a document's last characters alone."""
    return f"{HIDDEN_DIGITS}{passenger.document_last4}" if passenger.document_last4 else ""


def line_words(line: FareLine, stops: Mapping[str, str], language: str) -> str:
    """This function puts one line of a price into words of the active language: section, rate, reduction, total."""
    if line.kind is LineKind.SECTION:
        return _section_words(line, stops, language)
    if line.kind is LineKind.CONVERSION and line.rate:
        return _rate_words(line.rate, language)
    if line.kind is LineKind.REDUCTION:
        return _reduction_words(line, language)
    if line.kind is LineKind.ANCILLARY:
        return ancillary_words(line, stops)
    if line.kind is LineKind.SEASON:
        return _("Season ticket %(number)s") % {"number": shown_reference(line.season)}
    return _("To pay")


def _fare_line(line: FareLine, stops: Mapping[str, str], language: str) -> TicketFareLine | None:
    if line.kind is LineKind.TOTAL:
        return None
    amount = None if line.kind is LineKind.CONVERSION else line.amount.amount
    return TicketFareLine(text=capfirst(line_words(line, stops, language)), amount=amount)


def _section_words(line: FareLine, stops: Mapping[str, str], language: str) -> str:
    words = _("%(origin)s – %(destination)s, %(km)s km") % {
        "origin": stops.get(line.from_stop, line.from_stop),
        "destination": stops.get(line.to_stop, line.to_stop),
        "km": wording.write_number(line.km or Decimal(0), language, places=0),
    }
    if line.times and line.single:
        return f"{words}: {_times_words(line.times, line.single, language)}"
    if line.own and line.own.currency != line.amount.currency:
        return f"{words}: {wording.write_money(line.own.amount, line.own.currency, language)}"
    return words


def _times_words(times: Decimal, single: Money, language: str) -> str:
    places = 0 if times == times.to_integral_value() else 2
    return _("%(times)s single fares of %(single)s") % {
        "times": wording.write_number(times, language, places=places),
        "single": wording.write_money(single.amount, single.currency, language),
    }


def shown_reference(reference: str) -> str:
    """This function writes a reference as people read it: K7M-4TQ9."""
    return f"{reference[:3]}-{reference[3:]}"


def _rate_words(rate: Rate, language: str) -> str:
    return _("Rate of %(day)s: %(byn)s BYN for 100 RUB") % {
        "day": wording.write_day(rate.date, language),
        "byn": wording.write_number(rate.byn_for_100_rub, language, places=4),
    }


def _reduction_words(line: FareLine, language: str) -> str:
    percent = {"percent": wording.write_percent(line.percent or 0, language)}
    if line.scope != "home_segment":
        return _("Benefit: %(percent)s off the whole way") % percent
    if line.country == Country.BELARUS:
        return _("Benefit: %(percent)s off in Belarus") % percent
    return _("Benefit: %(percent)s off in Russia") % percent


def _document_words(passenger: Passenger | SeasonTicket, language: str) -> str:
    name = _document_names().get(passenger.document_type, {}).get(language) or _("identity document")
    return f"{name} {masked_document(passenger)}".strip()


@lru_cache(maxsize=1)
def _document_names() -> dict[str, dict[str, str]]:
    types = read_document_types(DOCUMENT_TYPES)
    return {each.type: {code: each.names.in_language(code) for code in ("ru", "be", "en")} for each in types}
