"""The grid of a draft: look, type, save a step, take steps back."""

import json

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from railway.accounts.signed_in import signed_in
from timetables.admin.draft_facts import (
    edition_context,
    find_edition,
    find_line,
    grid_url,
    read_facts,
    show_problems,
)
from timetables.admin.draft_grid import DraftGrid, Facts, Wish, read_draft_grid
from timetables.models import DraftStep, Route, Timetable, Trip
from timetables.operations.edit_draft import NotADraft, NothingToDo, edit_draft, redo_step, undo_step
from timetables.operations.edit_trips import SeenOtherwise
from timetables.operations.merge_published import is_behind

STEPS_SHOWN = 12
WRITES = frozenset({"save", "undo", "redo"})


@require_GET
def first_draft_grid(request: HttpRequest, pk: int) -> HttpResponse:
    """This function leads to the first line of an edition."""
    edition = find_edition(request, pk)
    first = Route.objects.filter(trips__timetable=edition).order_by("route_id").first()
    route = first or Route.objects.order_by("route_id").first()
    if route is None:
        messages.warning(request, _("There is no line yet."))
        return redirect("admin:timetables_timetable_changelist")
    return redirect(grid_url(edition, route.route_id, 0))


@require_http_methods(["GET", "POST"])
def draft_grid(request: HttpRequest, pk: int, route_id: str, direction: int) -> HttpResponse:
    """Show a line of an edition. POST saves what was typed into a draft, or takes a step back or does it again.

    Cells that nobody else touched are merged silently; where somebody else wrote into the same cell both values are
    shown, and nothing is saved until one is chosen. This function answers 403 without the right to change trips.
    """
    route = find_line(route_id, direction)
    edition = find_edition(request, pk, to_change=request.method == "POST")
    if request.method == "POST" and edition.state == Timetable.State.DRAFT:
        return _write(request, edition, route, direction)
    if request.method == "POST":
        return _published_meanwhile(request)
    if "state" in request.GET:
        return JsonResponse({"state": _state(edition), "by": _last_hand(edition)})
    facts = read_facts(edition)
    return _page(request, facts, read_draft_grid(facts, route=route, direction=direction))


def _state(edition: Timetable) -> str:
    """What an open page asks for again and again: other than before means that somebody saved."""
    steps = edition.steps.aggregate(last=Max("number"), undone=Count("pk", filter=Q(undone=True)))
    return f"{edition.state}-{steps['last'] or 0}-{steps['undone']}"


def _last_hand(edition: Timetable) -> str:
    step = edition.steps.select_related("made_by").order_by("-number").first()
    return str(step.made_by or "–") if step else "–"


def _write(
    request: HttpRequest, draft: Timetable, route: Route, direction: int, tries: int = 3
) -> HttpResponse:
    facts = read_facts(draft)
    grid = read_draft_grid(facts, route=route, direction=direction, wish=_wish(request))
    if WRITES.isdisjoint(request.POST) or grid.faults or grid.conflicts or grid.lost:
        return _page(request, facts, grid)
    try:
        _save(request, draft, grid)
    except SeenOtherwise:  # somebody saved in this very moment: what was typed is weighed again
        if tries > 1:
            return _write(request, draft, route, direction, tries - 1)
        messages.error(request, _("Several people are saving at once. Save again."))
        return _page(request, facts, grid)
    except NotADraft:
        return _published_meanwhile(request)
    _turn(request, draft)
    return HttpResponseRedirect(request.path, status=303)


def _published_meanwhile(request: HttpRequest) -> HttpResponse:
    """Say so, with what was typed: it can be typed into the next draft."""
    typed = ", ".join(text for text in _wish(request).touched.values() if text.strip())
    words = _("The draft was published meanwhile. What you typed is not in it: %(typed)s")
    messages.error(request, words % {"typed": typed} if typed else _("The draft was published meanwhile."))
    return HttpResponseRedirect(request.path, status=303)


def _save(request: HttpRequest, draft: Timetable, grid: DraftGrid) -> None:
    if not grid.changed:
        return
    step = edit_draft(
        timetable=draft,
        seen={name: grid.saved.get(name) for name in grid.changed},
        trains=grid.changed,
        kind=DraftStep.Kind.TIMES,
        actor=signed_in(request),
        now=timezone.now(),
    )
    if step:
        messages.success(request, _("Saved in the draft: %(trains)s.") % {"trains": step.subject})


def _turn(request: HttpRequest, draft: Timetable) -> None:
    """Take a step back or do it again; what was typed is a step by now, so that it can come back."""
    try:
        if "undo" in request.POST:
            step = undo_step(timetable=draft)
            messages.success(request, _("Taken back: %(step)s.") % {"step": step_words(step)})
        elif "redo" in request.POST:
            step = redo_step(timetable=draft)
            messages.success(request, _("Done again: %(step)s.") % {"step": step_words(step)})
    except NothingToDo:
        messages.warning(request, _("There is no step to take back or to do again."))


def step_words(step: DraftStep) -> str:
    """This function names a step: what was done to which trains."""
    return f"{step.get_kind_display()}, {step.subject}" if step.subject else step.get_kind_display()


def _wish(request: HttpRequest) -> Wish:
    try:
        shown = {name: str(text) for name, text in dict(json.loads(request.POST.get("shown", ""))).items()}
    except (ValueError, TypeError):
        shown = {}
    cells = {name: str(value) for name, value in request.POST.items() if name.startswith("c-")}
    touched = {name: value for name, value in cells.items() if value.strip() != shown.get(name, "")}
    taken = {name[5:]: str(value) for name, value in request.POST.items() if name.startswith("take-")}
    return Wish(touched | _shifted(request), shown, taken)


def _shifted(request: HttpRequest) -> dict[str, str]:
    """A −5 or +5 button types a shift into the first cell of its train, for those without a script."""
    pressed = request.POST.get("shift", "")
    name, _sign, minutes = pressed.rpartition(":")
    return {name: minutes} if name.startswith("c-") and minutes[:1] in "+-" else {}


def _page(request: HttpRequest, facts: Facts, grid: DraftGrid) -> TemplateResponse:
    edition = facts.timetable
    direction = Trip.Direction(grid.direction).label
    steps = list(edition.steps.select_related("made_by").order_by("-number")[:STEPS_SHOWN])
    context = edition_context(request, edition, f"{edition.name}: {grid.route}, {direction}") | {
        "grid": grid,
        "routes": [
            {"name": route.name, "url": grid_url(edition, route.route_id, 0), "current": route == grid.route}
            for route in Route.objects.all()
        ],
        "directions": [
            {
                "label": one.label,
                "url": grid_url(edition, grid.route.route_id, one.value),
                "current": one.value == grid.direction,
            }
            for one in Trip.Direction
        ],
        "problems": show_problems(facts),
        "steps": steps,
        "state": _state(edition),
        "last": next((step for step in steps if not step.undone), None),
        "next": next((step for step in reversed(steps) if step.undone), None),
        "behind": edition.state == Timetable.State.DRAFT and is_behind(edition),
        "add_url": reverse(
            "admin:timetables_draft_add", args=[edition.pk, grid.route.route_id, grid.direction]
        ),
        "paste_url": reverse(
            "admin:timetables_draft_paste", args=[edition.pk, grid.route.route_id, grid.direction]
        ),
    }
    refused = request.method == "POST" and bool(grid.faults or grid.conflicts or grid.lost)
    return TemplateResponse(request, "admin/timetables/draft.html", context, status=422 if refused else 200)
