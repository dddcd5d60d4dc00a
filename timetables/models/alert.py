"""Alerts: what passengers must know of lines, stations and trains for a while (GTFS-Realtime Alert)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timetables.models.network import Route, Stop


class Alert(models.Model):
    """A message in three languages with the period in which it holds, and what it concerns.

    The period is half-open; without an end it holds until withdrawn. `trip_ids` are codes of trips, the same in every
    edition. An alert that names no line, station or train concerns the whole network.
    """

    class Cause(models.TextChoices):
        """GTFS-Realtime Alert.Cause."""

        UNKNOWN_CAUSE = "UNKNOWN_CAUSE", _("not known")
        OTHER_CAUSE = "OTHER_CAUSE", _("other")
        TECHNICAL_PROBLEM = "TECHNICAL_PROBLEM", _("technical problem")
        STRIKE = "STRIKE", _("strike")
        DEMONSTRATION = "DEMONSTRATION", _("demonstration")
        ACCIDENT = "ACCIDENT", _("accident")
        HOLIDAY = "HOLIDAY", _("public holiday")
        WEATHER = "WEATHER", _("weather")
        MAINTENANCE = "MAINTENANCE", _("maintenance")
        CONSTRUCTION = "CONSTRUCTION", _("building work")
        POLICE_ACTIVITY = "POLICE_ACTIVITY", _("police or border control")
        MEDICAL_EMERGENCY = "MEDICAL_EMERGENCY", _("medical emergency")

    class Effect(models.TextChoices):
        """GTFS-Realtime Alert.Effect."""

        NO_SERVICE = "NO_SERVICE", _("no trains")
        REDUCED_SERVICE = "REDUCED_SERVICE", _("fewer trains")
        SIGNIFICANT_DELAYS = "SIGNIFICANT_DELAYS", _("long delays")
        DETOUR = "DETOUR", _("another way")
        ADDITIONAL_SERVICE = "ADDITIONAL_SERVICE", _("more trains")
        MODIFIED_SERVICE = "MODIFIED_SERVICE", _("trains run otherwise")
        OTHER_EFFECT = "OTHER_EFFECT", _("other")
        UNKNOWN_EFFECT = "UNKNOWN_EFFECT", _("not known")
        STOP_MOVED = "STOP_MOVED", _("the stop is elsewhere")
        NO_EFFECT = "NO_EFFECT", _("none")
        ACCESSIBILITY_ISSUE = "ACCESSIBILITY_ISSUE", _("access without steps")

    class Severity(models.TextChoices):
        """GTFS-Realtime Alert.SeverityLevel."""

        INFO = "INFO", _("for information")
        WARNING = "WARNING", _("warning")
        SEVERE = "SEVERE", _("severe")

    header_ru = models.CharField(_("headline in Russian"), max_length=160)
    header_be = models.CharField(_("headline in Belarusian"), max_length=160, blank=True)
    header_en = models.CharField(_("headline in English"), max_length=160, blank=True)
    text_ru = models.TextField(_("text in Russian"), max_length=2000, blank=True)
    text_be = models.TextField(_("text in Belarusian"), max_length=2000, blank=True)
    text_en = models.TextField(_("text in English"), max_length=2000, blank=True)
    url = models.URLField(_("web address with more"), blank=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices, default=Cause.UNKNOWN_CAUSE)
    effect = models.CharField(
        _("effect"), max_length=20, choices=Effect.choices, default=Effect.MODIFIED_SERVICE
    )
    severity = models.CharField(
        _("severity"), max_length=8, choices=Severity.choices, default=Severity.WARNING
    )
    active_from = models.DateTimeField(_("holds from"))
    active_until = models.DateTimeField(_("holds until, not included"), null=True, blank=True)
    routes = models.ManyToManyField(Route, blank=True, related_name="alerts", verbose_name=_("lines"))
    stops = models.ManyToManyField(Stop, blank=True, related_name="alerts", verbose_name=_("stations"))
    trip_ids = ArrayField(
        models.CharField(max_length=64), default=list, blank=True, verbose_name=_("codes of trains")
    )
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("made by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-active_from", "-id"]
        constraints = [
            models.CheckConstraint(
                name="alert_forward",
                condition=models.Q(active_until=None) | models.Q(active_until__gt=models.F("active_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["active_from"], condition=models.Q(withdrawn_at=None), name="alert_in_force")
        ]

    def __str__(self) -> str:
        return self.header

    @property
    def header(self) -> str:
        """This property is the headline in the active language, in Russian where it is not written."""
        return self.header_in(get_language() or "ru")

    @property
    def text(self) -> str:
        """This property is the text in the active language, in Russian where it is not written."""
        return self.text_in(get_language() or "ru")

    def header_in(self, language: str) -> str:
        """This function returns the headline in one of ru, be, en."""
        return str(getattr(self, f"header_{language[:2]}", "") or self.header_ru)

    def text_in(self, language: str) -> str:
        """This function returns the text in one of ru, be, en."""
        return str(getattr(self, f"text_{language[:2]}", "") or self.text_ru)
