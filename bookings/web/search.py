"""The search form: what was typed, understood as stops, a day and a party, or the reasons why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bookings.web.problems import FieldProblem
from railway.lib.template_words import day as write_day
from timetables.models import Stop
from timetables.queries import find_stops

LONGEST_NAME = 80
ADULT = "adult"


@dataclass
class Search:
    """A search as typed and as understood. `picks` are the stops a typed name may mean, where it means several."""

    typed: Mapping[str, str]
    origin: Stop | None = None
    destination: Stop | None = None
    day: date | None = None
    back: date | None = None
    party: str = ADULT
    problems: list[FieldProblem] = field(default_factory=list)
    picks: dict[str, Sequence[Stop]] = field(default_factory=dict)

    @property
    def is_understood(self) -> bool:
        """This property tells whether nothing more has to be asked."""
        return not self.problems and not self.picks


def understand(typed: Mapping[str, str], *, today: date) -> Search:
    """This function reads a search form. A name that fits several stops becomes a list to pick from, not an error."""
    search = Search(typed)
    search.origin = _stop(search, "origin", pgettext("search", "From"))
    search.destination = _stop(search, "destination", pgettext("search", "To"))
    if search.origin and search.origin == search.destination:
        other = _("Name two different stations.")
        search.problems.append(FieldProblem("destination", other, pgettext("search", "To")))
    search.day = _day(search, today)
    search.back = _back(search, today)
    search.party = party_code(typed)
    return search


def party_code(typed: Mapping[str, str]) -> str:
    """This function writes the party of the form's fields `n`, `p1` to `p4` as the `p` of an address.

    A category chosen for a passenger beyond the count counts that passenger in.
    """
    kinds = [typed.get(f"p{number}", "") for number in range(1, settings.PARTY_LIMIT + 1)]
    last_named = max(
        (number for number, kind in enumerate(kinds, start=1) if kind not in ("", ADULT)), default=0
    )
    size = max(_count(typed.get("n", "")), last_named)
    return ",".join(kind or ADULT for kind in kinds[:size])


def last_day(today: date) -> date:
    """This function is the last day tickets are sold for."""
    return today + timedelta(days=settings.SALES_HORIZON_DAYS - 1)


def _stop(search: Search, name: str, label: str) -> Stop | None:
    text = search.typed.get(name, "").strip()[:LONGEST_NAME]
    found = find_stops(text) if text else []
    if len(found) == 1:
        return found[0]
    if found:
        search.picks[name] = found
    elif text:
        words = _("There is no such station on our lines. Check the name or choose from the list.")
        search.problems.append(FieldProblem(name, words, label))
    else:
        search.problems.append(FieldProblem(name, _("Name a station, for example Rudnya."), label))
    return None


def _day(search: Search, today: date) -> date | None:
    try:
        day = date.fromisoformat(search.typed.get("day") or search.typed.get("date", ""))
    except ValueError:
        day = None
    if day and today <= day <= last_day(today):
        return day
    words = _("Choose a day from %(first)s to %(last)s.") % {
        "first": write_day(today),
        "last": write_day(last_day(today)),
    }
    search.problems.append(FieldProblem("date", words, _("When")))
    return None


def _back(search: Search, today: date) -> date | None:
    """The day of the way back; not told, there is none."""
    text = search.typed.get("back", "")
    if not text:
        return None
    try:
        back = date.fromisoformat(text)
    except ValueError:
        back = None
    first = search.day or today
    if back and first <= back <= last_day(today):
        return back
    words = _(
        "The way back is on the day of the way there or later: choose a day from %(first)s to %(last)s."
    ) % {
        "first": write_day(first),
        "last": write_day(last_day(today)),
    }
    search.problems.append(FieldProblem("back", words, pgettext("search", "Back")))
    return None


def _count(text: str) -> int:
    return min(int(text), settings.PARTY_LIMIT) if text.isascii() and text.isdigit() and int(text) else 1
