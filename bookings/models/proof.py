"""Proofs of benefits: what was seen once and until when it counts, and what a registry answered.

Neither table knows a name or a document's number: the person stands as a keyed hash.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.passenger import Passenger
from bookings.models.season_ticket import SeasonTicket


class ProofSeen(models.Model):
    """A document that proves a benefit was seen: by whom, when, and the last day until which it counts.

    `holder_hash` is keyed by the key named in `hash_key`. The benefit stands by its code, so that a new version of its
    rule changes nothing here. `passenger` is the traveller of the latest booking, `season_ticket` what was bought last
    with the proof otherwise: its purchaser is reminded.
    """

    class Source(models.TextChoices):
        """Who saw it."""

        DESK = "desk", _("ticket desk")
        TRAIN = "train", _("inspector on the train")
        REGISTRY = "registry", _("electronic check")

    benefit_code = models.CharField(_("benefit"), max_length=40)
    proof_kind = models.CharField(_("kind of document"), max_length=32)
    last4 = models.CharField(_("last characters of the document"), max_length=4, blank=True)
    hash_key = models.CharField(_("key of the hash"), max_length=16)
    holder_hash = models.CharField(_("holder, as a keyed hash"), max_length=64)
    source = models.CharField(_("seen at"), max_length=8, choices=Source.choices)
    seen_at = models.DateTimeField(_("seen on"))
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen by"),
    )
    until = models.DateField(_("counts until, included"))
    passenger = models.ForeignKey(
        Passenger, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("passenger")
    )
    season_ticket = models.ForeignKey(
        SeasonTicket,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("season ticket"),
    )
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )

    class Meta:
        verbose_name = _("seen proof of a benefit")
        verbose_name_plural = _("seen proofs of benefits")
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder_hash", "benefit_code", "until"],
                condition=models.Q(withdrawn_at=None),
                name="proof_seen_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["until"],
                condition=models.Q(reminded_at=None, withdrawn_at=None),
                name="proof_seen_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit_code} •••••{self.last4}"

    def counts_on(self, day: date) -> bool:
        """This method tells whether it still counts on a day of travel."""
        return self.withdrawn_at is None and self.until >= day


class ProofAnswer(models.Model):
    """What a registry answered about the proof of a passenger, or of the holder of a season ticket.

    The document itself is not kept with it.
    """

    class Outcome(models.TextChoices):
        """How the electronic check ended. Only CONFIRMED spares the passenger to show the document."""

        CONFIRMED = "confirmed", _("the benefit is confirmed")
        DENIED = "denied", _("the registry knows no such right")
        UNKNOWN = "unknown", _("the registry can't tell")
        NO_ANSWER = "no_answer", _("the registry didn't answer")

    passenger = models.ForeignKey(
        Passenger,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="proof_answers",
        verbose_name=_("passenger"),
    )
    season_ticket = models.ForeignKey(
        SeasonTicket,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="proof_answers",
        verbose_name=_("season ticket"),
    )
    registry = models.CharField(_("registry"), max_length=40)
    benefit_code = models.CharField(_("benefit"), max_length=40)
    outcome = models.CharField(_("answer"), max_length=9, choices=Outcome.choices)
    until = models.DateField(_("counts until, included"), null=True, blank=True)
    reference = models.CharField(_("the registry's reference"), max_length=64, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    took_ms = models.PositiveIntegerField(_("took, ms"))

    class Meta:
        verbose_name = _("answer of a registry")
        verbose_name_plural = _("answers of registries")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="proof_answer_of_one",
                condition=models.Q(passenger__isnull=False, season_ticket__isnull=True)
                | models.Q(passenger__isnull=True, season_ticket__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registry}: {self.get_outcome_display()}"
