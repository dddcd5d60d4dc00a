"""Addresses of pages: stops, dates and references as they stand in a URL."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from timetables.web.looks import slug
from timetables.web.selling import sell_at


def split_pair(pair: str, codes: set[str]) -> tuple[str, str] | None:
    """This function finds the two stop codes in "vitebsk-orsha-central", or None when they aren't both known."""
    words = pair.upper().split("-")
    for at in range(1, len(words)):
        ends = "_".join(words[:at]), "_".join(words[at:])
        if codes.issuperset(ends):
            return ends
    return None


@sell_at
def results_url(origin: str, destination: str, day: date, **query: str) -> str:
    """This function is the address of the trains from one stop code to another on a day."""
    path = reverse("bookings:results", args=[f"{slug(origin)}-{slug(destination)}", day.isoformat()])
    return with_query(path, query)


def with_query(path: str, query: Mapping[str, str]) -> str:
    """This function adds what isn't empty to an address; commas stay readable."""
    filled = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(filled).replace('%2C', ',')}" if filled else path


def shown_reference(reference: str) -> str:
    """This function writes a reference as people read it: K7M-4TQ9."""
    return f"{reference[:3]}-{reference[3:]}"
