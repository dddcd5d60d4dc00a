"""Service calendars with their exceptions, editions, public holidays."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from timetables.models import Calendar, CalendarDate, PublicHoliday, Timetable
from timetables.service_days import CalendarRule, runs_on

DAYS_SHOWN = 14


class CalendarDateInline(admin.TabularInline):
    """Single days that differ."""

    model = CalendarDate
    extra = 1


@admin.register(Calendar)
class CalendarAdmin(SimpleHistoryAdmin):
    """Which days a service runs; the next fortnight is written out, so that a rule can be believed."""

    list_display = [
        "name",
        "service_id",
        "days_in_words",
        "season_from",
        "season_to",
        "plus_public_holidays",
        "end_date",
    ]
    search_fields = ["service_id", "name"]
    inlines = [CalendarDateInline]
    readonly_fields = ["next_days"]
    fieldsets = [
        (None, {"fields": ["service_id", "name", ("start_date", "end_date")]}),
        (
            _("days of the week"),
            {"fields": [("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")]},
        ),
        (_("season and holidays"), {"fields": [("season_from", "season_to"), "plus_public_holidays"]}),
        (_("next days"), {"fields": ["next_days"]}),
    ]

    @admin.display(description=_("days"))
    def days_in_words(self, calendar: Calendar) -> str:
        """This method writes the weekdays as numbers, 1 for Monday, as railways print them."""
        return "".join(str(day) for day in sorted(calendar.weekdays)) or "–"

    @admin.display(description=_("runs in the next two weeks"))
    def next_days(self, calendar: Calendar) -> str:
        """This method lists the dates of the next fortnight on which the saved rule runs."""
        if not calendar.pk:
            return "–"
        today = timezone.localdate()
        days = [today + timedelta(days=number) for number in range(DAYS_SHOWN)]
        holidays = set(PublicHoliday.objects.filter(date__in=days).values_list("date", flat=True))
        rule = _rule(calendar)
        return ", ".join(f"{day:%d.%m}" for day in days if runs_on(rule, day, holidays)) or "–"


@admin.register(PublicHoliday)
class PublicHolidayAdmin(admin.ModelAdmin):
    """Public holidays of both countries; operators add transferred days."""

    list_display = ["date", "country", "name", "by_operator"]
    list_filter = ["country", "by_operator"]
    date_hierarchy = "date"
    exclude = ["by_operator"]

    def save_model(self, request: HttpRequest, obj: PublicHoliday, form: Any, change: bool) -> None:
        """This method marks a row that an operator wrote, so that the yearly list never overwrites it."""
        obj.by_operator = True
        super().save_model(request, obj, form, change)


@admin.register(Timetable)
class TimetableAdmin(SimpleHistoryAdmin):
    """Editions of the timetable."""

    list_display = ["name", "state", "valid_from", "valid_until", "published_at"]
    list_filter = ["state"]
    readonly_fields = ["published_at"]


def _rule(calendar: Calendar) -> CalendarRule:
    added = CalendarDate.ExceptionType.ADDED
    return CalendarRule(
        weekdays=calendar.weekdays,
        start_date=calendar.start_date,
        end_date=calendar.end_date,
        season_from=calendar.season_from,
        season_to=calendar.season_to,
        plus_public_holidays=calendar.plus_public_holidays,
        exceptions={row.date: row.exception_type == added for row in calendar.dates.all()},
    )
