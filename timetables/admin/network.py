"""Stops, lines, agencies and what is said about the feed."""

from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from railway.lib.history import Under
from railway.lib.staff_tables import HistoryAdmin, RowsInline
from timetables.codes import is_valid_esr
from timetables.models import Agency, FeedInfo, Route, Stop, Transfer, Trip


class PlaceForm(forms.ModelForm):
    """Checks what a table can't: that a timezone exists."""

    def clean_timezone(self) -> str:
        """This method refuses a timezone that times can't be shown in."""
        name = str(self.cleaned_data["timezone"])
        if name not in available_timezones():
            raise forms.ValidationError(_("Write the timezone as Europe/Minsk or Europe/Moscow."))
        return name


class StopForm(PlaceForm):
    """The check digit of a station's code as well."""

    def clean_esr(self) -> str:
        """This method refuses an ESR code whose check digit does not fit."""
        code = str(self.cleaned_data["esr"])
        if code and not is_valid_esr(code):
            raise forms.ValidationError(_("An ESR code has six digits and the last one is its check digit."))
        return code


class TransferInline(RowsInline):
    """How long a change of trains takes here, or on foot to another stop; without a row the setting counts."""

    model = Transfer
    fk_name = "from_stop"
    fields = ["to_stop", "transfer_type", "min_transfer_time"]
    autocomplete_fields = ["to_stop"]


@admin.register(Stop)
class StopAdmin(HistoryAdmin):
    """Stations, halts, posts and border points, with the times to change trains."""

    form = StopForm
    inlines = [TransferInline]
    history_under = [Under(Transfer, "from_stop", "to_stop")]
    autocomplete_fields = ["parent_station"]
    list_display = [
        "name_ru",
        "name_be",
        "name_en",
        "stop_id",
        "kind",
        "country",
        "esr",
        "express3",
        "quality",
    ]
    list_filter = ["country", "kind", "quality"]
    search_fields = ["stop_id", "name_ru", "name_be", "name_en", "esr", "express3"]


@admin.register(Route)
class RouteAdmin(HistoryAdmin):
    """Lines, each with its grid."""

    form = PlaceForm
    list_display = ["name", "route_id", "short_name", "agency", "grids"]
    list_select_related = ["agency"]
    search_fields = ["route_id", "name_ru", "name_be", "name_en"]

    @admin.display(description=_("name"), ordering="name_ru")
    def name(self, route: Route) -> str:
        """This method shows the name in the reader's language."""
        return route.name

    @admin.display(description=_("timetable grid"))
    def grids(self, route: Route) -> SafeString:
        """This method links the grids of both directions."""
        there, back = (reverse("admin:timetables_grid", args=[route.route_id, number]) for number in (0, 1))
        labels = [direction.label for direction in Trip.Direction]
        return format_html('<a href="{}">{}</a> · <a href="{}">{}</a>', there, labels[0], back, labels[1])


@admin.register(Agency)
class AgencyAdmin(HistoryAdmin):
    """Railways."""

    form = PlaceForm
    list_display = ["name", "agency_id", "timezone", "phone"]


@admin.register(FeedInfo)
class FeedInfoAdmin(HistoryAdmin):
    """The note that every page shows about the timetable: one row."""

    list_display = ["publisher_name", "version", "start_date", "end_date"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeedInfo]:
        """This method lists the one row."""
        return super().get_queryset(request).order_by("pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This method allows a row only while there is none."""
        return super().has_add_permission(request) and not FeedInfo.objects.exists()
