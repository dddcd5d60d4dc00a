"""Service calendars with their exceptions, public holidays. Saving one applies it to the coming days."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from railway.lib.history import Under
from railway.lib.staff_tables import HistoryAdmin, RowsInline
from railway.lib.template_words import language, weekday
from railway.lib.wording import WEEKDAYS
from timetables.admin.applying import AsksFirst, apply_and_tell
from timetables.admin.year_views import calendar_year, this_year
from timetables.models import Calendar, CalendarDate, PublicHoliday
from timetables.models.service_rules import public_holiday_dates, rule_of
from timetables.service_days import EVERY_DAY, check_month_day, runs_on

DAYS_SHOWN = 14
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class CalendarDateInline(RowsInline):
    """Single days that differ."""

    model = CalendarDate
    extra = 1


class CalendarForm(forms.ModelForm):
    """A season has two ends, each a day that exists, and a period runs forward."""

    def clean_season_from(self) -> str:
        """This method refuses a first day that no year has."""
        return _real_day(self.cleaned_data["season_from"])

    def clean_season_to(self) -> str:
        """This method refuses a last day that no year has."""
        return _real_day(self.cleaned_data["season_to"])

    def clean(self) -> dict[str, Any] | None:
        """This method refuses half a season and a period that ends before it begins."""
        data = super().clean() or self.cleaned_data
        if bool(data.get("season_from")) != bool(data.get("season_to")) and not self.errors:
            missing = "season_to" if data.get("season_from") else "season_from"
            self.add_error(missing, _("A season needs both its first and its last day."))
        first, last = data.get("start_date"), data.get("end_date")
        if first and last and last < first:
            self.add_error("end_date", _("The last day comes after the first."))
        return data


@admin.register(Calendar)
class CalendarAdmin(AsksFirst, HistoryAdmin):
    """Which days a service runs; the next fortnight is written out, so that a rule can be believed."""

    form = CalendarForm
    list_display = [
        "name", "service_id", "days_in_words", "season_from", "season_to", "plus_public_holidays", "end_date",
    ]  # fmt: skip
    search_fields = ["service_id", "name"]
    inlines = [CalendarDateInline]
    history_under = [Under(CalendarDate, "calendar", "date")]
    readonly_fields = ["next_days"]
    fieldsets = [
        (
            None,
            {
                "fields": ["service_id", "name", ("start_date", "end_date")],
                "description": _(
                    "Saving applies the calendar at once: trains of days that it no longer has are cancelled and their "
                    "passengers told, after a question where tickets are sold; trains of new days go on sale at once."
                ),
            },
        ),
        (_("Days of the week"), {"fields": [WEEK]}),
        (_("Season and holidays"), {"fields": [("season_from", "season_to"), "plus_public_holidays"]}),
        (_("Next days"), {"fields": ["next_days"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        """This method puts the page of a year beside the list."""
        return [
            path("year/", self.admin_site.admin_view(this_year), name="timetables_calendar_this_year"),
            path(
                "year/<int:year>/", self.admin_site.admin_view(calendar_year), name="timetables_calendar_year"
            ),
            *super().get_urls(),
        ]

    @admin.display(description=_("days"))
    def days_in_words(self, calendar: Calendar) -> str:
        """This method writes the weekdays by their short names."""
        if calendar.weekdays == EVERY_DAY:
            return gettext("daily")
        names = WEEKDAYS[language()]
        return ", ".join(names[day - 1] for day in sorted(calendar.weekdays)) or "–"

    @admin.display(description=_("runs in the next two weeks"))
    def next_days(self, calendar: Calendar) -> str:
        """This method lists the dates of the next fortnight on which the saved rule runs."""
        if not calendar.pk:
            return "–"
        today = timezone.localdate()
        days = [today + timedelta(days=number) for number in range(DAYS_SHOWN)]
        rule, holidays = rule_of(calendar), public_holiday_dates()
        return ", ".join(f"{weekday(day)} {day:%d.%m}" for day in days if runs_on(rule, day, holidays)) or "–"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """This method applies the calendar once its exceptions are saved too."""
        super().save_related(request, form, formsets, change)
        apply_and_tell(self, request)


@admin.register(PublicHoliday)
class PublicHolidayAdmin(AsksFirst, HistoryAdmin):
    """Public holidays of both countries; operators add transferred days."""

    list_display = ["date", "country", "name", "by_operator"]
    list_filter = ["country", "by_operator"]
    date_hierarchy = "date"
    exclude = ["by_operator"]

    def save_model(self, request: HttpRequest, obj: PublicHoliday, form: Any, change: bool) -> None:
        """This method marks a row that an operator wrote, so that the yearly list never overwrites it."""
        obj.by_operator = True
        super().save_model(request, obj, form, change)
        apply_and_tell(self, request)

    def delete_model(self, request: HttpRequest, obj: PublicHoliday) -> None:
        """This method applies the calendars without the day."""
        super().delete_model(request, obj)
        apply_and_tell(self, request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PublicHoliday]) -> None:
        """This method applies the calendars without the days."""
        super().delete_queryset(request, queryset)
        apply_and_tell(self, request)


def _real_day(text: str) -> str:
    if text:
        try:
            check_month_day(text)
        except ValueError as error:
            raise forms.ValidationError(_("There is no such day in the year.")) from error
    return text
