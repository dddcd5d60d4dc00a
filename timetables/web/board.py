"""A station's board: departures and arrivals on pages of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from railway.lib.live import is_unchanged, minute_of, unchanged
from timetables.models import Alert, Stop
from timetables.queries import BoardRow, alerts_for, arrivals, departures, find_stops, live_version
from timetables.web.alerts import shown_alerts
from timetables.web.find import passenger_stops, stop_named
from timetables.web.looks import Badge, badge, board_url, screen_url, slug

BOARD_ROWS = 8


@dataclass(frozen=True)
class BoardLine:
    """A row of the board, ready to be shown; `new_day` is set where a later day begins."""

    scheduled: datetime
    expected: datetime
    place: str
    badge: Badge
    train: str
    dated_trip_id: int
    is_cancelled: bool
    late_minutes: int
    is_today: bool
    new_day: date | None
    platform: str = ""
    platform_changed: bool = False
    note: str = ""


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """This function leads to the board of the station that was named, or lists those the name may mean."""
    typed = request.GET.get("stop", "").strip()[:80]
    found = find_stops(typed) if typed else []
    if len(found) == 1:
        return HttpResponseRedirect(board_url(found[0]))
    context = {
        "typed": typed,
        "picks": [(stop, board_url(stop)) for stop in found],
        "stations": [(stop, board_url(stop)) for stop in passenger_stops()],
        "failed": bool(typed and not found),
    }
    return render(request, "timetables/boards.html", context)


@require_safe
@cache_control(max_age=10)
def board(request: HttpRequest, stop: str) -> HttpResponse:
    """This function shows the next departures of a station, in its own time."""
    return _show(request, stop, is_departures=True)


@require_safe
@cache_control(max_age=10)
def arrivals_board(request: HttpRequest, stop: str) -> HttpResponse:
    """This function shows the next arrivals at a station, in its own time."""
    return _show(request, stop, is_departures=False)


def board_lines(
    rows: Iterable[BoardRow], stop: Stop, now: datetime, *, is_departures: bool = True
) -> list[BoardLine]:
    """This function makes the rows of a board ready; a day later than today is announced by its first train."""
    lines: list[BoardLine] = []
    last = today = now.astimezone(ZoneInfo(stop.timezone)).date()
    for row in rows:
        day = row.scheduled.date()
        lines.append(
            BoardLine(
                row.scheduled,
                row.expected,
                row.place,
                badge(row.route),
                row.train_number,
                row.dated_trip_id,
                row.is_cancelled,
                int(row.delay_s / 60),
                day == today,
                day if day > last else None,
                row.platform,
                row.platform_changed,
                _only_to(row, is_departures=is_departures),
            )
        )
        last = max(last, day)
    return lines


def board_alerts(rows: Iterable[BoardRow], stop: Stop, now: datetime) -> list[Alert]:
    """This function lists the alerts in force that concern a station, or the trains and lines on its board."""
    shown = list(rows)
    routes = {row.route for row in shown}
    return alerts_for(now=now, stops=[stop], routes=routes, trip_ids={row.trip_id for row in shown})


def _only_to(row: BoardRow, *, is_departures: bool) -> str:
    """This function says up to, or from, where a train runs that does not run all its way on this day."""
    if not row.short_of or row.is_cancelled:
        return ""
    words = _("only to %(station)s") if is_departures else _("only from %(station)s")
    return words % {"station": row.short_of}


def _show(request: HttpRequest, name: str, *, is_departures: bool) -> HttpResponse:
    now = timezone.now()
    tag = f"{live_version()}.{minute_of(now)}"
    if is_unchanged(request, tag):
        return unchanged(tag)
    stops = passenger_stops()
    stop = stop_named(name, stops)
    ask = departures if is_departures else arrivals
    rows = ask(stop=stop, at=now, limit=BOARD_ROWS)
    context = {
        "stop": stop,
        "is_departures": is_departures,
        "rows": board_lines(rows, stop, now, is_departures=is_departures),
        "alerts": shown_alerts(board_alerts(rows, stop, now)),
        "tag": tag,
        "now": now,
        "screen_url": screen_url(stop, is_departures=is_departures),
        "stations": [(one, slug(one.stop_id), one == stop) for one in stops],
        "departures_url": board_url(stop),
        "arrivals_url": reverse("timetables:arrivals", args=[slug(stop.stop_id)]),
        "empty": _("No trains are known for the coming days."),
    }
    return render(request, "timetables/board.html", context)
