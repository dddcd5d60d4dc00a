"""The outbox: what must be said to purchasers, written with the change that causes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from bookings.models.contact_choice import PushSubscription
from bookings.models.season_ticket import SeasonTicket


class Notification(models.Model):
    """One message to one purchaser. `dedupe_key` makes it unique; a worker takes it by a lease in `next_attempt_at`."""

    class Kind(models.TextChoices):
        """What is said."""

        HELD = "held", _("seats kept")
        CONFIRMED = "confirmed", _("paid, with tickets")
        HOLD_ENDING = "hold_ending", _("hold about to end")
        HOLD_ENDED = "hold_ended", _("hold ended")
        PAYMENT_RETURNED = "payment_returned", _("late payment returned")
        REFUND = "refund", _("refund")
        TRAIN_CANCELLED = "train_cancelled", _("train cancelled")
        TRAIN_CHANGED = "train_changed", _("train changed")
        WEBHOOK_DISABLED = "webhook_disabled", _("webhook switched off")
        REMINDER = "reminder", _("reminder")
        LINK = "link", _("link to the booking")
        EXCHANGED = "exchanged", _("exchanged, with new tickets")
        PROOF_ENDING = "proof_ending", _("seen proof about to end")
        WAITING_JOINED = "waiting_joined", _("waits for seats")
        WAITING_OFFER = "waiting_offer", _("seats offered to who waited")
        WAITING_LAPSED = "waiting_lapsed", _("offer to who waited ended")
        WAITING_ENDED = "waiting_ended", _("waiting ended without a seat")
        PRIVACY = "privacy", _("about personal data")
        SEASON_BOUGHT = "season_bought", _("season ticket bought")
        SEASON_ENDING = "season_ending", _("season ticket about to end")
        SEASON_REFUNDED = "season_refunded", _("season ticket refunded")

    class Channel(models.TextChoices):
        """How it goes."""

        MAIL = "mail", _("mail")
        PUSH = "push", _("browser")
        SMS = "sms", _("SMS")

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("queued")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        OBSOLETE = "obsolete", _("no longer needed")

    booking = models.ForeignKey(
        Booking,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("booking"),
    )
    season_ticket = models.ForeignKey(
        SeasonTicket,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("season ticket"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    dedupe_key = models.CharField(_("key"), max_length=120, unique=True)
    language = models.CharField(_("language"), max_length=2)
    channel = models.CharField(_("channel"), max_length=4, choices=Channel.choices, default=Channel.MAIL)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    subscription = models.ForeignKey(
        PushSubscription, models.SET_NULL, null=True, blank=True, verbose_name=_("browser")
    )
    data = models.JSONField(_("details"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("made at"))
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="notification_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.email}"
