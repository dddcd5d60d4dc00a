"""Days that run as another weekday, one by one; a year's worth is entered on the page of the year."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from railway.lib.staff_tables import HistoryAdmin
from timetables.admin.applying import AsksFirst, apply_and_tell
from timetables.models import SubstituteDay


@admin.register(SubstituteDay)
class SubstituteDayAdmin(AsksFirst, HistoryAdmin):
    """Saving or deleting such a day lets the trains of coming days follow at once."""

    list_display = ["date", "as_weekday", "calendar", "note"]
    list_filter = ["as_weekday", "calendar"]
    list_select_related = ["calendar"]
    date_hierarchy = "date"

    def save_model(self, request: HttpRequest, obj: SubstituteDay, form: Any, change: bool) -> None:
        """This method applies the calendars with the day."""
        super().save_model(request, obj, form, change)
        apply_and_tell(self, request)

    def delete_model(self, request: HttpRequest, obj: SubstituteDay) -> None:
        """This method applies the calendars without the day."""
        super().delete_model(request, obj)
        apply_and_tell(self, request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SubstituteDay]) -> None:
        """This method applies the calendars without the days."""
        super().delete_queryset(request, queryset)
        apply_and_tell(self, request)
