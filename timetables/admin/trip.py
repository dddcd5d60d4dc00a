"""Trips; their stop times are edited in the grid of their line."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from railway.accounts.signed_in import signed_in
from railway.lib.history import Under
from railway.lib.staff_tables import HistoryAdmin, ReadOnlyInline
from timetables.admin.applying import AsksFirst, apply_and_tell
from timetables.admin.cells import write_clock
from timetables.admin.grid_views import edit_grid, first_grid
from timetables.admin.trip_forms import NewTripForm, TripForm
from timetables.models import StopTime, Timetable, Trip
from timetables.operations.copy_stops import copy_stops

SALE: Any = {
    "fields": ["seat_mode", "rolling_stock", "quota", "collects_passenger_data"],
    "description": _(
        "How a train is sold and its train set hold for days whose trains are not made yet: from the end of the sales "
        "period on. Trains that are on sale stay as they were sold."
    ),
}
NUMBER_AND_DAYS = ["short_name", "calendar", "demonstration"]


class StopTimeInline(ReadOnlyInline):
    """The stops of a trip, to look at; they are edited in the grid, which checks them and tells passengers."""

    model = StopTime
    fields = [
        "stop_sequence",
        "stop",
        "arrival",
        "departure",
        "pickup_type",
        "drop_off_type",
        "platform",
        "shape_dist_traveled",
    ]
    readonly_fields = ["arrival", "departure"]

    @admin.display(description=_("arrival"))
    def arrival(self, row: StopTime) -> str:
        """This method writes seconds as a clock time."""
        return write_clock(row.arrival_time)

    @admin.display(description=_("departure"))
    def departure(self, row: StopTime) -> str:
        """This method writes seconds as a clock time."""
        return write_clock(row.departure_time)


@admin.register(Trip)
class TripAdmin(AsksFirst, HistoryAdmin):
    """Trains of the timetable. A new one is made after the pattern of another."""

    list_display = [
        "short_name",
        "trip_id",
        "route",
        "direction_id",
        "calendar",
        "rolling_stock",
        "seat_mode",
        "grid",
    ]
    list_filter = ["timetable", "route", "direction_id", "seat_mode", "demonstration"]
    list_select_related = ["route", "calendar", "rolling_stock"]
    search_fields = ["short_name", "trip_id"]
    readonly_fields = ["timetable", "trip_id", "route", "direction_id", "grid"]
    inlines = [StopTimeInline]
    history_under = [
        Under(StopTime, "trip", "stop", {"arrival_time": write_clock, "departure_time": write_clock})
    ]
    add_fieldsets = [
        (_("Train"), {"fields": ["trip_id", *NUMBER_AND_DAYS]}),
        (_("Stops and times"), {"fields": ["pattern", "departure"]}),
        (_("Sale"), SALE),
    ]
    fieldsets = [
        (
            _("Train"),
            {"fields": [("timetable", "trip_id"), ("route", "direction_id"), "grid", *NUMBER_AND_DAYS]},
        ),
        (_("Sale"), SALE),
        (_("Headsign"), {"fields": ["headsign_ru", "headsign_be", "headsign_en"]}),
        (_("Further GTFS fields"), {"fields": ["block_id", "wheelchair_accessible", "bikes_allowed"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Trip]:
        """This method leaves drafts to their own grid, where each change is a step that can be taken back."""
        return super().get_queryset(request).exclude(timetable__state=Timetable.State.DRAFT)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method lets trips of superseded editions be looked at only."""
        over = obj is not None and obj.timetable.state == Timetable.State.SUPERSEDED
        return super().has_change_permission(request, obj) and not over

    def get_urls(self) -> list[URLPattern]:
        """This method adds the grid's pages to the admin."""
        view = self.admin_site.admin_view
        first = path("grid/", view(first_grid), name="timetables_grids")
        grid = path("grid/<str:route_id>/<int:direction>/", view(edit_grid), name="timetables_grid")
        return [first, grid, *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """This method asks of a new train what only it has; the rest comes from its pattern."""
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """This method lets the code be written once."""
        return self.readonly_fields if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """This method uses the form with the pattern for a new train."""
        return super().get_form(request, obj, change, **kwargs | {"form": TripForm if obj else NewTripForm})

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """This method shows stops once there are any."""
        return self.inlines if obj else []

    def save_model(self, request: HttpRequest, obj: Trip, form: Any, change: bool) -> None:
        """This method gives a new train its stops."""
        super().save_model(request, obj, form, change)
        if not change:
            chosen = form.cleaned_data
            copy_stops(
                pattern=chosen["pattern"],
                trip=obj,
                departure=chosen["departure"],
                actor=signed_in(request),
            )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """This method lets the coming days follow a new train or another calendar."""
        super().save_related(request, form, formsets, change)
        if not change or "calendar" in form.changed_data:
            apply_and_tell(self, request)

    @admin.display(description=_("timetable grid"))
    def grid(self, trip: Trip) -> SafeString:
        """This method links the grid in which the trip's times are edited."""
        address = reverse("admin:timetables_grid", args=[trip.route.route_id, trip.direction_id])
        return format_html('<a href="{}">{}</a>', address, _("open"))
