"""Tariffs as dated versions: drafted, compared with those in force, put into force; never edited once they sell."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.admin.tariff_form import TariffForm
from bookings.admin.what_if import what_if
from bookings.models import Tariff
from bookings.operations.tariff_versions import (
    BeginsInThePast,
    NotADraft,
    VersionInTheWay,
    draft_tariff,
    put_in_force,
)
from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import HistoryAdmin

ALWAYS_EDITED = ("quality", "source_note")
REFUSALS: dict[type[Exception], Any] = {
    NotADraft: gettext_lazy("This tariff is in force already."),
    BeginsInThePast: gettext_lazy("Tickets of its first day were sold already: let it begin today or later."),
    VersionInTheWay: gettext_lazy("Another version covers these days: change the days of the draft."),
}


@admin.register(Tariff)
class TariffAdmin(HistoryAdmin):
    """Tariffs of both countries, and through fares. A new price is a draft first, then a version with its first day."""

    form = TariffForm
    list_display = [
        "name", "area", "state", "valid_from", "valid_until", "form", "first_zone_km", "first_zone_price",
        "price_per_km", "currency", "rounding", "quality",
    ]  # fmt: skip
    list_filter = ["country", "is_draft", "form", "quality"]
    date_hierarchy = "valid_from"
    fieldsets = [
        (None, {"fields": ["country", "name", ("valid_from", "valid_until"), "currency", "rounding"]}),
        (
            gettext_lazy("Prices"),
            {"fields": ["form", ("first_zone_km", "first_zone_price"), "price_per_km", "table"]},
        ),
        (gettext_lazy("Source"), {"fields": ["act", "article", "quality", "source_note"]}),
    ]

    @admin.display(description=gettext_lazy("country"), ordering="country")
    def area(self, tariff: Tariff) -> str:
        """This method names the country, or the through fare."""
        return tariff.get_country_display() if tariff.country else _("through fare")

    @admin.display(description=gettext_lazy("state"))
    def state(self, tariff: Tariff) -> str:
        """This method tells whether the tariff sells."""
        return state_words(tariff)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """This method leaves of a tariff that sells only its source to be edited."""
        if obj is None or obj.is_draft:
            return ()
        return [name for name in flatten_fieldsets(self.fieldsets) if name not in ALWAYS_EDITED]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method keeps what sells or has sold."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def get_urls(self) -> list[URLPattern]:
        """This method adds the pages of a tariff: what if, new version, put into force."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/what-if/", wrap(self.compare), name="bookings_tariff_what_if"),
            path("<int:pk>/draft/", wrap(self.draft), name="bookings_tariff_draft"),
            path("<int:pk>/put-in-force/", wrap(self.put_in_force), name="bookings_tariff_put_in_force"),
            *super().get_urls(),
        ]

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """This method shows what fares would be under the tariff. Raises PermissionDenied."""
        tariff = get_object_or_404(Tariff, pk=pk)
        if not self.has_view_or_change_permission(request, tariff):
            raise PermissionDenied
        return what_if(request, tariff, self.admin_site.each_context(request) | {"opts": self.opts})

    def draft(self, request: HttpRequest, pk: int) -> HttpResponse:
        """This method makes a draft of the tariff, after a question, and opens it."""
        tariff = self._to_change(request, pk)
        if request.method != "POST":
            return self._ask(request, tariff, "draft")
        made = draft_tariff(tariff=tariff, actor=signed_in(request), today=timezone.localdate())
        messages.success(request, _("A draft was made. Nothing is sold by it until it is put into force."))
        return _open(made)

    def put_in_force(self, request: HttpRequest, pk: int) -> HttpResponse:
        """This method puts a draft into force, after a question, or says why not."""
        tariff = self._to_change(request, pk)
        if request.method != "POST":
            return self._ask(request, tariff, "force")
        try:
            put_in_force(draft=tariff, actor=signed_in(request), today=timezone.localdate())
        except (NotADraft, BeginsInThePast, VersionInTheWay) as error:
            messages.error(request, REFUSALS[type(error)])
        else:
            messages.success(
                request, _("The tariff is in force from its first day. What is sold keeps its price.")
            )
        return _open(tariff)

    def _to_change(self, request: HttpRequest, pk: int) -> Tariff:
        tariff = get_object_or_404(Tariff, pk=pk)
        if not self.has_change_permission(request, tariff) or not self.has_add_permission(request):
            raise PermissionDenied
        return tariff

    def _ask(self, request: HttpRequest, tariff: Tariff, step: str) -> HttpResponse:
        titles = {"draft": _("A new version of the tariff"), "force": _("Put the tariff into force")}
        present = Tariff.objects.filter(
            country=tariff.country, is_draft=False, valid_from__lte=tariff.valid_from
        )
        page = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": titles[step],
            "tariff": tariff,
            "step": step,
            "present": present.order_by("-valid_from").first(),
        }
        return TemplateResponse(request, "admin/bookings/tariff/step.html", page)


def state_words(tariff: Tariff) -> str:
    """This function tells whether a tariff sells: draft, in force, to come, ended."""
    today = timezone.localdate()
    if tariff.is_draft:
        return _("draft")
    if tariff.valid_from > today:
        return _("to come")
    return _("in force") if tariff.valid_until is None or tariff.valid_until > today else _("ended")


def _open(tariff: Tariff) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:bookings_tariff_change", args=[tariff.pk]), status=303)
