"""Timetable editions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Timetable(models.Model):
    """An edition: a dated set of trips. Validity is half-open: `valid_until` is no longer part of it."""

    class State(models.TextChoices):
        """Where the edition stands."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")

    name = models.CharField(_("name"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until, not included"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("timetable edition")
        verbose_name_plural = _("timetable editions")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"
