"""The year of all calendars: which days each runs and why; days that run as another are entered a year at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from railway.lib.template_words import day as write_day
from railway.lib.template_words import language
from railway.lib.wording import WEEKDAYS
from timetables.admin.applying import apply_and_tell
from timetables.admin.sold import Sold, count_sold
from timetables.admin.substitute_text import TypedDays, read_substitutes
from timetables.admin.year_planner import plan_year, reason_words, weekday_heads
from timetables.models import Calendar, SubstituteDay
from timetables.models.calendar import COUNTRIES
from timetables.operations.apply_calendar import CalendarPlan
from timetables.operations.substitute_days import (
    ProposedDay,
    foresee_substitute_days,
    propose_substitute_days,
    set_substitute_days,
)
from timetables.service_days import Reason

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_TEXT = 5000
LONGEST_NOTE = 200


@dataclass(frozen=True)
class Wish:
    """What an operator typed and ticked."""

    text: str
    ticked: list[str]
    calendars: list[Calendar]
    note: str
    typed: TypedDays


@dataclass(frozen=True)
class Foreseen:
    """What the days typed would do to trains of coming days, and to what is sold for them."""

    plan: CalendarPlan
    sold: Sold | None


@permission_required("timetables.view_calendar", raise_exception=True)
def this_year(request: HttpRequest) -> HttpResponse:
    """This function leads to the current year."""
    return redirect("admin:timetables_calendar_year", timezone.localdate().year)


@require_http_methods(["GET", "POST"])
@permission_required("timetables.view_calendar", raise_exception=True)
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year of all calendars. POST looks at days that shall run as another; "confirm" enters those seen.

    This function answers 403 to a POST without the right to add such days, and 404 for a year of another age.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    if request.method == "GET":
        return _page(request, year, None)
    if not request.user.has_perm("timetables.add_substituteday"):
        raise PermissionDenied
    wish = _wish(request, year)
    is_seen = request.POST.get("seen") == _seen(wish)
    if "confirm" in request.POST and is_seen and wish.typed.days and not wish.typed.unclear:
        return _enter(request, year, wish)
    return _page(request, year, wish)


def _enter(request: HttpRequest, year: int, wish: Wish) -> HttpResponse:
    with transaction.atomic():
        written = set_substitute_days(days=wish.typed.days, calendars=wish.calendars, note=wish.note)
        apply_and_tell(admin.site.get_model_admin(SubstituteDay), request, asked=True)
    said = ngettext("%(count)s day entered.", "%(count)s days entered.", len(written))
    messages.success(request, said % {"count": len(written)})
    return redirect("admin:timetables_calendar_year", year)


def _wish(request: HttpRequest, year: int) -> Wish:
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    ticked = request.POST.getlist("proposed")
    chosen = [key for key in request.POST.getlist("calendar") if key.isdecimal() and len(key) < 18]
    offered = {_code(one) for one in propose_substitute_days(year)}
    pieces = [text, *(code for code in ticked if code in offered)]
    note = request.POST.get("note", "").strip()[:LONGEST_NOTE]
    calendars = list(Calendar.objects.filter(pk__in=chosen))
    return Wish(text, ticked, calendars, note, read_substitutes("\n".join(pieces), year))


def _seen(wish: Wish | None) -> str:
    """Name what the page has foreseen: days typed anew since then are looked at again before they are entered."""
    if wish is None:
        return ""
    days = (f"{day}={weekday}" for day, weekday in sorted(wish.typed.days.items()))
    return " ".join([*days, *sorted(calendar.service_id for calendar in wish.calendars)])


def _code(proposed: ProposedDay) -> str:
    return f"{proposed.date} {proposed.as_weekday}"


def _page(request: HttpRequest, year: int, wish: Wish | None) -> HttpResponse:
    calendars = list(Calendar.objects.order_by("service_id"))
    chosen = {calendar.pk for calendar in wish.calendars} if wish else set()
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("Calendars in %(year)s") % {"year": year},
        "opts": Calendar._meta,
        "year": year,
        "planners": plan_year(calendars, year),
        "heads": weekday_heads(),
        "legend": [(reason.word, "on" if reason.runs else "off", reason_words(reason)) for reason in Reason],
        "entered": _entered(year),
        "proposed": _proposed(year, wish),
        "calendars": [(calendar, calendar.pk in chosen) for calendar in calendars],
        "wish": wish,
        "typed": [(day, write_day(day), _weekday_name(number)) for day, number in _typed(wish)],
        "foreseen": _foresee(wish),
        "seen": _seen(wish),
        "may_add": request.user.has_perm("timetables.add_substituteday"),
        "may_open_bookings": request.user.has_perm("bookings.view_booking"),
    }
    return TemplateResponse(request, "admin/timetables/calendar_year.html", context)


def _typed(wish: Wish | None) -> list[tuple[date, int]]:
    return sorted(wish.typed.days.items()) if wish else []


def _weekday_name(number: int) -> str:
    return str(SubstituteDay.Weekday(number).label)


def _foresee(wish: Wish | None) -> Foreseen | None:
    if wish is None or not wish.typed.days or wish.typed.unclear:
        return None
    plan = foresee_substitute_days(days=wish.typed.days, calendars=wish.calendars, now=timezone.now())
    return Foreseen(plan, count_sold([train.pk for train in plan.gone]) if plan.gone else None)


def _entered(year: int) -> list[tuple[SubstituteDay, str, str]]:
    rows = SubstituteDay.objects.filter(date__year=year).select_related("calendar")
    return [(row, write_day(row.date), _weekday_name(row.as_weekday)) for row in rows]


def _proposed(year: int, wish: Wish | None) -> list[tuple[str, str, bool]]:
    """List what the governments' lists propose and nobody entered for all calendars yet."""
    entered = set(
        SubstituteDay.objects.filter(calendar=None, date__year=year).values_list("date", "as_weekday")
    )
    names = dict(COUNTRIES)
    ticked = set(wish.ticked) if wish else set()
    return [
        (
            _code(one),
            _("%(day)s as on %(weekday)s (%(country)s)")
            % {
                "day": write_day(one.date),
                "weekday": WEEKDAYS[language()][one.as_weekday - 1],
                "country": names[one.country],
            },
            _code(one) in ticked,
        )
        for one in propose_substitute_days(year)
        if (one.date, one.as_weekday) not in entered
    ]
