"""An edition's own pages: copied into a draft, its impact, published, merged with what was published, taken back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from railway.accounts.signed_in import signed_in
from timetables.admin.draft_facts import (
    edition_context,
    find_draft,
    find_edition,
    grid_url,
    read_day,
    read_facts,
    show_problems,
)
from timetables.admin.draft_grid import Facts, read_names
from timetables.admin.draft_words import Names, call_words, change_words, value_words
from timetables.admin.impact_words import (
    GROUP_WORDS,
    REMEDY_WORDS,
    fate_words,
    moved_words,
    stop_words,
    summary_words,
)
from timetables.models import Publication, Timetable
from timetables.operations.copy_edition import NameTaken, copy_edition
from timetables.operations.edit_draft import NotADraft, accept_warnings, set_validity
from timetables.operations.merge_published import (
    MergeConflicts,
    base_plan,
    is_behind,
    merge_published,
    present_plan,
)
from timetables.operations.publish_edition import (
    REMEDIES,
    BehindPublished,
    ProblemsLeft,
    Undecided,
    ValidityOver,
    foresee_publication,
    publish_edition,
)
from timetables.operations.revert_publication import (
    NothingToRevertTo,
    PublishedSince,
    RevertedAlready,
    last_publication,
    revert_publication,
)
from timetables.planning.differences import compare
from timetables.planning.merge import Conflict
from timetables.planning.plan import Call, Train

REASON_LENGTH = 300
WORD_LENGTH = 200


@require_http_methods(["GET", "POST"])
def copy_to_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """This function asks for name and first day of a draft, makes it, and leads to its grid."""
    edition = find_edition(request, pk, to_change=True)
    tomorrow = timezone.localdate() + timedelta(days=1)
    name = request.POST.get("name", "").strip()[:200]
    day, fault = read_day(request.POST.get("valid_from", "")), ""
    if request.method == "POST":
        fault = _fault_of_copy(name, day)
        if not fault and day:
            try:
                draft = copy_edition(
                    timetable=edition, name=name, valid_from=day, actor=signed_in(request), now=timezone.now()
                )
            except NameTaken:
                fault = _("Another edition has this name.")
            else:
                messages.success(request, _("The draft is made. Nobody notices it until it is published."))
                return redirect("admin:timetables_draft_first", draft.pk)
    context = edition_context(request, edition, _("Copy into a draft: %(name)s") % {"name": edition.name}) | {
        "name": name,
        "valid_from": day or tomorrow,
        "fault": fault,
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "admin/timetables/copy.html", context, status=422 if fault else 200)


def _fault_of_copy(name: str, day: Any) -> str:
    if not name:
        return _("Give the draft a name.")
    if day is None or day < timezone.localdate():
        return _("Choose today or a later day.")
    return ""


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a draft changes and what it does to what is sold. POST notes words for warnings, sets the first day, or
    publishes.

    This function answers 403 to publishing without the right to change editions.
    """
    draft = find_edition(request, pk, to_change=True)
    if draft.state != Timetable.State.DRAFT:
        messages.info(request, _("This edition is published already."))
        return redirect("admin:timetables_timetable_change", draft.pk)
    if request.method == "POST":
        done = _carry_out(request, draft)
        if done:
            return done
        draft.refresh_from_db()
    return _impact_page(request, draft)


def _carry_out(request: HttpRequest, draft: Timetable) -> HttpResponse | None:
    if "day" in request.POST:
        return _set_day(request, draft)
    words = {
        name[5:]: str(value).strip()[:WORD_LENGTH]
        for name, value in request.POST.items()
        if name.startswith("word-")
    }
    if words:
        same = request.POST.get("same_word", "").strip()[:WORD_LENGTH]
        words = {key: word or same for key, word in words.items()}
        accept_warnings(timetable=draft, words=words, actor=signed_in(request), now=timezone.now())
    if "publish" not in request.POST:
        return HttpResponseRedirect(request.path, status=303)
    if not request.user.has_perm("timetables.change_timetable"):
        raise PermissionDenied
    return _publish(request, draft)


def _set_day(request: HttpRequest, draft: Timetable) -> HttpResponse:
    day = read_day(request.POST.get("valid_from", ""))
    if day is None or day < timezone.localdate():
        messages.error(request, _("Choose today or a later day."))
    else:
        set_validity(timetable=draft, valid_from=day)
    return HttpResponseRedirect(request.path, status=303)


def _publish(request: HttpRequest, draft: Timetable) -> HttpResponse | None:
    """Publish; None after a refusal, whose reason is told."""
    chosen = {name[7:]: value for name, value in request.POST.items() if name.startswith("remedy-")}
    try:
        publication = publish_edition(
            timetable=draft,
            remedies={group: remedy for group, remedy in chosen.items() if remedy in REMEDIES},
            reason=request.POST.get("reason", "").strip()[:REASON_LENGTH],
            actor=signed_in(request),
            now=timezone.now(),
        )
    except (ValidityOver, ProblemsLeft, BehindPublished, Undecided, NotADraft) as refusal:
        messages.error(request, str(_refusal_words(refusal)))
        return None
    messages.success(request, _("Published. %(summary)s") % {"summary": summary_words(publication.summary)})
    return redirect("admin:timetables_timetable_change", draft.pk)


def _refusal_words(refusal: Exception) -> str:
    words = {
        ValidityOver: _("The first day is over. Choose today or a later day."),
        ProblemsLeft: _("There are errors, or warnings without a word."),
        BehindPublished: _("The published timetable was changed meanwhile. Bring its changes in first."),
        Undecided: _("Choose for each group what its passengers get."),
        NotADraft: _("The draft was published meanwhile."),
    }
    return words[type(refusal)]


