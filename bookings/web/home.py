"""The home page: one search form, the next departures, the lines, my order."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.web.addresses import results_url, with_query
from bookings.web.doors import now_holding
from bookings.web.last_search import last_search
from bookings.web.search import ADULT, understand
from bookings.web.search_form import form_context, spread_party
from railway.lib.languages import remember
from railway.lib.live import is_unchanged, minute_of, unchanged
from railway.lib.template_words import language
from timetables.models import Route, Stop
from timetables.queries import alerts_in_force, departures, live_version
from timetables.queries.network import lines
from timetables.web.alerts import shown_alerts
from timetables.web.board import BoardLine, board_lines
from timetables.web.find import passenger_stops
from timetables.web.looks import Badge, badge, board_url, slug
from timetables.web.notices import notices
from timetables.web.timetable import timetable_url

BOARD_STATIONS = ("SMOLENSK", "VITEBSK", "ORSHA")
BOARD_ROWS = 5
MOST_ALERTS = 4
FORM_FIELDS = (
    "origin",
    "destination",
    "date",
    "back",
    "n",
    "p1",
    "p2",
    "p3",
    "p4",
    "cur",
    "train",
    "back_train",
)


@dataclass(frozen=True)
class StationChip:
    """A station whose departures the home page can show."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class HomeBoard:
    """The next departures of one station."""

    station: Stop
    rows: list[BoardLine]
    chips: list[StationChip]
    url: str


@dataclass(frozen=True)
class Line:
    """A line with the way to its timetable."""

    badge: Badge
    name: str
    url: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """This function shows the search form and what leaves next."""
    now = timezone.now()
    tag = f"{live_version()}.{minute_of(now)}"
    if is_unchanged(request, tag):
        return unchanged(tag)
    stops = passenger_stops()
    typed = _typed_before(request, stops)
    context = form_context(typed, stops, now)
    context |= {
        "board": _board(
            request.GET.get("station") or slug(last_search(request).get("origin", "")), stops, now
        ),
        "lines": [_line(route, now) for route in lines().order_by("-route_id")],
        "notices": notices(now),
        "alerts": shown_alerts(alerts_in_force(now)[:MOST_ALERTS]),
        "tag": tag,
        "held": now_holding(request),
        "today": timezone.localdate(now),
    }
    answer = render(request, "bookings/home.html", context)
    remember(request, answer, language())
    return answer


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """This function leads from the form to the page of results, or shows the form again with what has to be asked."""
    typed = {name: request.GET.get(name, "") for name in (*FORM_FIELDS, "day")}
    if "swap" in request.GET:
        typed |= {"origin": typed["destination"], "destination": typed["origin"]}
        return HttpResponseRedirect(with_query(reverse("bookings:home"), typed))
    now = timezone.now()
    asked = understand(typed, today=timezone.localdate(now))
    if asked.is_understood and asked.origin and asked.destination and asked.day:
        query = {
            "p": "" if asked.party == ADULT else asked.party,
            "cur": typed["cur"],
            "train": typed["train"],
        }
        if asked.back:
            query |= {"back": asked.back.isoformat(), "back_train": typed["back_train"]}
        ends = asked.origin.stop_id, asked.destination.stop_id
        return HttpResponseRedirect(results_url(*ends, asked.day, **query))
    context = form_context(typed, passenger_stops(), now, asked)
    return render(request, "bookings/search.html", context)


def _typed_before(request: HttpRequest, stops: list[Stop]) -> dict[str, str]:
    """This function fills the form from the address, or from the last search made in this browser."""
    if any(name in request.GET for name in FORM_FIELDS):
        typed = {name: request.GET[name] for name in FORM_FIELDS if name in request.GET}
        return typed | spread_party(request.GET.get("p", ""))
    last, names = last_search(request), {stop.stop_id: stop.name for stop in stops}
    ends = {name: names[last[name]] for name in ("origin", "destination") if last.get(name) in names}
    return ends | spread_party(last.get("p", "")) | {"cur": last.get("cur", "")}


def _board(asked: str, stops: list[Stop], now: datetime) -> HomeBoard | None:
    by_code = {slug(stop.stop_id): stop for stop in stops}
    chosen = [by_code[slug(code)] for code in BOARD_STATIONS if slug(code) in by_code]
    station = by_code.get(asked) or next(iter(chosen or stops), None)
    if station is None:
        return None
    if station not in chosen:
        chosen.append(station)
    chips = [StationChip(_short(stop), _station_url(stop), stop == station) for stop in chosen]
    rows = board_lines(departures(stop=station, at=now, limit=BOARD_ROWS), station, now)
    return HomeBoard(station, _of_nearest_day(rows), chips, board_url(station))


def _of_nearest_day(rows: list[BoardLine]) -> list[BoardLine]:
    """This function keeps what still leaves today, or else the trains of the next day that has any."""
    return [row for row in rows if row.scheduled.date() == rows[0].scheduled.date()]


def _short(stop: Stop) -> str:
    return stop.name.partition("-")[0]


def _station_url(stop: Stop) -> str:
    return with_query(reverse("bookings:home"), {"station": slug(stop.stop_id)}) + "#board-title"


def _line(route: Route, now: datetime) -> Line:
    return Line(badge(route), route.name, timetable_url(route, timezone.localdate(now)))
