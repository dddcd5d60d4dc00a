"""Consents with their texts, and requests for a copy of data or for erasure."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from bookings.admin.rule_forms import PeriodForm
from bookings.models import Consent, ConsentText, PersonalDataLookup, PrivacyRequest
from bookings.operations.answer_request import AlreadyAnswered, NowhereToSend, decide_request
from bookings.operations.ask_for_data import OPEN
from bookings.operations.erase_person import plan_erasure
from bookings.operations.record_lookup import record_lookup
from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import HistoryAdmin, ReadOnlyAdmin, RowContextMixin

WORDS = ("purpose", "law", "version", "text_ru", "text_be", "text_en")


@admin.register(ConsentText)
class ConsentTextAdmin(HistoryAdmin):
    """Texts as versions: one that somebody agreed to keeps its words, its end can be set."""

    form = PeriodForm
    list_display = ["code", "purpose", "law", "version", "valid_from", "valid_until", "quality"]
    list_filter = ["purpose", "law", "quality"]

    def get_readonly_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> Any:
        """This method keeps the words of a version that was agreed to; the database refuses a change as well."""
        return WORDS if obj and obj.consents.exists() else ()

    def has_delete_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """This method keeps every version."""
        return False


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """What was agreed to, and taken back."""

    list_display = [
        "given_at", "booking", "season_ticket", "number", "text", "language", "how", "given_as", "withdrawn_at",
    ]  # fmt: skip
    list_filter = [
        "text__law",
        "text__purpose",
        "how",
        "given_as",
        ("withdrawn_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["booking", "season_ticket", "passenger", "text"]
    search_fields = ["booking__reference", "season_ticket__reference"]
    search_help_text = gettext_lazy("Reference of the booking")
    date_hierarchy = "given_at"

    @admin.display(description=gettext_lazy("passenger"))
    def number(self, consent: Consent) -> str:
        """This method tells the passenger's number in the booking; their name is not needed here."""
        return str(consent.passenger.number) if consent.passenger else "–"


class DecisionForm(forms.Form):
    """What a clerk says to the person."""

    answer = forms.CharField(max_length=500, required=False)
    to = forms.EmailField(max_length=254, required=False)


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(RowContextMixin, ReadOnlyAdmin):
    """Requests with the law's term; a clerk decides those whose asker could not be known by a link."""

    change_form_template = "admin/bookings/privacyrequest/change_form.html"
    list_display = [
        "asked_at",
        "booking",
        "kind",
        "state",
        "law",
        "due_at",
        "left",
        "proof",
        "decided_by",
        "done_at",
    ]
    list_filter = ["state", "kind", "law", "proof"]
    list_select_related = ["booking", "decided_by"]
    search_fields = ["booking__reference"]
    search_help_text = gettext_lazy("Reference of the booking")
    date_hierarchy = "asked_at"
    fields = [
        "kind", "state", "booking", "email", "words", "language", "law", "asked_at", "due_at", "left", "proof",
        "proven_at", "decided_by", "answer", "done_at", "counts",
    ]  # fmt: skip
    readonly_fields = ["left"]

    def get_urls(self) -> list[URLPattern]:
        """This method adds the address of the decision."""
        view = self.admin_site.admin_view(decide)
        return [path("<int:pk>/decide/", view, name="bookings_privacyrequest_decide"), *super().get_urls()]

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """This method shows what an erasure would do; who opens the request leaves a line."""
        if not self.has_view_permission(request, row):
            return {}
        now, look = timezone.now(), PersonalDataLookup.What.BOOKING
        record_lookup(what=look, by=signed_in(request), booking=row.booking, now=now)
        is_open = row.state in OPEN
        extra: dict[str, Any] = {
            "may_decide": is_open and request.user.has_perm("bookings.change_privacyrequest")
        }
        if is_open and row.kind == PrivacyRequest.Kind.ERASURE:
            extra["plan"] = plan_erasure(request=row, now=now)
        return extra

    @admin.display(description=gettext_lazy("left"))
    def left(self, asked: PrivacyRequest) -> SafeString | str:
        """This method counts the days to the law's term; one that is over stands out."""
        if asked.state not in OPEN:
            return "–"
        days = (timezone.localdate(asked.due_at) - timezone.localdate()).days
        if days < 0:
            late = ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
            return format_html('<strong class="bad">{}</strong>', late)
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


@require_POST
@permission_required("bookings.change_privacyrequest", raise_exception=True)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """This function grants a request, or refuses it with a reason, and leads back to it."""
    asked, form = (
        get_object_or_404(PrivacyRequest.objects.select_related("booking"), pk=pk),
        DecisionForm(request.POST),
    )
    grant = request.POST.get("do") == "grant"
    told = form.cleaned_data if form.is_valid() else {}
    if "to" in form.errors:
        messages.error(request, _("Check the address that the answer goes to."))
        return _back(asked)
    if not (answer := told.get("answer", "").strip()):
        messages.error(request, _("Write how you checked who asks, or why you refuse."))
        return _back(asked)
    now, user = timezone.now(), signed_in(request)
    try:
        plan = decide_request(request=asked, by=user, grant=grant, answer=answer, now=now, to=told["to"])
    except NowhereToSend:
        messages.error(
            request, _("Write the person's present address: the copy goes there, not to the order's.")
        )
        return _back(asked)
    except AlreadyAnswered:
        messages.error(request, _("The request is answered already."))
        return _back(asked)
    if grant and asked.kind == PrivacyRequest.Kind.EXPORT:
        what = PersonalDataLookup.What.EXPORT
        reason = PersonalDataLookup.Reason.REQUEST
        record_lookup(what=what, by=user, booking=asked.booking, reason=reason, words=answer, now=now)
    messages.success(
        request, _("A part waits, see below.") if plan and plan.kept else _("The request is answered.")
    )
    return _back(asked)


def _back(asked: PrivacyRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:bookings_privacyrequest_change", args=[asked.pk]), status=303)
