"""From what delay a paid ticket goes back in full, and which delays passengers are told of."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from bookings.models.choices import Quality


class DelayRule(models.Model):
    """How late, or how far moved, a train has to be for a free full refund. Validity is half-open, by service date."""

    valid_from = models.DateField(_("valid from"), unique=True)
    valid_until = models.DateField(_("valid until, not included"), null=True, blank=True)
    delay_minutes = models.PositiveSmallIntegerField(
        _("free refund from a delay of so many minutes"),
        default=60,
        help_text=_("of the departure where the passenger boards, or of the arrival where they alight"),
    )
    moved_minutes = models.PositiveSmallIntegerField(
        _("free refund when the timetable moves a train by so many minutes"), default=10
    )
    act = models.CharField(_("act"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=100, blank=True)
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("refund rule for delays")
        verbose_name_plural = _("refund rules for delays")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="delay_rule_forward",
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="delay_rule_minutes",
                condition=models.Q(delay_minutes__gte=1) & models.Q(moved_minutes__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.delay_minutes} min"

    @classmethod
    def on(cls, day: date) -> "DelayRule":
        """This function returns the rule for trains of a service date, that of the defaults where none is written."""
        in_force = models.Q(valid_until=None) | models.Q(valid_until__gt=day)
        found = cls.objects.filter(in_force, valid_from__lte=day).order_by("-valid_from").first()
        return found or cls(valid_from=day)


class TellingRule(models.Model):
    """Which changes of a train's times are worth a letter. One row; its history is kept."""

    first_delay_minutes = models.PositiveSmallIntegerField(
        _("a delay is told from so many minutes"), default=5
    )
    next_delay_minutes = models.PositiveSmallIntegerField(
        _("the next letter when it has changed by so many minutes more"), default=10
    )
    early_minutes = models.PositiveSmallIntegerField(
        _("an early departure is told from so many minutes"), default=1
    )
    moved_minutes = models.PositiveSmallIntegerField(
        _("a change of the timetable is told from so many minutes"), default=3
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("which changes are told")
        verbose_name_plural = _("which changes are told")
        constraints = [
            models.CheckConstraint(
                name="telling_rule_minutes",
                condition=models.Q(first_delay_minutes__gte=1)
                & models.Q(next_delay_minutes__gte=1)
                & models.Q(early_minutes__gte=1)
                & models.Q(moved_minutes__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_delay_minutes} / {self.next_delay_minutes} min"

    @classmethod
    def current(cls) -> "TellingRule":
        """This function returns the rule in force, that of the defaults where nobody has written one."""
        return cls.objects.order_by("pk").first() or cls()
