"""The grid's page in the admin: look, check, confirm, apply."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from railway.accounts.signed_in import signed_in
from timetables.admin.cells import MINUTE, write_cell
from timetables.admin.grid import Grid, GridColumn, cell_name, read_grid
from timetables.admin.grid_changes import edits_of, sum_up
from timetables.models import DatedTrip, Route, ScheduleChange, StopTime, Timetable, Trip
from timetables.operations.change_calls import EndMustStop
from timetables.operations.edit_trips import SeenOtherwise, edit_trips
from timetables.operations.retime import TimesRefused

DAYS_LINKED = 5
BUTTONS_THAT_SAVE = frozenset({"save", "confirm"})


@permission_required("timetables.view_trip", raise_exception=True)
def first_grid(request: HttpRequest) -> HttpResponse:
    """This function leads to the grid of the first line."""
    route = Route.objects.order_by("route_id").first()
    if route is None:
        raise Http404
    return redirect("admin:timetables_grid", route.route_id, 0)


@require_http_methods(["GET", "POST"])
@permission_required("timetables.view_trip", raise_exception=True)
def edit_grid(request: HttpRequest, route_id: str, direction: int) -> HttpResponse:
    """Show a line's grid. POST checks what was typed; "save" asks for confirmation, "confirm" applies it.

    This function answers 403 to a POST without the right to change trips and 404 for a line that is not there.
    """
    route = get_object_or_404(Route, route_id=route_id)
    if direction not in Trip.Direction.values:
        raise Http404
    if request.method == "GET":
        return _page(request, read_grid(route=route, direction=direction, typed={}))
    if not request.user.has_perm("timetables.change_trip"):
        raise PermissionDenied
    grid = read_grid(route=route, direction=direction, typed=_typed(request, route, direction))
    stale = request.POST.get("version") != grid.version
    if BUTTONS_THAT_SAVE.isdisjoint(request.POST) or stale or grid.errors or not grid.changed_columns:
        return _page(request, grid, stale=stale)
    return _apply(request, grid) if "confirm" in request.POST else _ask(request, grid)


def _apply(request: HttpRequest, grid: Grid) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:300]
    try:
        changes = edit_trips(
            edits=edits_of(grid),
            actor=signed_in(request),
            now=timezone.now(),
            reason=reason,
        )
    except SeenOtherwise:
        again = read_grid(route=grid.route, direction=grid.direction, typed=_touched(request))
        return _page(request, again, stale=True)
    except (TimesRefused, EndMustStop) as refusal:
        messages.error(request, str(refusal) or _("A train calls at its first and last stop."))
        return _page(request, grid)
    messages.success(request, _told(changes))
    return HttpResponseRedirect(request.path, status=303)


def _told(changes: Sequence[ScheduleChange]) -> SafeString:
    """Say how many trains follow, with links to the next of them."""
    moved = {change.dated_trip_id for change in changes}
    count = ngettext(
        "Saved. %(count)s train of coming days follows, and its passengers are told.",
        "Saved. %(count)s trains of coming days follow, and their passengers are told.",
        len(moved),
    ) % {"count": len(moved)}
    coming = (
        DatedTrip.objects.filter(pk__in=moved).select_related("trip").order_by("departs_at")[:DAYS_LINKED]
    )
    links = [(reverse("admin:timetables_datedtrip_change", args=[one.pk]), one) for one in coming]
    return format_html("{} {}", count, format_html_join(" · ", '<a href="{}">{}</a>', links))


def _ask(request: HttpRequest, grid: Grid) -> HttpResponse:
    context = _context(request, grid) | {
        "changes": sum_up(grid=grid, now=timezone.now()),
        "may_open_bookings": request.user.has_perm("bookings.view_booking"),
    }
    return TemplateResponse(request, "admin/timetables/grid_confirm.html", context)


def _typed(request: HttpRequest, route: Route, direction: int) -> dict[str, str]:
    """The touched cells; a −5 or +5 button types new times into all cells of its train."""
    typed = _touched(request)
    train, sign, minutes = _pressed_shift(request)
    if not sign:
        return typed
    grid = read_grid(route=route, direction=direction, typed=typed)
    column = next((column for column in grid.columns if str(column.trip.pk) == train), None)
    return typed | (_move(column, minutes if sign == "+" else -minutes) if column else {})


def _touched(request: HttpRequest) -> dict[str, str]:
    """Only cells that differ from what the page had shown: the rest is nobody's wish, and may be newer by now."""
    try:
        shown = dict(json.loads(request.POST.get("shown", "")))
    except (ValueError, TypeError):
        shown = {}
    cells = {name: str(value) for name, value in request.POST.items() if name.startswith("c-")}
    return {name: value for name, value in cells.items() if value.strip() != shown.get(name)}


def _pressed_shift(request: HttpRequest) -> tuple[str, str, int]:
    pressed = request.POST.get("shift", "")
    for sign in "+-":
        train, found, minutes = pressed.partition(sign)
        if found and train.isdecimal() and minutes.isdecimal():
            return train, sign, int(minutes)
    return "", "", 0


def _move(column: GridColumn, minutes: int) -> dict[str, str]:
    return {
        cell_name(column.trip, stop.sequence): write_cell(
            stop.arrival + minutes * MINUTE, stop.departure + minutes * MINUTE
        )
        for stop in column.result.stops
        if not stop.passes and stop.arrival + minutes * MINUTE >= 0
    }


def _page(request: HttpRequest, grid: Grid, *, stale: bool = False) -> TemplateResponse:
    context = _context(request, grid) | {
        "stale": stale,
        "routes": Route.objects.all(),
        "directions": _directions(grid),
        "last_change": _last_change(grid),
        "in_force": _in_force(grid),
        "drafts": Timetable.objects.filter(state=Timetable.State.DRAFT).order_by("name"),
    }
    refused = request.method == "POST" and bool(grid.errors or stale)
    status = 422 if refused and not BUTTONS_THAT_SAVE.isdisjoint(request.POST) else 200
    return TemplateResponse(request, "admin/timetables/grid.html", context, status=status)


def _context(request: HttpRequest, grid: Grid) -> dict[str, Any]:
    direction = Trip.Direction(grid.direction).label
    return admin.site.each_context(request) | {
        "title": f"{grid.route}, {direction}",
        "opts": Trip._meta,
        "grid": grid,
        "may_change": request.user.has_perm("timetables.change_trip"),
    }


def _last_change(grid: Grid) -> Any:
    """The latest row in the history of the stop times: when and by whom."""
    trips = [column.trip.pk for column in grid.columns]
    kept = StopTime.history.filter(trip_id__in=trips).select_related("history_user")
    return kept.order_by("-history_date").first()


def _in_force(grid: Grid) -> Timetable | None:
    """The edition whose trains the grid shows."""
    return Timetable.objects.filter(trips__in=[column.trip.pk for column in grid.columns]).first()


def _directions(grid: Grid) -> list[dict[str, Any]]:
    return [
        {
            "label": direction.label,
            "url": reverse("admin:timetables_grid", args=[grid.route.route_id, direction.value]),
            "current": direction.value == grid.direction,
        }
        for direction in Trip.Direction
    ]
