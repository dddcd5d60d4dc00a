"""The grid's page in the admin: look, check, apply."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from timetables.admin.cells import write_cell
from timetables.admin.grid import Grid, GridColumn, apply_grid, cell_name, read_grid
from timetables.models import Route, Trip
from timetables.operations.change_calls import EndMustStop
from timetables.operations.retime import TimesRefused


@require_http_methods(["GET", "POST"])
@permission_required("timetables.view_trip", raise_exception=True)
def edit_grid(request: HttpRequest, route_id: str, direction: int) -> HttpResponse:
    """Show a line's grid; POST checks what was typed and, on "save", applies it.

    This function answers 403 to a POST without the right to change trips and 404 for a line that is not there.
    """
    route = get_object_or_404(Route, route_id=route_id)
    typed = {name: value for name, value in request.POST.items() if name.startswith("c-")}
    grid = read_grid(route=route, direction=direction, typed=_shifted(request, typed, route, direction))
    if request.method == "POST" and "save" in request.POST:
        return _save(request, grid)
    return _page(request, grid, stale=_is_stale(request, grid))


def _save(request: HttpRequest, grid: Grid) -> HttpResponse:
    if not request.user.has_perm("timetables.change_trip"):
        return HttpResponse(status=403)
    if grid.errors or _is_stale(request, grid) or not grid.changed_columns:
        return _page(request, grid, stale=_is_stale(request, grid))
    try:
        count = apply_grid(grid=grid, actor=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    except (TimesRefused, EndMustStop) as refusal:
        messages.error(request, str(refusal) or _("A train calls at its first and last stop."))
        return _page(request, grid, stale=False)
    told = ngettext("%(count)s train of a day moved.", "%(count)s trains of their days moved.", count)
    messages.success(
        request, told % {"count": count} + " " + _("Passengers concerned are told within a minute.")
    )
    return HttpResponseRedirect(request.path, status=303)


def _shifted(request: HttpRequest, typed: dict[str, str], route: Route, direction: int) -> dict[str, str]:
    """A −5 or +5 button types a shift into the first cell of its train."""
    trip_pk, sign, minutes = request.POST.get("shift", "").partition("+")
    if not sign:
        trip_pk, sign, minutes = request.POST.get("shift", "").partition("-")
    if not (trip_pk.isdecimal() and minutes.isdecimal()):
        return typed
    trip = Trip.objects.filter(pk=trip_pk, route=route, direction_id=direction).first()
    grid = read_grid(route=route, direction=direction, typed=typed)
    column = next((column for column in grid.columns if trip and column.trip.pk == trip.pk), None)
    return typed | (_move(column, int(minutes) * (60 if sign == "+" else -60)) if column else {})


def _move(column: GridColumn, seconds: int) -> dict[str, str]:
    return {
        cell_name(column.trip, stop.sequence): write_cell(stop.arrival + seconds, stop.departure + seconds)
        for stop in column.result.stops
        if not stop.passes and stop.arrival + seconds >= 0
    }


def _is_stale(request: HttpRequest, grid: Grid) -> bool:
    return request.method == "POST" and request.POST.get("version") != grid.version


def _page(request: HttpRequest, grid: Grid, *, stale: bool) -> TemplateResponse:
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": f"{grid.route}, {Trip.Direction(grid.direction).label}",
        "grid": grid,
        "stale": stale,
        "may_change": request.user.has_perm("timetables.change_trip"),
        "directions": _directions(grid),
        "routes": Route.objects.all(),
    }
    status = 422 if request.method == "POST" and (grid.errors or stale) and "save" in request.POST else 200
    return TemplateResponse(request, "admin/timetables/grid.html", context, status=status)


def _directions(grid: Grid) -> list[dict[str, Any]]:
    return [
        {
            "label": direction.label,
            "url": reverse("admin:timetables_grid", args=[grid.route.route_id, direction.value]),
            "current": direction.value == grid.direction,
        }
        for direction in Trip.Direction
    ]
