"""Changing trains: how long it takes at a stop or between two, and what was touched since somebody last looked."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timetables.models.network import Stop


class Transfer(models.Model):
    """A change of trains between two stops, or at one where both are the same (GTFS transfers.txt).

    Where no row says otherwise a change takes CHANGE_MINUTES of the settings, between stops of one station too.
    `min_transfer_time` is in seconds.
    """

    class Type(models.IntegerChoices):
        """GTFS transfer_type."""

        RECOMMENDED = 0, _("recommended")
        TIMED = 1, _("the train waits")
        MINIMUM = 2, _("takes at least")
        IMPOSSIBLE = 3, _("not possible")

    from_stop = models.ForeignKey(Stop, models.CASCADE, related_name="transfers", verbose_name=_("from stop"))
    to_stop = models.ForeignKey(Stop, models.CASCADE, related_name="+", verbose_name=_("to stop"))
    transfer_type = models.PositiveSmallIntegerField(_("change"), choices=Type.choices, default=Type.MINIMUM)
    min_transfer_time = models.PositiveIntegerField(_("seconds at least"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["from_stop", "to_stop"]
        constraints = [models.UniqueConstraint(fields=["from_stop", "to_stop"], name="transfer_once")]

    def __str__(self) -> str:
        return f"{self.from_stop} – {self.to_stop}"


class TimetableTouch(models.Model):
    """A note that the trains of a service date are no longer what they were, or of every date where it is empty.

    Triggers of the database write them, whoever changes the trains. Processes that keep a day in memory read how many
    there are: rows are only added, so a transaction that commits late is noticed as well.
    """

    service_date = models.DateField(_("service date"), null=True, db_index=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("touched day")
        verbose_name_plural = _("touched days")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.service_date or '*'} {self.pk}"
