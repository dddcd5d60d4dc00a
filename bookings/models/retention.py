"""How long data about people are kept: dated rules, and bookings that must be kept longer for a reason."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from bookings.models.booking import Booking
from bookings.models.choices import Quality


class RetentionRule(models.Model):
    """For how many days a kind of data is kept; from when they count says `bookings.privacy.kinds`.

    The row in force on a day is the latest whose `valid_from` has come.
    """

    data = models.CharField(_("data"), max_length=20)
    days = models.PositiveIntegerField(_("days kept"))
    valid_from = models.DateField(_("valid from"))
    act = models.CharField(_("act"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=200, blank=True)
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("how long data are kept")
        verbose_name_plural = _("how long data are kept")
        ordering = ["data", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["data", "valid_from"], name="retention_rule_once")]

    def __str__(self) -> str:
        return f"{self.data}: {self.days}"


class RetentionHold(models.Model):
    """A booking whose data are kept until a day, whatever the rules say: a dispute, a claim, an authority's word."""

    booking = models.ForeignKey(
        Booking, models.CASCADE, related_name="retention_holds", verbose_name=_("booking")
    )
    until = models.DateField(_("keep until, included"))
    reason = models.CharField(_("why"), max_length=300)
    made_at = models.DateTimeField(_("made at"), db_default=Now(), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("booking kept longer")
        verbose_name_plural = _("bookings kept longer")
        ordering = ["-until"]
        indexes = [models.Index(fields=["until"], name="retention_hold_until")]

    def __str__(self) -> str:
        return f"{self.booking}: {self.until}"


class RetentionRun(models.Model):
    """One run of the job that forgets: how many rows of each kind. Without an end it was stopped; the next goes on."""

    started_at = models.DateTimeField(_("begun at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    counts = models.JSONField(_("rows forgotten"), default=dict)

    class Meta:
        verbose_name = _("run of the forgetting")
        verbose_name_plural = _("runs of the forgetting")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.started_at:%d.%m.%Y %H:%M}"
