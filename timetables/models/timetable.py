"""Timetable editions, the work on a draft, and what was published when."""

from django.conf import settings
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
    based_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name=_("based on"),
        help_text=_("the edition it was copied from, and which it replaces"),
    )
    note = models.TextField(_("note"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("timetable edition")
        verbose_name_plural = _("timetable editions")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"


class Draft(models.Model):
    """What belongs to an edition only while it is a draft.

    `base` is each trip, by its trip_id, as the published edition had it when the draft last took it over; `accepted` is
    the word with which each warning was accepted.
    """

    timetable = models.OneToOneField(
        Timetable, models.CASCADE, related_name="draft", verbose_name=_("edition")
    )
    base = models.JSONField(default=dict)
    accepted = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("made at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return str(self.timetable)


class DraftStep(models.Model):
    """One step of the work on a draft, with each trip it touched before and after; None where there was no trip."""

    class Kind(models.TextChoices):
        """What was done."""

        TIMES = "times", _("times and calls")
        TRAIN = "train", _("a train's particulars")
        ADDED = "added", _("train added")
        REMOVED = "removed", _("train removed")
        PASTED = "pasted", _("timetable pasted")
        MERGED = "merged", _("published changes taken over")

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="steps", verbose_name=_("edition"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    subject = models.CharField(_("trains"), max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone = models.BooleanField(_("taken back"), default=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("step of a draft")
        verbose_name_plural = _("steps of drafts")
        ordering = ["timetable", "number"]
        constraints = [models.UniqueConstraint(fields=["timetable", "number"], name="draft_step_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_kind_display()} {self.subject}".rstrip()


class Publication(models.Model):
    """An edition put in force: from which day, by whom, what passengers get, and what it replaced.

    `replaced` holds state and validity of each earlier edition by its key, as they were; `remedies` what each group of
    passengers was given; `summary` how many trains of which days followed.
    """

    timetable = models.ForeignKey(
        Timetable, models.PROTECT, related_name="publications", verbose_name=_("edition")
    )
    valid_from = models.DateField(_("valid from"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    remedies = models.JSONField(_("what passengers get"), default=dict)
    replaced = models.JSONField(_("what it replaced"), default=dict)
    summary = models.JSONField(_("what followed"), default=dict)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    reverted_at = models.DateTimeField(_("reverted at"), null=True, blank=True)
    reverted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reverted by"),
    )
    revert_reason = models.CharField(_("reason of the revert"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return f"{self.timetable.name}, {self.valid_from}"
