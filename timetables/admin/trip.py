"""Trips; their stop times are edited in the grid of their line."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from timetables.admin.cells import write_clock
from timetables.admin.grid_views import edit_grid
from timetables.models import StopTime, Trip


class StopTimeInline(admin.TabularInline):
    """The stops of a trip, to look at; they are edited in the grid, which checks them and tells passengers."""

    model = StopTime
    extra = 0
    fields = [
        "stop_sequence",
        "stop",
        "arrival",
        "departure",
        "pickup_type",
        "drop_off_type",
        "shape_dist_traveled",
    ]
    readonly_fields = ["arrival", "departure"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method sends operators to the grid."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method keeps sold positions in place."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method keeps sold positions in place."""
        return False

    @admin.display(description=_("arrival"))
    def arrival(self, row: StopTime) -> str:
        """This method writes seconds as a clock time."""
        return write_clock(row.arrival_time)

    @admin.display(description=_("departure"))
    def departure(self, row: StopTime) -> str:
        """This method writes seconds as a clock time."""
        return write_clock(row.departure_time)


@admin.register(Trip)
class TripAdmin(SimpleHistoryAdmin):
    """Trains of the timetable."""

    list_display = ["short_name", "route", "direction_id", "calendar", "rolling_stock", "seat_mode", "grid"]
    list_filter = ["timetable", "route", "direction_id", "seat_mode", "demonstration"]
    list_select_related = ["route", "calendar", "rolling_stock"]
    search_fields = ["short_name", "trip_id"]
    inlines = [StopTimeInline]

    def get_urls(self) -> list[URLPattern]:
        """This method adds the grid's page to the admin."""
        page = self.admin_site.admin_view(edit_grid)
        own = path("grid/<str:route_id>/<int:direction>/", page, name="timetables_grid")
        return [own, *super().get_urls()]

    @admin.display(description=_("timetable grid"))
    def grid(self, trip: Trip) -> SafeString:
        """This method links the grid in which the trip's times are edited."""
        address = reverse("admin:timetables_grid", args=[trip.route.route_id, trip.direction_id])
        return format_html('<a href="{}">{}</a>', address, _("open"))
