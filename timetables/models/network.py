"""The network: who runs it, where trains stop, which lines there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timetables.models.names import FromFeed, Named


class Quality(models.TextChoices):
    """How sure a fact is: sourced, partly sourced, unverified."""

    SOURCED = "S", _("sourced")
    PARTLY = "P", _("partly sourced")
    UNVERIFIED = "U", _("unverified")


class Agency(FromFeed):
    """The railway that runs trips (GTFS agency.txt)."""

    agency_id = models.CharField(_("code"), max_length=255, unique=True)
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("web address"))
    timezone = models.CharField(_("timezone"), max_length=64, default="Europe/Minsk")
    lang = models.CharField(_("language"), max_length=12, default="ru", blank=True)
    phone = models.CharField(_("phone"), max_length=64, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name


class Stop(FromFeed, Named):
    """A place on the line (GTFS stops.txt). A border point is a timing point: nobody boards or alights there."""

    class Kind(models.TextChoices):
        """What sort of place it is."""

        STATION = "station", _("station")
        HALT = "halt", _("halt")
        POST = "post", _("post")
        BORDER = "border", _("border")

    stop_id = models.CharField(_("code"), max_length=255, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.HALT)
    country = models.CharField(_("country"), max_length=2, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    timezone = models.CharField(_("timezone"), max_length=64, default="Europe/Minsk")
    esr = models.CharField(_("ESR code"), max_length=6, blank=True)
    express3 = models.CharField(_("Express-3 code"), max_length=7, blank=True)
    quality = models.CharField(_("quality"), max_length=8, blank=True)
    parent_station = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="platforms",
        verbose_name=_("part of station"),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["name_ru"]

    @property
    def is_border(self) -> bool:
        """This property tells a border point from a place where passengers get on and off."""
        return self.kind == self.Kind.BORDER


class Route(FromFeed, Named):
    """A line (GTFS routes.txt)."""

    route_id = models.CharField(_("code"), max_length=255, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    short_name = models.CharField(_("letter"), max_length=64, blank=True)
    route_type = models.PositiveSmallIntegerField(_("GTFS route type"), default=2)
    color = models.CharField(_("colour"), max_length=6, blank=True)
    text_color = models.CharField(_("text colour"), max_length=6, blank=True)
    timezone = models.CharField(_("timezone of the service day"), max_length=64, default="Europe/Minsk")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["route_id"]


class FeedInfo(models.Model):
    """Who published the timetable and what must be said about it (GTFS feed_info.txt). One row."""

    publisher_name = models.CharField(_("publisher"), max_length=200)
    publisher_url = models.URLField(_("web address"))
    lang = models.CharField(_("language"), max_length=12, default="ru")
    version = models.CharField(_("version"), max_length=64, blank=True)
    start_date = models.DateField(_("valid from"), null=True, blank=True)
    end_date = models.DateField(_("valid until"), null=True, blank=True)
    note_ru = models.TextField(_("note in Russian"), blank=True)
    note_be = models.TextField(_("note in Belarusian"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("feed information")
        verbose_name_plural = _("feed information")

    def __str__(self) -> str:
        return f"{self.publisher_name} {self.version}"
