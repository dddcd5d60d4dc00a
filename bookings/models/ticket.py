"""Tickets (OSDM Fulfillment)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.passenger import Passenger


class Ticket(models.Model):
    """One passenger's ticket: its number and the signed content of its code."""

    class State(models.TextChoices):
        """Whether it may be used."""

        VALID = "valid", _("valid")
        VOID = "void", _("void")

    passenger = models.OneToOneField(
        Passenger, models.CASCADE, related_name="ticket", verbose_name=_("passenger")
    )
    number = models.CharField(_("number"), max_length=32, unique=True)
    payload = models.BinaryField(_("signed content of the code"))
    state = models.CharField(_("state"), max_length=5, choices=State.choices, default=State.VALID)
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return self.number
