"""The page on which a clerk or an inspector says that they have seen the document of a benefit."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods

from bookings.models import Booking, Passenger, ProofSeen, SeasonTicket
from bookings.operations.check_proofs import latest_until
from bookings.operations.record_proof_seen import (
    ProofRefused,
    record_proof_seen,
    record_season_proof_seen,
)
from bookings.proofs import kinds_of, season_proof, seen_proofs
from railway.accounts.roles import INSPECTOR
from railway.accounts.signed_in import signed_in
from railway.lib.template_words import language

DECEMBER = 12
Person = Passenger | SeasonTicket
# Which field a refusal concerns, "" for none, and what to do about it.
REFUSALS: dict[str, tuple[str, Any]] = {
    "no_proof_needed": ("", gettext_lazy("This passenger has no benefit that a document of its own proves.")),
    "person_unknown": ("", gettext_lazy("Name and birth date come first: the proof is known again by them.")),
    "unknown_kind": ("kind", gettext_lazy("Choose the document from the list.")),
    "wrong_kind": ("kind", gettext_lazy("This document doesn't prove the benefit.")),
    "no_number": ("number", gettext_lazy("Type the number off the document.")),
    "other_number": (
        "number",
        gettext_lazy("The passenger told another number. Compare once more; was theirs wrong, tick the box below."),
    ),
    "until_past": ("until", gettext_lazy("This day is over.")),
    "until_too_far": ("until", gettext_lazy("This is later than a document may count once it was seen.")),
}  # fmt: skip


class ProofForm(forms.Form):
    """What stands in the document, and until when it counts."""

    kind = forms.ChoiceField(label=gettext_lazy("Document"))
    number = forms.CharField(
        label=gettext_lazy("Its number, typed off the document"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("It is compared with what the passenger told and not kept."),
    )
    until = forms.DateField(
        label=gettext_lazy("Counts until, included"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    replace = forms.BooleanField(
        label=gettext_lazy("The number that the passenger told was wrong"), required=False
    )

    def __init__(self, passenger: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [each.document for each in kinds_of(passenger.granted_benefit)]
        choices = [(kind.type, kind.names.in_language(language())) for kind in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, as declared above


@require_http_methods(["GET", "POST"])
@permission_required("bookings.add_proofseen", raise_exception=True)
def see_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for what stands in the document of a passenger's benefit, and write down that it was seen.

    Whoever opens it leaves a line in the staff's journal: a category of health or war stands there. This function goes
    back to where the user may look: the booking, else the ticket.
    """
    people = Passenger.objects.select_related("granted_benefit", "booking__origin", "ticket")
    return _see(request, get_object_or_404(people, pk=pk))


@require_http_methods(["GET", "POST"])
@permission_required("bookings.add_proofseen", raise_exception=True)
def see_season_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """This function does the same for the holder of a season ticket."""
    tickets = SeasonTicket.objects.select_related("granted_benefit", "route", "origin", "destination")
    return _see(request, get_object_or_404(tickets, pk=pk))


def _see(request: HttpRequest, passenger: Person) -> HttpResponse:
    now = timezone.now()
    form = ProofForm(passenger, request.POST or None, initial=_initial(passenger, now))
    if request.method == "POST" and form.is_valid() and _record(request, passenger, form, now):
        return HttpResponseRedirect(_back(request, passenger), status=303)
    user, looked_at = signed_in(request), _sold(passenger)
    LogEntry.objects.log_actions(
        user.pk, [looked_at], CHANGE, change_message=gettext_noop("Looked at the benefit")
    )
    return TemplateResponse(
        request,
        "admin/bookings/proof_form.html",
        _context(request, passenger, form),
        status=422 if form.errors else 200,
    )


def _sold(passenger: Person) -> Booking | SeasonTicket:
    return passenger if isinstance(passenger, SeasonTicket) else passenger.booking


def _initial(passenger: Person, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    end_of_year = date(today.year + (today.month == DECEMBER), 12, 31)
    return {"kind": passenger.proof_kind, "until": min(end_of_year, latest_until(now))}


def _record(request: HttpRequest, passenger: Person, form: ProofForm, now: datetime) -> bool:
    user = signed_in(request)
    on_train = user.groups.filter(name=INSPECTOR).exists()
    source = ProofSeen.Source.TRAIN if on_train else ProofSeen.Source.DESK
    try:
        seen = _write_down(passenger, source=source, by=user, now=now, **form.cleaned_data)
    except ProofRefused as refusal:
        field, words = REFUSALS[refusal.code]
        form.add_error(field or None, words)
        return False
    LogEntry.objects.log_actions(user.pk, [seen], CHANGE, change_message=gettext_noop("Saw the document"))
    told = _("Written down: the document counts until %(day)s, the passenger need not show it till then.")
    messages.success(request, told % {"day": f"{seen.until:%d.%m.%Y}"})
    return True


def _write_down(passenger: Person, **told: Any) -> ProofSeen:
    if isinstance(passenger, SeasonTicket):
        return record_season_proof_seen(ticket=passenger, **told)
    return record_proof_seen(passenger=passenger, **told)


def _seen(passenger: Person) -> ProofSeen | None:
    if isinstance(passenger, SeasonTicket):
        return season_proof(passenger, day=max(timezone.localdate(), passenger.valid_from))
    day = timezone.localdate(passenger.booking.departs_at)
    party = list(passenger.booking.passengers.select_related("granted_benefit"))
    return seen_proofs(party, day=day).get(passenger.number)


def _context(request: HttpRequest, passenger: Person, form: ProofForm) -> dict[str, Any]:
    return admin.site.each_context(request) | {
        "title": _("Document of the benefit: %(name)s") % {"name": passenger.full_name or passenger.pk},
        "opts": ProofSeen._meta,
        "passenger": passenger,
        "sold": _sold(passenger),
        "is_season": isinstance(passenger, SeasonTicket),
        "benefit": passenger.granted_benefit,
        "has_kinds": bool(kinds_of(passenger.granted_benefit)),
        "seen": _seen(passenger),
        "answers": passenger.proof_answers.order_by("-asked_at")[:3],
        "form": form,
        "back": _back(request, passenger),
    }


def _back(request: HttpRequest, passenger: Person) -> str:
    if isinstance(passenger, SeasonTicket):
        return _back_to_season(request, passenger)
    if request.user.has_perm("bookings.view_booking"):
        return reverse("admin:bookings_booking_change", args=[passenger.booking_id])
    ticket = getattr(passenger, "ticket", None)
    if ticket is not None:
        return reverse("admin:bookings_ticket_change", args=[ticket.pk])
    return reverse("admin:index")


def _back_to_season(request: HttpRequest, ticket: SeasonTicket) -> str:
    if request.user.has_perm("bookings.view_seasonticket"):
        return reverse("admin:bookings_seasonticket_change", args=[ticket.pk])
    return reverse("admin:bookings_seasontrip_check")
