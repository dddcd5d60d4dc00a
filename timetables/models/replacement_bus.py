"""Buses that run where a train does not."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from timetables.models.dated_trip import DatedTrip


class ReplacementBus(models.Model):
    """A bus for a section of a dated trip, from one of its positions to a later one.

    It leaves the first stop at `departs_at` and reaches the last at `arrives_at`, both instants. `place_…` says where
    it waits. One that runs no longer has `ended_at`.
    """

    dated_trip = models.ForeignKey(
        DatedTrip, models.CASCADE, related_name="buses", verbose_name=_("train of a day")
    )
    from_position = models.PositiveSmallIntegerField(_("from position"))
    to_position = models.PositiveSmallIntegerField(_("to position"))
    departs_at = models.DateTimeField(_("departs at"))
    arrives_at = models.DateTimeField(_("arrives at"))
    place_ru = models.CharField(_("where it waits, in Russian"), max_length=200, blank=True)
    place_be = models.CharField(_("where it waits, in Belarusian"), max_length=200, blank=True)
    place_en = models.CharField(_("where it waits, in English"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("made by")
    )
    ended_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("replacement bus")
        verbose_name_plural = _("replacement buses")
        ordering = ["departs_at"]
        constraints = [
            models.CheckConstraint(
                name="bus_forward", condition=models.Q(to_position__gt=models.F("from_position"))
            ),
            models.CheckConstraint(
                name="bus_in_time", condition=models.Q(arrives_at__gt=models.F("departs_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dated_trip}: {self.from_position}–{self.to_position}"

    @property
    def place(self) -> str:
        """This property says where the bus waits in the active language, in Russian where that is not written."""
        return str(getattr(self, f"place_{(get_language() or 'ru')[:2]}", "") or self.place_ru)
