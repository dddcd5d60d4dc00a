"""Train sets, coaches, seats."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from railway.lib.history import Under
from railway.lib.staff_tables import HistoryAdmin, RowsInline
from timetables.models import Coach, RollingStock, Seat


class CoachInline(RowsInline):
    """The coaches of a set."""

    model = Coach
    fields = ["number", "bicycle_places"]
    show_change_link = True


@admin.register(RollingStock)
class RollingStockAdmin(HistoryAdmin):
    """Kinds of train sets with their number of seats. Trains on sale keep the seats they were opened with."""

    list_display = ["name", "code", "kind", "max_speed_kmh", "seat_count", "pet_places", "baggage_places"]
    inlines = [CoachInline]
    history_under = [Under(Coach, "rolling_stock", "number")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RollingStock]:
        """This method counts the seats in the same query."""
        return super().get_queryset(request).annotate(seats=Count("coaches__seats"))

    @admin.display(description=_("name"), ordering="name_ru")
    def name(self, stock: RollingStock) -> str:
        """This method shows the name in the reader's language."""
        return stock.name

    @admin.display(description=_("seats"))
    def seat_count(self, stock: RollingStock) -> int:
        """This method shows how many seats the set has."""
        return int(getattr(stock, "seats", 0))


class SeatInline(RowsInline):
    """The seats of a coach."""

    model = Seat


@admin.register(Coach)
class CoachAdmin(HistoryAdmin):
    """One coach with all its seats."""

    list_display = ["rolling_stock", "number", "bicycle_places"]
    list_display_links = ["rolling_stock", "number"]
    list_select_related = ["rolling_stock"]
    inlines = [SeatInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["rolling_stock", "number", "bicycle_places", "layout"],
                "description": _(
                    "A new plan of seats holds for trains that are not on sale yet. Trains on sale keep their seats."
                ),
            },
        )
    ]
    history_under = [Under(Seat, "coach", "number")]
