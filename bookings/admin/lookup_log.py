"""Searches for people leave a line that nobody can take away; so do full document numbers, with the reason."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.admin.booking_card import document_name
from bookings.models import Booking, Passenger, PersonalDataLookup
from bookings.operations.record_lookup import NoNumber, ReasonMissing, record_search, reveal_number
from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import ReadOnlyAdmin

REFERENCE = re.compile(r"[A-Z0-9]{3}-?[A-Z0-9]{4}", re.IGNORECASE)


class LoggedSearchMixin:
    """A table whose searches by name or address are written down; a reference leads to a page that logs itself."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """This method shows the list, and writes down who was searched for."""
        answer = super().changelist_view(request, extra_context)  # type: ignore[misc]  # a mixin of ModelAdmin
        shown = getattr(answer, "context_data", None) or {}
        found = shown.get("cl")
        if found is not None and found.query and not REFERENCE.fullmatch(found.query.strip()):
            now = timezone.now()
            record_search(text=found.query, found=found.result_count, by=signed_in(request), now=now)
        return answer


class RevealForm(forms.Form):
    """Why a number is looked at."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[("", "–"), *PersonalDataLookup.Reason.choices],
        error_messages={"required": gettext_lazy("Choose why you look at the number.")},
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed for another reason. Write no document numbers here."),
    )

    def clean(self) -> dict[str, Any] | None:
        """This method asks for words where the list has no reason that fits."""
        data = super().clean() or self.cleaned_data
        if data.get("reason") == PersonalDataLookup.Reason.OTHER and not (data.get("words") or "").strip():
            self.add_error("words", _("Write the reason."))
        return data


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("bookings.change_passenger", raise_exception=True)
def reveal_document(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """This function asks why, writes the look down, and shows a passenger's whole document number once."""
    passenger = get_object_or_404(Passenger.objects.select_related("booking"), booking=pk, number=number)
    form = RevealForm(request.POST or None)
    told, gone = "", False
    if request.method == "POST" and form.is_valid():
        try:
            told = reveal_number(
                passenger=passenger, by=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
        except NoNumber:
            gone = True
        except ReasonMissing:
            form.add_error("reason", _("Choose why you look at the number."))
    context = admin.site.each_context(request) | {
        "title": _("Document number: %(name)s") % {"name": passenger.full_name or passenger.number},
        "opts": Booking._meta,
        "passenger": passenger,
        "document": document_name(passenger),
        "form": form,
        "number": told,
        "is_gone": gone,
        "back": reverse("admin:bookings_booking_change", args=[passenger.booking_id]),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/bookings/booking/number.html", context, status=status)


@admin.register(PersonalDataLookup)
class PersonalDataLookupAdmin(ReadOnlyAdmin):
    """Who looked at whose data, for the auditor. Nobody changes or deletes a line; the database refuses it."""

    list_display = [
        "at", "user", "what", "booking", "passenger_number", "reason", "words", "initial", "found", "is_unusual",
    ]  # fmt: skip
    list_filter = ["is_unusual", "what", "reason", "user"]
    list_select_related = ["user", "booking"]
    search_fields = ["user__username", "booking__reference"]
    search_help_text = gettext_lazy("Login or reference of the booking")
    date_hierarchy = "at"
