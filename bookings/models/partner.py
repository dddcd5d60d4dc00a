"""Partners that are told what happens: their endpoints, what happened, and what was delivered to whom."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Partner(models.Model):
    """A partner's system. Of its token only the SHA-256 is kept, in hexadecimal."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True, editable=False)
    is_active = models.BooleanField(_("may ask"), default=True)
    made_at = models.DateTimeField(_("made at"), editable=False)
    last_seen_at = models.DateTimeField(_("asked last at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PartnerEvent(models.Model):
    """Something that happened, without personal data, written in the transaction that made it so.

    `number` is the cursor: given in order once the event is committed, so that no reader passes over one that is still
    being written. `subject` is the booking or train it is of; the events of one subject are numbered as they happened.
    """

    number = models.BigIntegerField(_("number"), null=True, unique=True, editable=False)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("what it is of"), max_length=80)
    at = models.DateTimeField(_("when"))
    data = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event for partners")
        verbose_name_plural = _("events for partners")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(number__isnull=True), name="partner_event_unnumbered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class WebhookEndpoint(models.Model):
    """An address of a partner to which events are posted. No kinds: all of them."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="endpoints", verbose_name=_("partner"))
    url = models.URLField(_("address"), max_length=500)
    kinds = models.JSONField(_("kinds of events"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    disabled_at = models.DateTimeField(_("switched off at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["partner__name", "id"]

    def __str__(self) -> str:
        return f"{self.partner}: {self.url}"


class WebhookSecret(models.Model):
    """A signing secret of an endpoint, made from `uuid` and SECRET_KEY; nothing of it is stored.

    Until `ends_at` it signs beside its successor, so that the partner may change over in between.
    """

    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, related_name="secrets", verbose_name=_("webhook")
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))
    ends_at = models.DateTimeField(_("signs until"), null=True, blank=True)

    class Meta:
        verbose_name = _("secret of a webhook")
        verbose_name_plural = _("secrets of webhooks")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.made_at:%Y-%m-%d}"


class WebhookDelivery(models.Model):
    """One event to one endpoint; a worker takes it by a lease in `next_attempt_at`."""

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("queued")
        SENT = "sent", _("taken")
        FAILED = "failed", _("failed")

    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, related_name="deliveries", verbose_name=_("webhook")
    )
    event = models.ForeignKey(
        PartnerEvent, models.CASCADE, related_name="deliveries", verbose_name=_("event")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("made at"))
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    sent_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery to a webhook")
        verbose_name_plural = _("deliveries to webhooks")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_delivery_once")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="queued"),
                name="webhook_delivery_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.endpoint}"
