"""A station's board for a screen on a platform: nobody touches it, it renews itself and says how old it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from railway.lib.template_words import day as write_day
from railway.lib.template_words import language
from timetables.models import Alert, Stop
from timetables.models.names import LANGUAGE_CODES
from timetables.queries import BoardRow, TripStop, alerts_for, arrivals, departures
from timetables.queries.stops_of_trip import stops_by_trip
from timetables.web.find import passenger_stops, stop_named
from timetables.web.looks import Badge, badge

MOST_ROWS, FEWER_ROWS = 12, 6
STOPS_NAMED = 4
ALERTS_SHOWN = 2

Texts = list[tuple[str, str]]


@dataclass(frozen=True)
class ScreenRow:
    """A train, its words in each language; `leaves` is when it is gone, in milliseconds since 1970."""

    planned: datetime
    expected: datetime
    leaves: int
    is_retimed: bool
    is_cancelled: bool
    platform: str
    platform_changed: bool
    train: str
    badge: Badge
    place: Texts
    by: Texts
    status: Texts
    is_today: bool
    new_day: Texts


@dataclass(frozen=True)
class Half:
    """The departures or the arrivals."""

    code: str
    title: Texts
    rows: Sequence[ScreenRow]

    @property
    def has_tracks(self) -> bool:
        """This property tells whether the platform of any train is known."""
        return any(row.platform for row in self.rows)


@require_safe
@cache_control(no_cache=True)
def screen(request: HttpRequest, stop: str) -> HttpResponse:
    """This function shows the next trains of a station in three languages; `show` is departures, arrivals or both."""
    found, now = stop_named(stop, passenger_stops()), timezone.now()
    local = now.astimezone(ZoneInfo(found.timezone))
    context = {
        "stop": found,
        "name": in_languages(lambda: found.name),
        "halves": _halves(request.GET.get("show", ""), found, now),
        "alerts": [(alert, in_languages(partial(_header, alert))) for alert in _alerts(found, now)],
        "now": local,
        "now_ms": int(now.timestamp() * 1000),
        "today": in_languages(lambda: write_day(local.date())),
        "data_of": in_languages(lambda: _("Data of %(time)s") % {"time": f"{local:%H:%M}"}),
        "lost": in_languages(lambda: _("Data of %(time)s, no network") % {"time": f"{local:%H:%M}"}),
        "none": in_languages(lambda: _("No trains are known for the coming days.")),
        "platform": in_languages(lambda: _("Platform")),
    }
    return render(request, "timetables/screen.html", context)


def in_languages(words: Callable[[], str]) -> Texts:
    """This function says something in the page's language and then in the others; what is alike is said once."""
    order = [language(), *(code for code in LANGUAGE_CODES if code != language())]
    said: Texts = []
    for code in order:
        with override(code):
            said.append((code, words()))
    return said[:1] if len({text for _code, text in said}) == 1 else said


def _halves(wanted: str, stop: Stop, now: datetime) -> list[Half]:
    kinds = (
        ["departures", "arrivals"]
        if wanted == "both"
        else ["arrivals" if wanted == "arrivals" else "departures"]
    )
    limit = MOST_ROWS if len(kinds) == 1 else FEWER_ROWS
    return [_half(kind, stop, now, limit) for kind in kinds]


def _half(kind: str, stop: Stop, now: datetime, limit: int) -> Half:
    ask = departures if kind == "departures" else arrivals
    told: dict[str, dict[int, BoardRow]] = {}
    for code in LANGUAGE_CODES:
        with override(code):
            told[code] = {row.dated_trip_id: row for row in ask(stop=stop, at=now, limit=limit)}
    rows = list(told[language()].values())
    ways = stops_by_trip([row.dated_trip_id for row in rows])
    today = now.astimezone(ZoneInfo(stop.timezone)).date()
    title = in_languages(lambda: _("Departures") if kind == "departures" else _("Arrivals"))
    made, last = [], today
    for row in rows:
        way = _on_the_way(row, ways.get(row.dated_trip_id, []), onward=kind == "departures")
        places = {code: board.get(row.dated_trip_id, row).place for code, board in told.items()}
        made.append(_row(row, way, places, today, last, onward=kind == "departures"))
        last = max(last, row.scheduled.date())
    return Half(kind, title, made)


def _row(
    row: BoardRow, way: Sequence[Stop], places: dict[str, str], today: date, last: date, *, onward: bool
) -> ScreenRow:
    day = row.scheduled.date()
    late = abs(row.delay_s) >= 60
    return ScreenRow(
        planned=row.scheduled,
        expected=row.expected,
        leaves=int(row.expected.timestamp() * 1000),
        is_retimed=late and not row.is_cancelled,
        is_cancelled=row.is_cancelled,
        platform=row.platform,
        platform_changed=row.platform_changed,
        train=row.train_number,
        badge=badge(row.route),
        place=in_languages(lambda: places[language()]),
        by=in_languages(partial(_by, way)) if way else [],
        status=in_languages(partial(_status, row, is_today=day == today, onward=onward)),
        is_today=day == today,
        new_day=in_languages(partial(write_day, day)) if day > last else [],
    )


def _status(row: BoardRow, *, is_today: bool, onward: bool) -> str:
    if row.is_cancelled:
        return _("cancelled")
    if row.short_of:
        words = _("only to %(station)s") if onward else _("only from %(station)s")
        return words % {"station": row.short_of}
    if row.delay_s >= 60:
        return _("%(minutes)s min late") % {"minutes": row.delay_s // 60}
    if row.delay_s <= -60:
        return _("leaves early") if onward else _("arrives early")
    return _("on time") if is_today else ""


def _on_the_way(row: BoardRow, stops: Iterable[TripStop], *, onward: bool) -> list[Stop]:
    """List the stops between here and the end of the way, or its beginning for an arrival."""
    beyond = [
        stop
        for stop in stops
        if stop.calls and (stop.position > row.position if onward else stop.position < row.position)
    ]
    return _chief(beyond[:-1] if onward else beyond[1:])


def _chief(stops: Sequence[TripStop]) -> list[Stop]:
    """Choose the stops to name: all of a few, else those at which the train stands the longest, in their order."""
    if len(stops) <= STOPS_NAMED:
        return [stop.stop for stop in stops]
    weight = {
        stop.position: (stop.departure - stop.arrival, stop.stop.kind == Stop.Kind.STATION) for stop in stops
    }
    chosen = sorted(stops, key=lambda stop: weight[stop.position], reverse=True)[:STOPS_NAMED]
    return [stop.stop for stop in sorted(chosen, key=lambda stop: stop.position)]


def _by(way: Sequence[Stop]) -> str:
    return _("by way of %(stops)s") % {"stops": ", ".join(stop.name for stop in way)}


def _alerts(stop: Stop, now: datetime) -> list[Alert]:
    return alerts_for(now=now, until=now + timedelta(hours=1), stops=[stop])[:ALERTS_SHOWN]


def _header(alert: Alert) -> str:
    return alert.header
