"""What the pages of a draft need: which draft, who may work on it, its plan with its problems."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timetables.admin.draft_grid import Facts, read_names
from timetables.admin.draft_words import Names, problem_words
from timetables.models import Route, Timetable, Trip
from timetables.operations.merge_published import present_plan
from timetables.planning.checks import Problem
from timetables.planning.plan import Plan
from timetables.queries.draft_checks import check_draft
from timetables.queries.editions import accepted_in
from timetables.queries.plans import read_plan


def find_edition(request: HttpRequest, pk: int, *, to_change: bool = False) -> Timetable:
    """This function finds an edition for somebody who may see trips. Raises Http404 and PermissionDenied."""
    rights = ["timetables.view_trip", *(["timetables.change_trip"] if to_change else [])]
    if not request.user.has_perms(rights):
        raise PermissionDenied
    return get_object_or_404(Timetable.objects.select_related("based_on"), pk=pk)


def find_draft(request: HttpRequest, pk: int) -> Timetable:
    """This function finds a draft for somebody who may change it. Raises Http404 for what is not a draft."""
    edition = find_edition(request, pk, to_change=True)
    if edition.state != Timetable.State.DRAFT:
        raise Http404
    return edition


def find_line(route_id: str, direction: int) -> Route:
    """This function finds a line in a direction that there is. Raises Http404."""
    if direction not in Trip.Direction.values:
        raise Http404
    return get_object_or_404(Route, route_id=route_id)


def read_facts(edition: Timetable) -> Facts:
    """This function reads an edition's plan, the one it is compared with, and its problems while it is a draft."""
    plan, names = read_plan(edition), read_names()
    if edition.state != Timetable.State.DRAFT:
        return Facts(edition, plan, plan, (), names)
    checked = check_draft(edition, plan, now=timezone.now())
    return Facts(edition, plan, present_plan(edition), checked.problems, names, checked.in_force)


def grid_url(edition: Timetable, route: str, direction: int) -> str:
    """This function is the address of a line's grid in an edition."""
    return reverse("admin:timetables_draft_grid", args=[edition.pk, route, direction])


def edition_context(request: HttpRequest, edition: Timetable, title: str) -> dict[str, Any]:
    """This function gives every page of an edition its frame."""
    is_draft = edition.state == Timetable.State.DRAFT
    return admin.site.each_context(request) | {
        "title": title,
        "edition": edition,
        "opts": Timetable._meta,
        "is_draft": is_draft,
        "may_change": is_draft and request.user.has_perm("timetables.change_trip"),
        "may_publish": is_draft and request.user.has_perm("timetables.change_timetable"),
    }


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem as a page lists it: which train and stop, in words, with the place in the grid."""

    key: str
    is_error: bool
    place: str
    text: str
    url: str
    word: str = ""
    in_force: bool = False


def show_problems(facts: Facts) -> list[ShownProblem]:
    """This function writes a draft's problems for a list, errors first; `word` is what a warning was accepted with."""
    edition, plan, names = facts.timetable, facts.plan, facts.names
    accepted = accepted_in(edition)
    return [
        ShownProblem(
            problem.key,
            problem.is_error,
            _place(problem, plan, names),
            problem_words(problem, names),
            _url(problem, edition, plan),
            accepted.get(problem.key, {}).get("word", ""),
            problem.key in facts.in_force,
        )
        for problem in facts.problems
    ]


def _place(problem: Problem, plan: Plan, names: Names) -> str:
    if not problem.trip_id:
        return ""
    train = _("train %(number)s") % {"number": plan[problem.trip_id].name}
    return f"{train}, {names.stops.get(problem.stop, problem.stop)}" if problem.stop else train


def _url(problem: Problem, edition: Timetable, plan: Plan) -> str:
    train = plan.get(problem.trip_id)
    if train is None:
        return grid_url(edition, problem.facts.get("route", ""), problem.facts.get("direction", 0))
    return grid_url(edition, train.route, train.direction)


def read_day(text: str) -> date | None:
    """This function reads a day of a date field, None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
