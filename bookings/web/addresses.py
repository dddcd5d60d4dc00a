"""Addresses of pages: stops, dates and references as they stand in a URL."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from bookings.fares import CURRENCIES
from timetables.models import Stop
from timetables.web.find import passenger_stops
from timetables.web.looks import slug
from timetables.web.selling import sell_at

Told = str | Sequence[str]


class Way(NamedTuple):
    """From where to where on which day."""

    origin: Stop
    destination: Stop
    day: date


def read_way(pair: str, day: str) -> Way:
    """This function reads the stops and the day of an address, in one query. Raises Http404."""
    stops = {stop.stop_id: stop for stop in passenger_stops()}
    ends = split_pair(pair, set(stops))
    if ends is None or ends[0] == ends[1]:
        raise Http404
    try:
        return Way(stops[ends[0]], stops[ends[1]], date.fromisoformat(day))
    except ValueError:
        raise Http404 from None


def read_currency(text: str) -> str:
    """This function reads a currency; what is none counts as the first."""
    return text if text in CURRENCIES else CURRENCIES[0]


def split_pair(pair: str, codes: set[str]) -> tuple[str, str] | None:
    """This function finds the two stop codes in "vitebsk-orsha-central", or None when they aren't both known."""
    words = pair.upper().split("-")
    for at in range(1, len(words)):
        ends = "_".join(words[:at]), "_".join(words[at:])
        if codes.issuperset(ends):
            return ends
    return None


@sell_at
def results_url(origin: str, destination: str, day: date, **query: Told) -> str:
    """This function is the address of the trains from one stop code to another on a day."""
    return _way_url("bookings:results", origin, destination, day, query)


def wait_url(origin: str, destination: str, day: date, **query: str) -> str:
    """This function is the address at which one waits for seats on those trains."""
    return _way_url("bookings:wait", origin, destination, day, query)


def _way_url(name: str, origin: str, destination: str, day: date, query: Mapping[str, Told]) -> str:
    path = reverse(name, args=[f"{slug(origin)}-{slug(destination)}", day.isoformat()])
    return with_query(path, query)


def with_query(path: str, query: Mapping[str, Told]) -> str:
    """This function adds what isn't empty to an address, a list by repeating its name; commas stay readable."""
    filled = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(filled, doseq=True).replace('%2C', ',')}" if filled else path


def shown_reference(reference: str) -> str:
    """This function writes a reference as people read it: K7M-4TQ9."""
    return f"{reference[:3]}-{reference[3:]}"
