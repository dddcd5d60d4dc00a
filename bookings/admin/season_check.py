"""The inspector's page: a season ticket's code or reference, the train, and the trip is registered."""

import base64
import binascii
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bookings.access import plain_reference
from bookings.admin.proof_cell import season_proof_cell
from bookings.models import SeasonTicket
from bookings.operations.check_season_trip import SeasonCheck, SeasonNotValid, check_season_trip
from bookings.tickets.code import TicketCodeError, read_payload
from bookings.tickets.keys import public_keys
from railway.accounts.signed_in import signed_in
from timetables.models import DatedTrip

LONGEST_REFERENCE = 12
REFUSALS = {
    "not_paid": _("Not valid: this season ticket isn't paid."),
    "returned": _("Not valid: this season ticket was returned."),
    "cancelled": _("This train doesn't run on this day."),
    "not_yet": _("Not valid yet: its first day is still to come."),
    "over": _("Not valid any more: its last day is over."),
    "not_this_day": _("Not valid on this day: look at its days."),
    "other_section": _("Not valid on this line or section."),
    "used_up": _("Not valid: all its trips are used."),
    "seat_needed": _("This train has numbered seats and no seat is reserved with this season ticket."),
}


class SeasonCheckForm(forms.Form):
    """What was scanned or typed, and on which train."""

    code = forms.CharField(
        label=_("Code or number of the season ticket"),
        max_length=600,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
        help_text=_("Scanned, as Base64 text, or typed, as K7M-4TQ9."),
    )
    train = forms.ModelChoiceField(DatedTrip.objects.none(), label=_("Train"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        near = DatedTrip.objects.filter(service_date__range=(today - timedelta(days=1), today))
        trains = near.select_related("trip__route").order_by("-service_date", "departs_at")
        self.fields["train"].queryset = trains  # type: ignore[attr-defined]  # a choice of rows

    def clean_code(self) -> SeasonTicket:
        """This method finds the season ticket; a code that we didn't sign is refused."""
        text = "".join(self.cleaned_data["code"].split())
        reference = plain_reference(text) if len(text) <= LONGEST_REFERENCE else _signed_number(text)
        ticket = SeasonTicket.objects.filter(reference=reference).first()
        if ticket is None:
            raise forms.ValidationError(_("There is no such season ticket."))
        return ticket


def season_check_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """This function registers a trip and shows whom the ticket is made out to, or says why it isn't valid."""
    if not request.user.has_perm("bookings.add_seasontrip"):
        raise PermissionDenied
    form = SeasonCheckForm(request.POST if request.method == "POST" else None, initial=request.GET)
    found = _check(form, request) if form.is_bound and form.is_valid() else None
    page = context | {"title": _("Check a season ticket"), "form": form, "found": found}
    if found is not None:  # the next passenger of the same train
        page["form"] = SeasonCheckForm(initial={"train": found.trip.dated_trip_id})
        page["proof_words"] = season_proof_cell(found.ticket, day=found.trip.dated_trip.service_date)
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/bookings/season_check.html", page, status=status)


def _check(form: SeasonCheckForm, request: HttpRequest) -> SeasonCheck | None:
    data = form.cleaned_data
    try:
        return check_season_trip(
            ticket=data["code"],
            dated_trip=data["train"],
            by=signed_in(request).get_username(),
            now=timezone.now(),
        )
    except SeasonNotValid as refused:
        form.add_error("code", REFUSALS[refused.code])
        return None


def _signed_number(text: str) -> str:
    try:
        payload = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        facts = read_payload(payload, public_keys())
    except (binascii.Error, ValueError, TicketCodeError):
        raise forms.ValidationError(_("This code is not ours, or was changed.")) from None
    if facts.season is None:
        raise forms.ValidationError(_("This is the ticket of a train, not a season ticket."))
    return plain_reference(facts.number)
