"""A trip on its day, with its own stops and times, and what was changed about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from timetables.models.network import Stop
from timetables.models.rolling_stock import RollingStock
from timetables.models.trip import SeatMode, Trip


class DatedTrip(models.Model):
    """A trip on a service date. It keeps its own copy of the times, so that a day can differ from its timetable."""

    class State(models.TextChoices):
        """Whether it runs."""

        SCHEDULED = "scheduled", _("scheduled")
        CANCELLED = "cancelled", _("cancelled")

    trip = models.ForeignKey(Trip, models.PROTECT, related_name="dated_trips", verbose_name=_("trip"))
    service_date = models.DateField(_("service date"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SCHEDULED)
    seat_mode = models.CharField(_("how it is sold"), max_length=8, choices=SeatMode.choices)
    quota = models.PositiveSmallIntegerField(_("places kept for sale"), null=True, blank=True)
    rolling_stock = models.ForeignKey(
        RollingStock, models.PROTECT, null=True, blank=True, verbose_name=_("train set")
    )
    departs_at = models.DateTimeField(_("departs at"), db_index=True)
    arrives_at = models.DateTimeField(_("arrives at"))
    delay_s = models.IntegerField(_("delay, seconds"), default=0)

    class Meta:
        verbose_name = _("train of a day")
        verbose_name_plural = _("trains by day")
        ordering = ["departs_at"]
        constraints = [models.UniqueConstraint(fields=["trip", "service_date"], name="dated_trip_once")]
        indexes = [models.Index(fields=["service_date"], name="dated_trip_by_date")]

    def __str__(self) -> str:
        return f"{self.trip} {self.service_date}"


class DatedStop(models.Model):
    """A stop of a dated trip. Positions count from 0 and never change; leg i leads from position i to i + 1.

    `arrival_delay_s` and `departure_delay_s` are what is expected (GTFS-Realtime StopTimeEvent.delay, below 0 when
    early); what somebody said of this very stop stands in `reported_…`, and later stops take the last known. A leg that
    does not run has `departure_cancelled` at its first and `arrival_cancelled` at its last stop.
    """

    dated_trip = models.ForeignKey(
        DatedTrip, models.CASCADE, related_name="stops", verbose_name=_("train of a day")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    stop = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("stop"))
    arrival_at = models.DateTimeField(_("arrival"))
    departure_at = models.DateTimeField(_("departure"))
    km = models.DecimalField(_("kilometres"), max_digits=9, decimal_places=3, null=True, blank=True)
    boarding = models.BooleanField(_("boarding"), default=True)
    alighting = models.BooleanField(_("alighting"), default=True)
    served = models.BooleanField(_("served"), default=True)
    arrival_cancelled = models.BooleanField(_("arrival cancelled"), default=False, db_default=False)
    departure_cancelled = models.BooleanField(_("departure cancelled"), default=False, db_default=False)
    arrival_delay_s = models.IntegerField(_("delay on arrival, seconds"), default=0, db_default=0)
    departure_delay_s = models.IntegerField(_("delay on departure, seconds"), default=0, db_default=0)
    reported_arrival_s = models.IntegerField(_("delay said of the arrival, seconds"), null=True, blank=True)
    reported_departure_s = models.IntegerField(
        _("delay said of the departure, seconds"), null=True, blank=True
    )
    platform = models.CharField(_("planned platform"), max_length=8, blank=True, default="", db_default="")
    actual_platform = models.CharField(
        _("platform of the day"), max_length=8, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("stop of a train of a day")
        verbose_name_plural = _("stops of a train of a day")
        ordering = ["dated_trip", "position"]
        constraints = [models.UniqueConstraint(fields=["dated_trip", "position"], name="dated_stop_once")]
        indexes = [models.Index(fields=["stop", "departure_at"], name="dated_stop_departures")]

    def __str__(self) -> str:
        return f"{self.dated_trip}: {self.position}"


class ScheduleChange(models.Model):
    """What was changed about a dated trip, written with the change itself; whoever sells the train reads it."""

    class Kind(models.TextChoices):
        """What happened."""

        RETIMED = "retimed", _("times changed")
        CANCELLED = "cancelled", _("cancelled")
        RESTORED = "restored", _("runs again")
        DELAYED = "delayed", _("delayed")
        STOP_DROPPED = "stop_dropped", _("a stop is not served")
        STOP_RESTORED = "stop_restored", _("a stop is served again")
        PART_CANCELLED = "part_cancelled", _("a part does not run")
        PART_RESTORED = "part_restored", _("a part runs again")
        PLATFORM_CHANGED = "platform_changed", _("another platform")
        BUS_SET = "bus_set", _("a bus runs instead")
        BUS_ENDED = "bus_ended", _("no bus runs instead any more")
        STOCK_CHANGED = "stock_changed", _("another train set")

    dated_trip = models.ForeignKey(
        DatedTrip, models.CASCADE, related_name="changes", verbose_name=_("train of a day")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("made by")
    )
    consumed_at = models.DateTimeField(_("passengers told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of a train")
        verbose_name_plural = _("changes of trains")
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(consumed_at=None), name="schedule_change_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.dated_trip}: {self.get_kind_display()}"
