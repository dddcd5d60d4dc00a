"""Train sets, coaches, seats."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from timetables.models import Coach, RollingStock, Seat


class CoachInline(admin.TabularInline):
    """The coaches of a set."""

    model = Coach
    extra = 0
    show_change_link = True


@admin.register(RollingStock)
class RollingStockAdmin(SimpleHistoryAdmin):
    """Kinds of train sets with their number of seats."""

    list_display = ["name_ru", "code", "kind", "max_speed_kmh", "seat_count"]
    inlines = [CoachInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RollingStock]:
        """This method counts the seats in the same query."""
        return super().get_queryset(request).annotate(seats=Count("coaches__seats"))

    @admin.display(description=_("seats"))
    def seat_count(self, stock: RollingStock) -> int:
        """This method shows how many seats the set has."""
        return int(getattr(stock, "seats", 0))


class SeatInline(admin.TabularInline):
    """The seats of a coach."""

    model = Seat
    extra = 0


@admin.register(Coach)
class CoachAdmin(admin.ModelAdmin):
    """One coach with all its seats."""

    list_display = ["rolling_stock", "number", "bicycle_places"]
    list_select_related = ["rolling_stock"]
    inlines = [SeatInline]