def _impact_page(request: HttpRequest, draft: Timetable) -> HttpResponse:
    facts = read_facts(draft)
    foresight = foresee_publication(timetable=draft, now=timezone.now())
    problems = show_problems(facts)
    behind = is_behind(draft)
    over = draft.valid_from < timezone.localdate()
    errors = [one for one in problems if one.is_error]
    warnings = [one for one in problems if not one.is_error and not one.in_force]
    context = edition_context(request, draft, _("Impact of %(name)s") % {"name": draft.name}) | {
        "changes": _changes(facts, draft),
        "errors": errors,
        "warnings": warnings,
        "as_before": [one for one in problems if one.in_force and not one.is_error],
        "behind": behind,
        "over": over,
        "today": timezone.localdate(),
        "fates": fate_words(foresight.fates),
        "stops": stop_words(foresight.without_stop, facts.names.stops),
        "sold_as_before": foresight.sold_as_before,
        "groups": [
            {
                "group": touched.group,
                "words": GROUP_WORDS[touched.group],
                "moved": moved_words(touched),
                "touched": touched,
                "chosen": request.POST.get(f"remedy-{touched.group}", ""),
            }
            for touched in foresight.touched
        ],
        "remedies": REMEDY_WORDS,
        "reason": request.POST.get("reason", ""),
        "may_open_bookings": request.user.has_perm("bookings.view_booking"),
        "blocked": _blocked(behind, over, bool(errors)),
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/timetables/publish.html", context, status=status)


def _blocked(behind: bool, over: bool, errors: bool) -> str:
    if behind:
        return _("Bring in first what was published meanwhile.")
    if over:
        return _("Choose a first day that is not over.")
    return _("Errors stop the publication.") if errors else ""


def _changes(facts: Facts, draft: Timetable) -> list[dict[str, Any]]:
    return [
        {
            "train": change.train.name,
            "kind": change.kind,
            "line": facts.names.routes.get(change.train.route, change.train.route),
            "url": grid_url(draft, change.train.route, change.train.direction),
            "words": change_words(change, facts.names),
        }
        for change in compare(facts.present, facts.plan)
    ]


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """This function shows what was published since, asks whose value holds in each conflict, and brings it in."""
    draft = find_draft(request, pk)
    conflicts: list[Conflict] = []
    if request.method == "POST":
        choices = {name[5:]: str(value) for name, value in request.POST.items() if name.startswith("take-")}
        try:
            merge_published(timetable=draft, choices=choices, actor=signed_in(request), now=timezone.now())
        except MergeConflicts as refusal:
            conflicts = list(refusal.conflicts)
        else:
            messages.success(request, _("The published changes are in the draft now."))
            return redirect("admin:timetables_draft_first", draft.pk)
    names = read_names()
    context = edition_context(request, draft, _("Published meanwhile")) | {
        "changes": [
            {"train": change.train.name, "kind": change.kind, "words": change_words(change, names)}
            for change in compare(base_plan(draft), present_plan(draft))
        ],
        "conflicts": [_conflict(conflict, names) for conflict in conflicts],
        "back": reverse("admin:timetables_draft_first", args=[draft.pk]),
    }
    return TemplateResponse(request, "admin/timetables/merge.html", context, status=422 if conflicts else 200)


def _conflict(conflict: Conflict, names: Names) -> dict[str, str]:
    return {
        "key": conflict.key,
        "place": f"{conflict.trip_id}, {names.stops.get(conflict.cell, conflict.cell)}".rstrip(", "),
        "mine": _value(conflict.mine, names),
        "theirs": _value(conflict.theirs, names),
    }


def _value(value: Any, names: Names) -> str:
    if isinstance(value, Call):
        return call_words(value)
    if isinstance(value, Train):
        return _("runs, %(calendar)s") % {"calendar": value_words("calendar", value, names)}
    if value is None:
        return _("taken out")
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@require_http_methods(["GET", "POST"])
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    """This function asks once more, then takes a publication back."""
    if not request.user.has_perm("timetables.change_timetable"):
        raise PermissionDenied
    publication = get_object_or_404(Publication.objects.select_related("timetable", "published_by"), pk=pk)
    if request.method == "POST":
        return _revert(request, publication)
    if publication.reverted_at or last_publication(publication.timetable) != publication:
        raise Http404
    edition = publication.timetable
    earlier = Timetable.objects.filter(pk__in=publication.replaced)
    context = edition_context(request, edition, _("Take %(name)s back?") % {"name": edition.name}) | {
        "publication": publication,
        "earlier": earlier,
        "remedies": REMEDY_WORDS,
        "summary": summary_words(publication.summary),
    }
    return TemplateResponse(request, "admin/timetables/revert.html", context)


def _revert(request: HttpRequest, publication: Publication) -> HttpResponse:
    remedy = request.POST.get("remedy", "")
    refusals = {
        RevertedAlready: _("It was taken back already."),
        PublishedSince: _("Another edition was published since. Take that back first."),
        NothingToRevertTo: _("It replaced no edition, so there is nothing to go back to."),
    }
    try:
        done = revert_publication(
            publication=publication,
            actor=signed_in(request),
            now=timezone.now(),
            reason=request.POST.get("reason", "").strip()[:REASON_LENGTH],
            remedy=remedy if remedy in REMEDIES else REMEDIES[0],
        )
    except tuple(refusals) as refusal:
        messages.error(request, refusals[type(refusal)])
    else:
        said = summary_words(done.summary.get("reverted", {}))
        messages.success(
            request, _("The earlier timetable is in force again. %(summary)s") % {"summary": said}
        )
    return redirect("admin:timetables_timetable_change", publication.timetable_id)
