"""What the search form shows: stations to choose from, the days of the sale period, the categories of passengers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bookings.web.party import category_groups, offered_benefits, party_sizes
from bookings.web.problems import by_field
from bookings.web.search import ADULT, Search
from railway.lib.template_words import day as write_day
from timetables.models import Stop
from timetables.queries import days_with_trains

FIRST_ORIGIN, FIRST_DESTINATION = "VITEBSK", "SMOLENSK"


@dataclass(frozen=True)
class DayChoice:
    """A day of the sale period in the select; `is_off`: no train that day."""

    iso: str
    label: str
    is_off: bool


@dataclass(frozen=True)
class Month:
    """The days of one month."""

    name: str
    days: list[DayChoice]


@dataclass(frozen=True)
class Traveller:
    """The category chosen for one passenger."""

    number: int
    chosen: str


@dataclass(frozen=True)
class DayChip:
    """A quick choice of the day."""

    iso: str
    name: str
    is_current: bool


def form_context(
    typed: Mapping[str, str], stops: Sequence[Stop], now: datetime, asked: Search | None = None
) -> dict[str, Any]:
    """This function gives the form's template its values. It makes two queries beside the stops: days, benefits."""
    today = timezone.localdate(now)
    names = {stop.stop_id: stop.name for stop in stops}
    first = {
        "origin": names.get(FIRST_ORIGIN, ""),
        "destination": names.get(FIRST_DESTINATION, ""),
        "date": (today + timedelta(days=1)).isoformat(),
    }
    filled = first | {name: text for name, text in typed.items() if text or asked}
    travellers = [Traveller(size, filled.get(f"p{size}", "")) for size in range(1, settings.PARTY_LIMIT + 1)]
    problems = asked.problems if asked else []
    return {
        "search": asked,
        "problems": problems,
        "failed": bool(problems),
        "errors": by_field(problems),
        "typed": filled,
        "typed_size": int(filled["n"]) if filled.get("n", "").isdigit() else 1,
        "sizes": party_sizes(),
        "months": _months(today, _trains_by_day(filled, stops, today)),
        "back_months": _months(today, {}),
        "day_chips": _chips(today, filled["date"]),
        "travellers": travellers,
        "has_categories": any(one.chosen not in ("", ADULT) for one in travellers),
        "categories": category_groups(offered_benefits()),
        "stop_names": [stop.name for stop in stops],
    }


def day_choices(origin: Stop, destination: Stop, today: date) -> list[Month]:
    """This function lists the days of the sale period by month, those without a train marked, in one query."""
    horizon = settings.SALES_HORIZON_DAYS
    return _months(today, days_with_trains(origin=origin, destination=destination, first=today, days=horizon))


def spread_party(code: str) -> dict[str, str]:
    """This function turns the `p` of an address into the form's fields n, p1 to p4."""
    kinds = [kind.strip().lower() for kind in code.split(",") if kind.strip()][: settings.PARTY_LIMIT]
    fields = {f"p{number}": "" if kind == ADULT else kind for number, kind in enumerate(kinds, start=1)}
    return fields | {"n": str(len(kinds))} if kinds else {}


def _trains_by_day(typed: Mapping[str, str], stops: Sequence[Stop], today: date) -> Mapping[date, int]:
    by_name = {stop.name: stop for stop in stops}
    ends = [by_name.get(typed[name]) for name in ("origin", "destination")]
    if ends[0] is None or ends[1] is None:
        return {}
    trains = days_with_trains(
        origin=ends[0], destination=ends[1], first=today, days=settings.SALES_HORIZON_DAYS
    )
    # Where no train goes directly on any day one changes; no day can be ruled out without a search.
    return trains if any(trains.values()) else {}


def _months(today: date, trains: Mapping[date, int]) -> list[Month]:
    days = [today + timedelta(days=number) for number in range(settings.SALES_HORIZON_DAYS)]
    return [
        Month(capfirst(date_format(first, "F")), [_choice(day, trains.get(day, 1)) for day in (first, *rest)])
        for first, *rest in (list(group) for _month, group in groupby(days, key=lambda day: day.month))
    ]


def _choice(day: date, trains: int) -> DayChoice:
    label = write_day(day)
    return DayChoice(
        day.isoformat(), label if trains else _("%(day)s – no train") % {"day": label}, not trains
    )


def _chips(today: date, chosen: str) -> list[DayChip]:
    days = [today + timedelta(days=number) for number in range(3)]
    names = [_("Today"), _("Tomorrow"), write_day(days[2])]
    return [
        DayChip(day.isoformat(), name, day.isoformat() == chosen)
        for day, name in zip(days, names, strict=True)
    ]
