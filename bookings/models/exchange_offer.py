"""Exchange offers (OSDM ExchangeOffer)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from bookings.models.choices import Currency
from timetables.models import DatedTrip, Stop


class ExchangeOffer(models.Model):
    """Other tickets for these ones: what was paid, the fee, the new price, the difference; holds until `expires_at`.

    `difference` is to be paid, or goes back where it is below nothing. Confirmed, the offer has a `new_booking`, which
    replaces the old tickets when it is paid and not before.
    """

    class Status(models.TextChoices):
        """OSDM exchange offer states."""

        OFFERED = "OFFERED", _("offered")
        CONFIRMED = "CONFIRMED", _("confirmed")
        EXPIRED = "EXPIRED", _("expired")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(
        Booking, models.CASCADE, related_name="exchange_offers", verbose_name=_("booking")
    )
    new_booking = models.OneToOneField(
        Booking,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exchange_offer",
        verbose_name=_("new booking"),
    )
    dated_trip = models.ForeignKey(
        DatedTrip, models.PROTECT, related_name="+", verbose_name=_("train of a day")
    )
    origin = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("from"))
    destination = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("to"))
    passengers = models.JSONField(_("passengers"), default=list)
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2)
    fee = models.DecimalField(_("fee"), max_digits=12, decimal_places=2)
    price = models.DecimalField(_("new price"), max_digits=12, decimal_places=2)
    difference = models.DecimalField(_("difference"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    rule = models.JSONField(_("rule"), default=dict)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.OFFERED)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("holds until"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("exchange offer")
        verbose_name_plural = _("exchange offers")
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="exchange_offer_adds_up",
                condition=models.Q(difference=models.F("price") + models.F("fee") - models.F("paid")),
            ),
            models.CheckConstraint(
                name="exchange_offer_booked",
                condition=~models.Q(status="CONFIRMED") | models.Q(new_booking__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.difference} {self.currency}"
