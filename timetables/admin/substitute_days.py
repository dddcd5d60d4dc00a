"""Days that run as another weekday: a list to look at. They are entered on the page of the year, which foresees."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from railway.lib.staff_tables import HistoryAdmin
from timetables.admin.applying import apply_and_tell
from timetables.admin.sold import count_sold
from timetables.models import SubstituteDay
from timetables.operations.substitute_days import foresee_without


@admin.register(SubstituteDay)
class SubstituteDayAdmin(HistoryAdmin):
    """Deleting a day lets the trains of coming days follow at once; what that does is shown before."""

    list_display = ["date", "as_weekday", "calendar", "note"]
    list_filter = ["as_weekday", "calendar"]
    list_select_related = ["calendar"]
    date_hierarchy = "date"
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This method leaves new days to the page of the year."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SubstituteDay | None = None) -> bool:
        """This method lets a day be entered anew, not rewritten."""
        return obj is None and super().has_change_permission(request)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """This method tells which trains would be cancelled, and what is sold for them, before the day goes."""
        row = self.get_object(request, object_id)
        plan = foresee_without(day=row, now=timezone.now()) if row and request.method == "GET" else None
        context = {
            "plan": plan,
            "sold": count_sold([train.pk for train in plan.gone]) if plan and plan.gone else None,
            "may_open_bookings": request.user.has_perm("bookings.view_booking"),
        }
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def delete_model(self, request: HttpRequest, obj: SubstituteDay) -> None:
        """This method applies the calendars without the day."""
        super().delete_model(request, obj)
        apply_and_tell(self, request)
