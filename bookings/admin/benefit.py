"""Benefits of both laws as dated versions: edited from a day on, compared with the act, exchanged as CSV."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bookings.admin.benefit_file import export_view, import_view
from bookings.admin.benefit_form import BenefitForm
from bookings.models import Benefit
from bookings.operations.revise_benefit import OutsideVersion, revise_benefit, was_sold
from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import HistoryAdmin, RowContextMixin


@admin.register(Benefit)
class BenefitAdmin(RowContextMixin, HistoryAdmin):
    """Benefits of both laws. What nobody has compared with the act yet says so."""

    form = BenefitForm
    list_display = [
        "named", "country", "discount_percent", "season", "period", "law", "payer_budget", "proven", "is_active",
    ]  # fmt: skip
    list_filter = [
        "country", "is_active", "quality", ("checked_at", admin.EmptyFieldListFilter), "payer_budget", "automatic",
        "sensitive",
    ]  # fmt: skip
    search_fields = ["code", "name_ru", "name_be", "name_en", "act_ru"]
    readonly_fields = ["checked_at", "checked_by"]
    actions = ["mark_checked"]
    fieldsets = [
        (None, {"fields": ["code", "country", "is_active", "discount_percent", "scope", "applies_from"]}),
        (
            gettext_lazy("Who and when"),
            {
                "fields": [
                    ("season_from", "season_to"), ("age_min", "age_max"), "through_birthday", "automatic", "only_with",
                    "companions_each", "holder_any", ("valid_from", "valid_until"),
                ]
            },
        ),
        (
            gettext_lazy("On which trains and how often"),
            {"fields": ["seat_classes", "seat_modes", "trips_per_day", ("free_trips", "trips_period")]},
        ),
        (gettext_lazy("In Russian"), {"fields": ["name_ru", "reason_ru", "proof_ru", "act_ru"]}),
        (gettext_lazy("In Belarusian"), {"fields": ["name_be", "reason_be", "proof_be", "act_be"]}),
        (gettext_lazy("In English"), {"fields": ["name_en", "reason_en", "proof_en", "act_en"]}),
        (
            gettext_lazy("Source"),
            {"fields": ["article", "holder", "payer_budget", "proof_check", "sensitive", "quality", "note"]},
        ),
        (gettext_lazy("Comparison with the act"), {"fields": ["checked_source", "checked_at", "checked_by"]}),
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("benefit"), ordering="name_ru")
    def named(self, benefit: Benefit) -> str:
        """This method names the benefit in the language of the page."""
        return benefit.name

    @admin.display(description=gettext_lazy("in force"), ordering="valid_from")
    def period(self, benefit: Benefit) -> str:
        """This method shows from when to before when the version holds; a dash where it is open."""
        ends = [
            date_format(day, "SHORT_DATE_FORMAT") if day else "…"
            for day in (benefit.valid_from, benefit.valid_until)
        ]
        return " – ".join(ends) if benefit.valid_from or benefit.valid_until else "–"

    @admin.display(description=gettext_lazy("act and article"), ordering="act_ru")
    def law(self, benefit: Benefit) -> str:
        """This method names the act in the language of the page, and its article."""
        return ", ".join(filter(None, [benefit.act, benefit.article]))

    @admin.display(description=gettext_lazy("season"))
    def season(self, benefit: Benefit) -> str:
        """This method shows the season as month-day to month-day."""
        return f"{benefit.season_from} – {benefit.season_to}" if benefit.season_from else "–"

    @admin.display(description=gettext_lazy("compared with the act"), ordering="checked_at")
    def proven(self, benefit: Benefit) -> str:
        """This method tells when somebody compared the row with the act, or how unsure it is."""
        if benefit.checked_at is None:
            return _("no: %(quality)s") % {"quality": benefit.get_quality_display()}
        return date_format(timezone.localtime(benefit.checked_at), "SHORT_DATE_FORMAT")

    @admin.action(
        description=gettext_lazy("Mark as checked against the act, by me, now"), permissions=["change"]
    )
    def mark_checked(self, request: HttpRequest, chosen: QuerySet[Benefit]) -> None:
        """This method records who checked the chosen rows; a row without a source of the check is left."""
        sourced = [benefit for benefit in chosen if benefit.checked_source]
        for benefit in sourced:
            benefit.checked_at, benefit.checked_by = timezone.now(), request.user  # type: ignore[assignment]  # staff
            benefit.save(update_fields=["checked_at", "checked_by"])
        told = ngettext("%(count)s benefit marked.", "%(count)s benefits marked.", len(sourced))
        self.message_user(request, told % {"count": len(sourced)}, messages.SUCCESS)
        if len(sourced) < len(chosen):
            self.message_user(request, _("Write the source of the check in the row first."), messages.WARNING)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """This method keeps what a version is known by: its benefit and its first day."""
        return [*self.readonly_fields, "code", "country", "valid_from"] if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """This method changes the row, or lets a new version begin on the day the form says."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        values = {name: getattr(obj, name) for name in form.changed_fields}
        try:
            request._written = revise_benefit(  # type: ignore[attr-defined]  # for response_change below
                benefit=obj,
                values=values,
                from_day=form.cleaned_data.get("applies_from"),
                actor=signed_in(request),
                today=timezone.localdate(),
            )
        except (OutsideVersion, IntegrityError):  # another tab, or midnight, between the form's look and this
            request._written = None  # type: ignore[attr-defined]  # as above

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """This method leads to a new version where one was made."""
        written: Benefit | None = getattr(request, "_written", None)
        if written is None:
            told = _("Nothing was changed: the benefit has changed meanwhile. Look at it again.")
            self.message_user(request, told, messages.ERROR)
            return HttpResponseRedirect(request.path, status=303)
        if written.pk == obj.pk:
            return super().response_change(request, obj)
        day = date_format(written.valid_from, "SHORT_DATE_FORMAT") if written.valid_from else ""
        told = _(
            "A new version holds from %(day)s. The one before it, and what is sold under it, stays as it was."
        )
        self.message_user(request, told % {"day": day}, messages.SUCCESS)
        address = reverse("admin:bookings_benefit_change", args=[written.pk])
        return HttpResponseRedirect(address, status=303)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method keeps a benefit that somebody travelled with."""
        return super().has_delete_permission(request, obj) and not (obj is not None and was_sold(obj))

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """This method shows the versions of the benefit beside the one opened."""
        versions = list(Benefit.objects.filter(code=row.code).order_by(F("valid_from").asc(nulls_first=True)))
        return {"versions": versions if len(versions) > 1 else []}

    def get_urls(self) -> list[URLPattern]:
        """This method adds the pages of the CSV file."""
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_file), name="bookings_benefit_import"),
            path("export/", wrap(self.export_file), name="bookings_benefit_export"),
            *super().get_urls(),
        ]

    def import_file(self, request: HttpRequest) -> HttpResponse:
        """This method shows what a file would change, and then takes it over. Raises PermissionDenied."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        return import_view(request, self.admin_site.each_context(request))

    def export_file(self, request: HttpRequest) -> HttpResponse:
        """This method hands out all versions as the file that can be handed in again. Raises PermissionDenied."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return export_view()
