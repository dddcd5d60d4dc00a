"""What people ask for about their own data: a copy of it, or to have it erased."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from bookings.models.choices import Country


class PrivacyRequest(models.Model):
    """One request. `due_at` is the law's term; access is proved by the link sent to the address, or by a clerk.

    After an erasure `email` is empty; `email_hash`, keyed by `hash_key`, still tells that this address asked.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        EXPORT = "export", _("a copy of the data")
        ERASURE = "erasure", _("erasure")

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("link sent, not opened yet")
        CHECKING = "checking", _("a clerk checks who asks")
        OPEN = "open", _("being done")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    class Proof(models.TextChoices):
        """How it was made sure who asks."""

        LINK = "link", _("by the link sent to the address")
        CLERK = "clerk", _("by a clerk, by document")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("what is asked for"), max_length=7, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    booking = models.ForeignKey(
        Booking, models.PROTECT, related_name="privacy_requests", verbose_name=_("asked from the booking")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    hash_key = models.CharField(_("key of the hash"), max_length=16, blank=True)
    email_hash = models.CharField(_("e-mail, as a keyed hash"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=2)
    law = models.CharField(_("law of"), max_length=2, choices=Country.choices)
    words = models.CharField(_("in their words"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("to be answered by"))
    proof = models.CharField(_("how it is known who asks"), max_length=5, choices=Proof.choices, blank=True)
    proven_at = models.DateTimeField(_("known since"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    counts = models.JSONField(_("what was erased"), default=dict, blank=True)

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="privacy_request_proven",
                condition=~models.Q(state__in=["open", "done"])
                | models.Q(proof__in=["link", "clerk"], proven_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["booking", "kind"],
                condition=models.Q(state__in=["asked", "checking", "open"]),
                name="privacy_request_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["asked", "checking", "open"]),
                name="privacy_request_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking}: {self.get_kind_display()}"

    @property
    def by_address(self) -> bool:
        """This property tells whether who asks reads the order's address; else a clerk checks a document."""
        return self.state != self.State.CHECKING and self.proof != self.Proof.CLERK
