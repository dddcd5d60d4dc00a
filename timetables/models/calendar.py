"""Which days a service runs."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from timetables.models.names import FromFeed

month_and_day = RegexValidator(r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", _("Write month and day as 05-31."))

COUNTRIES = [
    ("BY", pgettext_lazy("name of a country", "Belarus")),
    ("RU", pgettext_lazy("name of a country", "Russia")),
]


class Calendar(FromFeed):
    """A service's days (GTFS calendar.txt), with a yearly season and public holidays as our extension columns."""

    service_id = models.CharField(_("code"), max_length=255, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    monday = models.BooleanField(_("Monday"), default=False)
    tuesday = models.BooleanField(_("Tuesday"), default=False)
    wednesday = models.BooleanField(_("Wednesday"), default=False)
    thursday = models.BooleanField(_("Thursday"), default=False)
    friday = models.BooleanField(_("Friday"), default=False)
    saturday = models.BooleanField(_("Saturday"), default=False)
    sunday = models.BooleanField(_("Sunday"), default=False)
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    season_from = models.CharField(
        _("season from"),
        max_length=5,
        blank=True,
        validators=[month_and_day],
        help_text=_("month-day, each year"),
    )
    season_to = models.CharField(
        _("season to"),
        max_length=5,
        blank=True,
        validators=[month_and_day],
        help_text=_("month-day, included"),
    )
    plus_public_holidays = models.BooleanField(_("also on public holidays of both countries"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ["service_id"]
        constraints = [
            models.CheckConstraint(
                name="calendar_days_in_order", condition=models.Q(end_date__gte=models.F("start_date"))
            ),
            models.CheckConstraint(
                name="calendar_season_whole",
                condition=models.Q(season_from="", season_to="")
                | (~models.Q(season_from="") & ~models.Q(season_to="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.service_id

    @property
    def weekdays(self) -> frozenset[int]:
        """This property holds the weekdays of the service, 1 for Monday to 7 for Sunday."""
        days = (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )
        return frozenset(number for number, runs in enumerate(days, start=1) if runs)


class CalendarDate(models.Model):
    """One day that differs from the calendar (GTFS calendar_dates.txt)."""

    class ExceptionType(models.IntegerChoices):
        """Added or removed, in GTFS numbers."""

        ADDED = 1, _("runs")
        REMOVED = 2, _("does not run")

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="dates", verbose_name=_("calendar"))
    date = models.DateField(_("date"))
    exception_type = models.PositiveSmallIntegerField(_("exception"), choices=ExceptionType.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("calendar exception")
        verbose_name_plural = _("calendar exceptions")
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="calendar_date_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.get_exception_type_display()}"


class PublicHoliday(models.Model):
    """A public holiday of one country; an operator may add a transferred day."""

    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES)
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=200)
    by_operator = models.BooleanField(_("added by an operator"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ["date", "country"]
        constraints = [models.UniqueConstraint(fields=["country", "date"], name="public_holiday_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class SubstituteDay(models.Model):
    """A date on which trains run as on another weekday, as both countries' moved working days ask for.

    A row without a calendar holds for all of them; a calendar's own row beats it. It stands in for the weekday alone:
    period, season and public holidays stay those of the date.
    """

    class Weekday(models.IntegerChoices):
        """The weekday it runs as, numbered as date.isoweekday()."""

        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    date = models.DateField(_("date"))
    as_weekday = models.PositiveSmallIntegerField(_("runs as on"), choices=Weekday.choices)
    calendar = models.ForeignKey(
        Calendar,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="substitutes",
        verbose_name=_("calendar"),
        help_text=_("empty for all calendars"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("day that runs as another")
        verbose_name_plural = _("days that run as another")
        ordering = ["date", "calendar"]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "calendar"], name="substitute_day_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="substitute_day_weekday", condition=models.Q(as_weekday__gte=1, as_weekday__lte=7)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_as_weekday_display()}"
