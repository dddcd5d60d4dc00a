"""Alerts in three languages: written once, shown wherever they concern, taken back by a button."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import HistoryAdmin
from timetables.models import Alert, Timetable, Trip
from timetables.operations import withdraw_alert

USUAL_PERIOD = timedelta(hours=6)


class AlertForm(forms.ModelForm):
    """Trains are chosen by their numbers; kept are their codes, the same in every edition."""

    trip_ids = forms.MultipleChoiceField(
        label=_("trains"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    url = forms.URLField(label=_("web address"), required=False, assume_scheme="https")

    class Meta:
        model = Alert
        fields = (
            *(f"{stem}_{code}" for code in ("ru", "be", "en") for stem in ("header", "text")),
            *(
                "active_from",
                "active_until",
                "severity",
                "cause",
                "effect",
                "url",
                "routes",
                "stops",
                "trip_ids",
            ),
        )
        widgets = {f"text_{code}": forms.Textarea(attrs={"rows": 3}) for code in ("ru", "be", "en")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trips = Trip.objects.filter(timetable__state=Timetable.State.PUBLISHED).select_related("route")
        names = {trip.trip_id: f"{trip}, {trip.route}" for trip in trips.order_by("route", "trip_id")}
        kept = {code: names.get(code, code) for code in self.instance.trip_ids}
        self.fields["trip_ids"].choices = list((kept | names).items())  # type: ignore[attr-defined]  # of a choice field

    def clean(self) -> dict[str, Any] | None:
        """This method refuses a period that ends before it begins."""
        data = super().clean() or self.cleaned_data
        first, end = data.get("active_from"), data.get("active_until")
        if first and end and end <= first:
            self.add_error("active_until", _("The alert ends after it begins."))
        return data


class InForceFilter(admin.SimpleListFilter):
    """Alerts that hold or will hold, unless told otherwise."""

    title = _("period")
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """This method names the choice besides the usual one."""
        return [("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        """This method calls the usual choice by its name."""
        first, *others = super().choices(changelist)
        yield first | {"display": _("in force or to come")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        """This method leaves out what is over or withdrawn."""
        if self.value() == "all":
            return queryset
        holds = Q(active_until=None) | Q(active_until__gt=timezone.now())
        return queryset.filter(holds, withdrawn_at=None)


@admin.register(Alert)
class AlertAdmin(HistoryAdmin):
    """Alerts; a new one holds from now for six hours unless told otherwise."""

    form = AlertForm
    list_display = ["header_ru", "severity", "effect", "active_from", "active_until", "withdrawn_at"]
    list_filter = [InForceFilter, "severity", "effect"]
    search_fields = ["header_ru", "header_be", "header_en"]
    filter_horizontal = ["routes", "stops"]
    readonly_fields = ["made_at", "made_by", "withdrawn_at"]
    actions = ["withdraw"]
    fieldsets = [
        (_("In Russian"), {"fields": ["header_ru", "text_ru"]}),
        (_("In Belarusian"), {"fields": ["header_be", "text_be"]}),
        (_("In English"), {"fields": ["header_en", "text_en"]}),
        (_("Period"), {"fields": [("active_from", "active_until")]}),
        (_("What kind"), {"fields": [("severity", "cause", "effect"), "url"]}),
        (
            _("What it concerns"),
            {
                "fields": ["routes", "stops", "trip_ids"],
                "description": _("Nothing chosen means the whole network."),
            },
        ),
        (_("Record"), {"fields": ["made_at", "made_by", "withdrawn_at"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """This method fills in the usual period, and the train or station the operator came from."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        train = request.GET.get("train", "")
        return {"active_from": now, "active_until": now + USUAL_PERIOD, "trip_ids": [train] if train else []}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method keeps alerts: they are withdrawn, not deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: Alert, form: Any, change: bool) -> None:
        """This method notes who wrote a new alert, and when."""
        if not change:
            obj.made_at, obj.made_by = timezone.now(), signed_in(request)
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Withdraw these alerts"), permissions=["change"])
    def withdraw(self, request: HttpRequest, chosen: QuerySet[Alert]) -> None:
        """This method takes each chosen alert back."""
        now, actor = timezone.now(), signed_in(request)
        done = sum(withdraw_alert(alert=alert, actor=actor, now=now) for alert in chosen)
        told = ngettext("%(count)s alert withdrawn.", "%(count)s alerts withdrawn.", done)
        self.message_user(request, told % {"count": done}, messages.SUCCESS if done else messages.WARNING)
