"""A line's timetable of a date, for the screen and for the wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from railway.lib.live import is_unchanged, minute_of, unchanged
from timetables.models import Alert, DatedTrip, Route, Stop, Timetable
from timetables.queries import LineColumn, LineRow, LineTimetable, alerts_for, line_timetable, live_version
from timetables.queries.network import lines as known_lines
from timetables.web.alerts import shown_alerts
from timetables.web.find import day_named, route_named
from timetables.web.line_diagram import line_diagram
from timetables.web.looks import Badge, badge, slug, weekday_names
from timetables.web.selling import ticket_url

DAYS_OFFERED = 14


@dataclass(frozen=True)
class Train:
    """The head of a column."""

    number: str
    url: str
    days: str
    is_part_week: bool
    is_cancelled: bool
    late_minutes: int


@dataclass(frozen=True)
class Direction:
    """One table: its title, trains by columns, stops by rows."""

    title: str
    trains: Sequence[Train]
    rows: Sequence[LineRow]
    ticket_url: str

    @property
    def width(self) -> int:
        """This property is the number of the table's columns."""
        return len(self.trains) + 2


@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """This function leads to today's timetable of the first line, or of the line and date of its form."""
    routes = list(known_lines().order_by("-route_id"))
    if not routes:
        return render(request, "timetables/no_timetable.html")
    today = timezone.localdate()
    route = route_named(request.GET.get("line", slug(routes[0].route_id)), routes)
    day = day_named(request.GET.get("date", today.isoformat()), today)
    return HttpResponseRedirect(timetable_url(route, day))


@require_safe
def timetable(request: HttpRequest, route: str, day: str) -> HttpResponse:
    """This function shows both directions of a line on a service date: the trains of that day, or none and when."""
    now = timezone.now()
    tag = f"{live_version()}.{minute_of(now)}"  # the trains of now move on
    if is_unchanged(request, tag):
        return unchanged(tag)
    today = timezone.localdate(now)
    routes = list(known_lines().order_by("-route_id"))
    shown, on = route_named(route, routes), day_named(day, today)
    tables = [line_timetable(route=shown, date=on, direction=direction) for direction in (0, 1)]
    context = {
        "alerts": shown_alerts(_alerts(shown, on)),
        "tag": tag,
        "now": now,
        "line": shown,
        "badge": badge(shown),
        "day": on,
        "directions": [_direction(table, on) for table in tables if table.columns],
        "borders": _borders(tables[0]),
        "line_links": [_link(one, on, one == shown) for one in routes],
        "days": [_day_choice(on, one) for one in _days_around(on, today)],
        "line_slug": slug(shown.route_id),
        "previous_url": timetable_url(shown, on - timedelta(days=1)),
        "next_url": timetable_url(shown, on + timedelta(days=1)),
        "poster_url": reverse("timetables:poster", args=[slug(shown.route_id)]),
        "diagram": line_diagram(shown, _order(tables), timezone.now()) if on == today else None,
        "edition": _edition(on),
        "printed_at": timezone.now(),
        "demonstration": any(column.demonstration for table in tables for column in table.columns),
    }
    return render(request, "timetables/timetable.html", context)


def train_url(dated_trip_id: int) -> str:
    """This function is the address of a train on its day."""
    return reverse("timetables:train", args=[dated_trip_id])


def _alerts(route: Route, day: date) -> list[Alert]:
    """This function lists the alerts that will hold on a line on a service date."""
    start = datetime.combine(day, time(), ZoneInfo(route.timezone))
    return alerts_for(now=max(timezone.now(), start), until=start + timedelta(days=1), routes=[route])


def timetable_url(route: Route, day: date) -> str:
    """This function is the address of a line's timetable on a date."""
    return reverse("timetables:timetable", args=[slug(route.route_id), day.isoformat()])


def _direction(table: LineTimetable, day: date) -> Direction:
    first, last = table.rows[0].stop, table.rows[-1].stop
    title = f"{first.name} – {last.name}"
    trains = [_train(column) for column in table.columns]
    return Direction(title, trains, table.rows, ticket_url(first, last, day))


def _order(tables: Sequence[LineTimetable]) -> list[Stop]:
    """Give the stops of a line from its Belarusian end."""
    from_belarus, to_belarus = ([row.stop for row in table.rows] for table in tables)
    return from_belarus if len(from_belarus) >= len(to_belarus) else to_belarus[::-1]


def _train(column: LineColumn) -> Train:
    days = _("daily") if len(column.weekdays) == 7 else weekday_names(column.weekdays)
    return Train(
        column.train_number,
        train_url(column.dated_trip_id) if column.dated_trip_id else "",
        days + "*" if column.on_holidays else days,
        len(column.weekdays) < 7,
        column.state == DatedTrip.State.CANCELLED,
        column.delay_s // 60,
    )


def _borders(table: LineTimetable) -> list[tuple[str, str]]:
    around = zip(table.rows, table.rows[1:], table.rows[2:], strict=False)
    return [(before.stop.name, after.stop.name) for before, at, after in around if at.is_border]


def _link(route: Route, day: date, is_current: bool) -> tuple[Badge, str, str, bool]:
    return badge(route), route.name, timetable_url(route, day), is_current


def _days_around(day: date, today: date) -> list[date]:
    first = today if today <= day < today + timedelta(days=DAYS_OFFERED) else day - timedelta(days=3)
    return [first + timedelta(days=number) for number in range(DAYS_OFFERED)]


def _day_choice(chosen: date, day: date) -> tuple[date, bool]:
    return day, day == chosen


def _edition(day: date) -> Timetable | None:
    in_force = Q(valid_until=None) | Q(valid_until__gt=day)
    editions = Timetable.objects.filter(in_force, state=Timetable.State.PUBLISHED, valid_from__lte=day)
    return editions.order_by("-valid_from").first()
