"""How lines, stops and days look on pages: the letter and colour of a line, the short names of weekdays."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from railway.lib.template_words import language
from railway.lib.wording import WEEKDAYS
from timetables.models import Route, Stop

# The policy forbids inline styles, so a colour is a class of site.css; an imported line without one is neutral.
COLOURS = {"1A6B86": "v", "A9461C": "o"}
_STRANGE = re.compile(r"[^a-z0-9-]")


@dataclass(frozen=True)
class Badge:
    """A line's sign: a letter in the reader's language, and a class for its colour."""

    letter: str
    style: str


def badge(route: Route) -> Badge:
    """This function gives a line's sign; colour never stands without the letter."""
    return Badge(route.name[:1] or route.short_name, COLOURS.get(route.color.upper(), "n"))


def weekday_names(days: Iterable[int]) -> str:
    """This function writes weekdays given as 1 (Monday) to 7: "сб, вс"."""
    return ", ".join(WEEKDAYS[language()][day - 1] for day in days)


def slug(code: str) -> str:
    """Write the code of a stop or line for an address: ORSHA_CENTRAL becomes orsha-central.

    This function writes characters that no address may have, which codes of other railways hold, by their numbers.
    """
    return _STRANGE.sub(lambda found: f"_{ord(found[0]):x}", code.lower().replace("_", "-"))


def screen_url(stop: Stop, *, is_departures: bool) -> str:
    """This function is the address of a station's board for a screen on a platform."""
    url = reverse("timetables:screen", args=[slug(stop.stop_id)])
    return url if is_departures else f"{url}?show=arrivals"


def board_url(stop: Stop) -> str:
    """This function is the address of a station's departures."""
    return reverse("timetables:board", args=[slug(stop.stop_id)])
