"""Payments, the bank's answers, refunds, and the sandbox bank's own book."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from bookings.models.choices import Currency
from bookings.models.season_ticket import SeasonTicket
from bookings.models.shift import Shift


class Checkout(models.Model):
    """One charge at the bank for the payments of several bookings held together; each payment keeps its own booking.

    How it stands is told by its payments: they are settled in one transaction, and their amounts add up to its own.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    gateway = models.CharField(_("gateway"), max_length=20)
    created_at = models.DateTimeField(_("started at"))

    class Meta:
        verbose_name = _("common payment")
        verbose_name_plural = _("common payments")
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(name="checkout_amount", condition=models.Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Payment(models.Model):
    """One attempt to pay a booking or a season ticket. At most one attempt of either keeps the money."""

    class Status(models.TextChoices):
        """Where the money is. REFUND_DUE: taken, but the seats were gone; it goes back by itself."""

        PENDING = "pending", _("waiting for the bank")
        CAPTURED = "captured", _("paid")
        DECLINED = "declined", _("declined")
        ABANDONED = "abandoned", _("given up")
        REFUND_DUE = "refund_due", _("to be returned")
        REFUNDED = "refunded", _("returned")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(
        Booking, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("booking")
    )
    season_ticket = models.ForeignKey(
        SeasonTicket,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("season ticket"),
    )
    checkout = models.ForeignKey(
        Checkout,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("common payment"),
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    gateway = models.CharField(_("gateway"), max_length=20)
    gateway_reference = models.CharField(_("the bank's reference"), max_length=64, blank=True)
    redirect_url = models.CharField(_("the bank's page"), max_length=500, blank=True)
    return_url = models.CharField(_("where the passenger returns to"), max_length=500, blank=True)
    decline_reason = models.CharField(_("reason of the decline"), max_length=64, blank=True)
    shift = models.ForeignKey(
        Shift, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("shift")
    )
    handed = models.DecimalField(
        _("handed over in cash"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    created_at = models.DateTimeField(_("started at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking"], condition=models.Q(status="captured"), name="payment_taken_once"
            ),
            models.UniqueConstraint(
                fields=["booking"], condition=models.Q(status="pending"), name="payment_pending_once"
            ),
            models.UniqueConstraint(
                fields=["season_ticket"],
                condition=models.Q(status="captured"),
                name="season_payment_taken_once",
            ),
            models.UniqueConstraint(
                fields=["season_ticket"],
                condition=models.Q(status="pending"),
                name="season_payment_pending_once",
            ),
            models.CheckConstraint(
                name="payment_of_one_thing",
                condition=models.Q(booking__isnull=False, season_ticket__isnull=True)
                | models.Q(booking__isnull=True, season_ticket__isnull=False),
            ),
            models.CheckConstraint(name="payment_amount", condition=models.Q(amount__gte=0)),
            models.CheckConstraint(
                name="payment_cash_in_a_shift",
                condition=~models.Q(gateway="cash", status__in=["captured", "refund_due", "refunded"])
                | models.Q(shift__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} ({self.get_status_display()})"

    @property
    def paid_for(self) -> Booking | SeasonTicket:
        """This property is what is paid: a booking or a season ticket."""
        if self.booking is not None:
            return self.booking
        if self.season_ticket is None:
            raise RuntimeError(f"payment {self.pk} is of nothing")
        return self.season_ticket


class PaymentCallback(models.Model):
    """An answer of the bank as it came; the same event is taken in once."""

    event_id = models.CharField(_("event"), max_length=100, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="callbacks", verbose_name=_("payment"))
    outcome = models.CharField(_("outcome"), max_length=20)
    content = models.JSONField(_("content"), default=dict)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("answer of the bank")
        verbose_name_plural = _("answers of the bank")
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.event_id


class Refund(models.Model):
    """Money on its way back; `key` makes the request to the bank idempotent."""

    class Status(models.TextChoices):
        """Where the money is."""

        DUE = "due", _("to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    class Reason(models.TextChoices):
        """Why it goes back."""

        PASSENGER = "passenger", _("returned by the passenger")
        LATE_PAYMENT = "late_payment", _("paid after the seats were gone")
        DOUBLE_PAYMENT = "double_payment", _("paid twice")
        TRAIN_CANCELLED = "train_cancelled", _("train cancelled")
        TRAIN_CHANGED = "train_changed", _("train changed")
        PRICE_CHANGED = "price_changed", _("paid at a price that had changed")
        EXCHANGE = "exchange", _("exchanged for a cheaper trip")
        EXCHANGE_OVER = "exchange_over", _("paid after the tickets could not be exchanged any more")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices)
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.DUE)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("made at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(name="refund_amount", condition=models.Q(amount__gt=0))]
        indexes = [models.Index(fields=["created_at"], condition=models.Q(status="due"), name="refund_due")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class SandboxCharge(models.Model):
    """The sandbox bank's own record of a charge. Only `bookings.payments.sandbox` touches it."""

    class Status(models.TextChoices):
        """What the bank decided."""

        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    merchant_reference = models.CharField(max_length=64, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=2, default="ru")
    description = models.CharField(max_length=300, blank=True)
    return_url = models.CharField(max_length=500)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    decline_reason = models.CharField(max_length=64, blank=True)
    refunded = models.JSONField(default=dict, blank=True)
    refunded_at = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sandbox charge")
        verbose_name_plural = _("sandbox charges")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.status}"
