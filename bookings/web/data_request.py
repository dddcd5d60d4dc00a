"""The page that the link in the letter leads to: the copy of one's data, or what an erasure does before it is done."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bookings.models import PrivacyRequest
from bookings.operations.answer_request import AlreadyAnswered, carry_out
from bookings.operations.erase_person import plan_erasure
from bookings.privacy import rules_in_force
from bookings.queries.held_data import as_json, held_about
from bookings.queries.whose_data import Scope, scope_of
from bookings.web.data_doors import of_request
from railway.lib.see_other import see_other

Kind, State = PrivacyRequest.Kind, PrivacyRequest.State


@require_http_methods(["GET", "HEAD", "POST"])
@of_request
def data_request(request: HttpRequest, asked: PrivacyRequest) -> HttpResponse:
    """This function shows the copy of the data, or what erasing would do, and carries it out when confirmed.

    A link that a mail program opens by itself does nothing: the confirmation is a post.
    """
    now = timezone.now()
    if request.method == "POST":
        _carry_out(asked, now)
        return see_other(reverse("bookings:data_request", args=[asked.uuid]))
    if asked.kind == Kind.EXPORT and _is_ready(asked, now):
        return render(request, "bookings/data_copy.html", {"asked": asked} | _copy(asked, now))
    if asked.kind == Kind.ERASURE and asked.state in {State.ASKED, State.OPEN, State.CHECKING}:
        plan = plan_erasure(request=asked, now=now)
        return render(request, "bookings/data_erasure.html", {"asked": asked, "plan": plan})
    return render(request, "bookings/data_answer.html", {"asked": asked, "days": settings.COPY_KEPT_DAYS})


@require_safe
@of_request
def data_copy(request: HttpRequest, asked: PrivacyRequest) -> HttpResponse:
    """This function gives the copy for machines, as JSON. Raises Http404 when there is none, or none any longer."""
    now = timezone.now()
    if asked.kind != Kind.EXPORT or not _is_ready(asked, now):
        raise Http404
    body = json.dumps(copy_document(asked, now), ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="data-{asked.booking.shown_reference}.json"'
    return answer


def copy_document(asked: PrivacyRequest, now: datetime) -> dict[str, Any]:
    """This function makes the machine readable copy: rows by table, and for how long each kind of data is kept."""
    rules = rules_in_force(timezone.localdate(now))
    return {
        "made_at": now.isoformat(),
        "address": asked.email,
        "law": asked.law,
        "data": as_json(_tables(asked, _scope(asked))),
        "kept_days": {rule.code: {"days": rule.days, "since": str(rule.kind.since)} for rule in rules},
    }


def _carry_out(asked: PrivacyRequest, now: datetime) -> None:
    try:
        carry_out(request=asked, now=now)
    except AlreadyAnswered:
        return


def _is_ready(asked: PrivacyRequest, now: datetime) -> bool:
    until = timedelta(days=settings.COPY_KEPT_DAYS)
    return asked.state == State.DONE and asked.done_at is not None and now < asked.done_at + until


def _copy(asked: PrivacyRequest, now: datetime) -> dict[str, Any]:
    until = (asked.done_at or now) + timedelta(days=settings.COPY_KEPT_DAYS)
    scope = _scope(asked)
    return {
        "tables": _tables(asked, scope),
        "until": until,
        "rules": rules_in_force(timezone.localdate(now)),
        "others": [each.shown_reference for each in scope.others]
        + [each.shown_reference for each in scope.other_seasons],
    }


def _scope(asked: PrivacyRequest) -> Scope:
    return scope_of(email=asked.email, booking=asked.booking, reads_address=asked.by_address)


def _tables(asked: PrivacyRequest, scope: Scope) -> Any:
    with_numbers = asked.proof == PrivacyRequest.Proof.CLERK
    email = asked.email if asked.by_address else ""
    return held_about(email=email, scope=scope, with_numbers=with_numbers)
