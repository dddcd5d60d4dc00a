"""A line's timetable for a season, to hang on a wall: a page, and the same sheet as PDF."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from railway.lib.template_words import day_and_month, language
from timetables.models import Route
from timetables.queries.network import lines
from timetables.queries.poster import editions_of, line_poster, make_sheet, published_period, season_of
from timetables.web.find import day_named, route_named
from timetables.web.looks import badge, slug
from timetables.web.poster_document import poster_document, set_poster
from timetables.web.poster_page import Poster, make_poster

LONGEST_SHEET = timedelta(days=400)

Period = tuple[date, date]


@dataclass(frozen=True)
class Choice:
    """A year, or the season of one, that can be printed."""

    label: str
    url: str
    is_current: bool


@require_safe
def poster(request: HttpRequest, route: str) -> HttpResponse:
    """This function shows a line's timetable of a year or of named dates, both directions, with its footnotes."""
    routes = list(lines().order_by("-route_id"))
    line = route_named(route, routes)
    period = published_period(line)
    dates = _dates(request, period)
    pdf = reverse("timetables:poster_pdf", args=[slug(line.route_id)])
    context = {
        "line": line,
        "badge": badge(line),
        "poster": _make(line, dates),
        "years": _years(line, period, dates),
        "line_links": [(badge(one), one.name, poster_url(one), one == line) for one in routes],
        "pdf_url": f"{pdf}?{_query(dates)}",
        "day_url": reverse("timetables:timetable", args=[slug(line.route_id), str(timezone.localdate())]),
    }
    return render(request, "timetables/poster.html", context)


@require_safe
@cache_control(public=True, max_age=600)
def poster_pdf(request: HttpRequest, route: str) -> HttpResponse:
    """This function gives the poster as a tagged PDF; `paper` may ask for a4 or a3."""
    line = route_named(route, list(lines()))
    first, last = dates = _dates(request, published_period(line))
    made = _make(line, dates)
    if not made.directions:
        raise Http404
    document = poster_document(made, line, paper=request.GET.get("paper", ""), today=timezone.localdate())
    answer = HttpResponse(set_poster(document), content_type="application/pdf")
    name = f"{slug(line.route_id)}-{first}-{last}-{language()}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def poster_url(route: Route) -> str:
    """This function is the address of a line's poster of this year."""
    return reverse("timetables:poster", args=[slug(route.route_id)])


def _make(line: Route, dates: Period) -> Poster:
    sheet = make_sheet(*dates)
    return make_poster(line, sheet, line_poster(route=line, sheet=sheet), editions_of(line, sheet))


def _dates(request: HttpRequest, period: Period | None) -> Period:
    """Read the dates to print, by default this year's as far as the timetable is published; else raise Http404."""
    today = timezone.localdate()
    if "from" in request.GET or "to" in request.GET:
        first, last = (day_named(request.GET.get(name, ""), today) for name in ("from", "to"))
        if not timedelta() <= last - first <= LONGEST_SHEET:
            raise Http404
        return first, last
    if period is None:
        return _whole_year(today.year)
    return _year(min(max(today.year, period[0].year), period[1].year), period)


def _years(line: Route, period: Period | None, dates: Period) -> list[Choice]:
    if period is None:
        return []
    today = timezone.localdate()
    first = max(period[0].year, today.year - 1)
    last = min(period[1].year, today.year + 2)
    years = [_year(year, period) for year in range(first, last + 1)]
    choices = [_choice(line, str(year[0].year), year, dates) for year in years]
    if season := season_of(line, dates[0].year):
        first_day, last_day = max(season[0], period[0]), min(season[1], period[1])
        if first_day <= last_day:
            label = f"{day_and_month(first_day)} – {day_and_month(last_day)} {first_day.year}"
            choices.append(_choice(line, label, (first_day, last_day), dates))
    return choices


def _choice(line: Route, label: str, shown: Period, dates: Period) -> Choice:
    return Choice(label, f"{poster_url(line)}?{_query(shown)}", shown == dates)


def _year(year: int, period: Period) -> Period:
    first, last = _whole_year(year)
    return max(first, period[0]), min(last, period[1])


def _whole_year(year: int) -> Period:
    return date(year, 1, 1), date(year, 12, 31)


def _query(dates: Period) -> str:
    return urlencode({"from": dates[0].isoformat(), "to": dates[1].isoformat()})
