"""Tills and who sells at them: a shift is one clerk's time at one till."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from timetables.models import Stop


class Till(models.Model):
    """A desk of a station with a drawer of its own. Its cash stays in it from shift to shift."""

    stop = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("station"))
    number = models.PositiveSmallIntegerField(_("number"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("till")
        verbose_name_plural = _("tills")
        ordering = ["stop", "number"]
        constraints = [models.UniqueConstraint(fields=["stop", "number"], name="till_number")]

    def __str__(self) -> str:
        return f"{self.stop.name} {self.number}"


class Shift(models.Model):
    """One clerk's time at one till; closed it is final: nothing more is posted into it."""

    till = models.ForeignKey(Till, models.PROTECT, related_name="shifts", verbose_name=_("till"))
    number = models.PositiveIntegerField(_("number"))
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="shifts", verbose_name=_("clerk")
    )
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    note = models.CharField(_("note of the closing"), max_length=300, blank=True)
    batch = models.CharField(_("batch of the terminal"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["till", "number"], name="shift_number"),
            models.UniqueConstraint(
                fields=["till"], condition=Q(closed_at__isnull=True), name="shift_open_once_a_till"
            ),
            models.UniqueConstraint(
                fields=["clerk"], condition=Q(closed_at__isnull=True), name="shift_open_once_a_clerk"
            ),
            models.CheckConstraint(
                name="shift_closed_by",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["batch"], condition=~Q(batch=""), name="shift_by_batch")]

    def __str__(self) -> str:
        return f"{self.till}: {self.number}"

    @property
    def is_open(self) -> bool:
        """This property tells whether money may still be taken in it."""
        return self.closed_at is None
