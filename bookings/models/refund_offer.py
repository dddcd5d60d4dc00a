"""Refund offers (OSDM RefundOffer)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from bookings.models.choices import Currency


class RefundOffer(models.Model):
    """What a passenger would get back if they returned these tickets now; it holds until `expires_at`."""

    class Status(models.TextChoices):
        """OSDM refund offer states."""

        OFFERED = "OFFERED", _("offered")
        CONFIRMED = "CONFIRMED", _("confirmed")
        EXPIRED = "EXPIRED", _("expired")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(
        Booking, models.CASCADE, related_name="refund_offers", verbose_name=_("booking")
    )
    passengers = models.JSONField(_("passengers"), default=list)
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2)
    fee = models.DecimalField(_("kept"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("returned"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    rule = models.JSONField(_("rule"), default=dict)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.OFFERED)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("holds until"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund offer")
        verbose_name_plural = _("refund offers")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="refund_offer_adds_up", condition=models.Q(paid=models.F("fee") + models.F("amount"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
