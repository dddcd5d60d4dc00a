"""Where trains are, as far as somebody reports it (GTFS-Realtime VehiclePosition)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from timetables.models.dated_trip import DatedTrip


class ReportingDevice(models.Model):
    """A device in a train that may report its place. Of its token only the SHA-256 is kept, in hexadecimal."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True, editable=False)
    is_active = models.BooleanField(_("may report"), default=True)
    made_at = models.DateTimeField(_("made at"), editable=False)
    last_seen_at = models.DateTimeField(_("reported last at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reporting device")
        verbose_name_plural = _("reporting devices")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class VehiclePosition(models.Model):
    """The last known place of a dated trip's train, WGS 84; `position` is the stop that `status` speaks of."""

    class Status(models.TextChoices):
        """GTFS-Realtime VehicleStopStatus."""

        INCOMING_AT = "INCOMING_AT", _("about to arrive")
        STOPPED_AT = "STOPPED_AT", _("at the stop")
        IN_TRANSIT_TO = "IN_TRANSIT_TO", _("on the way to the stop")

    dated_trip = models.OneToOneField(
        DatedTrip, models.CASCADE, related_name="vehicle_position", verbose_name=_("train of a day")
    )
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    bearing = models.FloatField(_("direction, degrees from north"), null=True, blank=True)
    speed_mps = models.FloatField(_("speed, metres a second"), null=True, blank=True)
    vehicle_label = models.CharField(_("train set's label"), max_length=64, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=13, choices=Status.choices, blank=True)
    reported_at = models.DateTimeField(_("measured at"))
    received_at = models.DateTimeField(_("received at"))
    device = models.ForeignKey(
        ReportingDevice, models.SET_NULL, null=True, blank=True, verbose_name=_("reporting device")
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("reported by")
    )

    class Meta:
        verbose_name = _("place of a train")
        verbose_name_plural = _("places of trains")
        ordering = ["-reported_at"]
        constraints = [
            models.CheckConstraint(
                name="vehicle_on_earth",
                condition=models.Q(lat__range=(-90, 90)) & models.Q(lon__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dated_trip}: {self.lat:.5f}, {self.lon:.5f}"
