"""Trips and their stop times."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timetables.models.calendar import Calendar
from timetables.models.names import FromFeed
from timetables.models.network import Route, Stop
from timetables.models.rolling_stock import RollingStock
from timetables.models.timetable import Timetable


class SeatMode(models.TextChoices):
    """How a train is sold: with a seat number, with a place but no number, or without a limit."""

    NUMBERED = "numbered", _("numbered seats")
    QUOTA = "quota", _("a place without a number")
    OPEN = "open", _("no limit")


class Trip(FromFeed):
    """A train of the timetable (GTFS trips.txt). `short_name` is the train number, text by custom of both railways."""

    class Direction(models.IntegerChoices):
        """GTFS direction_id; 0 leads from Belarus to Russia."""

        FROM_BELARUS = 0, _("from Belarus")
        TO_BELARUS = 1, _("to Belarus")

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="trips", verbose_name=_("edition"))
    trip_id = models.CharField(_("code"), max_length=255)
    route = models.ForeignKey(Route, models.PROTECT, related_name="trips", verbose_name=_("line"))
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="trips", verbose_name=_("calendar"))
    direction_id = models.PositiveSmallIntegerField(_("direction"), choices=Direction.choices, default=0)
    short_name = models.CharField(_("train number"), max_length=64, blank=True)
    headsign_ru = models.CharField(_("headsign in Russian"), max_length=200, blank=True)
    headsign_be = models.CharField(_("headsign in Belarusian"), max_length=200, blank=True)
    headsign_en = models.CharField(_("headsign in English"), max_length=200, blank=True)
    rolling_stock = models.ForeignKey(
        RollingStock, models.PROTECT, null=True, blank=True, related_name="trips", verbose_name=_("train set")
    )
    seat_mode = models.CharField(
        _("how it is sold"), max_length=8, choices=SeatMode.choices, default=SeatMode.OPEN
    )
    quota = models.PositiveSmallIntegerField(
        _("places kept for sale"),
        null=True,
        blank=True,
        help_text=_("only for trains sold without a seat number"),
    )
    collects_passenger_data = models.BooleanField(_("collects passengers' documents"), default=True)
    demonstration = models.BooleanField(_("times are demonstration data"), default=True)
    block_id = models.CharField(_("block"), max_length=255, blank=True)
    wheelchair_accessible = models.PositiveSmallIntegerField(_("wheelchair access (GTFS)"), default=0)
    bikes_allowed = models.PositiveSmallIntegerField(_("bicycles (GTFS)"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        ordering = ["route", "direction_id", "trip_id"]
        constraints = [models.UniqueConstraint(fields=["timetable", "trip_id"], name="trip_once_in_edition")]

    def __str__(self) -> str:
        return self.short_name or self.trip_id

    @property
    def headsign(self) -> str:
        """This property is the headsign in the active language."""
        language = (get_language() or "ru")[:2]
        return str(getattr(self, f"headsign_{language}", "") or self.headsign_ru)


class StopTime(FromFeed):
    """When a trip is at a stop (GTFS stop_times.txt).

    Times are seconds of the service day and may pass 24 hours; `shape_dist_traveled` is kilometres from the trip's
    first stop.
    """

    class Pickup(models.IntegerChoices):
        """GTFS pickup_type and drop_off_type."""

        REGULAR = 0, _("regular")
        NONE = 1, _("none")
        PHONE = 2, _("by phone")
        REQUEST = 3, _("on request")

    trip = models.ForeignKey(Trip, models.CASCADE, related_name="stop_times", verbose_name=_("trip"))
    stop_sequence = models.PositiveIntegerField(_("sequence"))
    stop = models.ForeignKey(Stop, models.PROTECT, verbose_name=_("stop"))
    arrival_time = models.PositiveIntegerField(_("arrival, seconds"))
    departure_time = models.PositiveIntegerField(_("departure, seconds"))
    pickup_type = models.PositiveSmallIntegerField(_("boarding"), choices=Pickup.choices, default=0)
    drop_off_type = models.PositiveSmallIntegerField(_("alighting"), choices=Pickup.choices, default=0)
    shape_dist_traveled = models.DecimalField(
        _("kilometres"), max_digits=9, decimal_places=3, null=True, blank=True
    )
    timepoint = models.BooleanField(_("exact time"), default=True)
    platform = models.CharField(_("platform"), max_length=8, blank=True, default="", db_default="")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("stop time")
        verbose_name_plural = _("stop times")
        ordering = ["trip", "stop_sequence"]
        constraints = [
            models.UniqueConstraint(fields=["trip", "stop_sequence"], name="stop_time_once"),
            models.CheckConstraint(
                name="stop_time_forward", condition=models.Q(departure_time__gte=models.F("arrival_time"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trip} {self.stop_sequence}"
