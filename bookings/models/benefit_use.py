"""Trips used of benefits that a law limits: one numbered row a trip and limit, so that none is used twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.passenger import Passenger


class BenefitUse(models.Model):
    """One of the trips that a person may make by a benefit in a period, taken by a passenger of a booking.

    `person` is a keyed hash of the document they travel by. `period` is a day ("2027-05-14"), a month ("2027-05") or a
    year ("2027"). Of `slot`s there are as many as trips are allowed, from 1; two bookings racing for the last one meet
    at the constraint. The row counts while its passenger's booking is live (bookings.operations.benefit_uses).
    """

    passenger = models.ForeignKey(
        Passenger, models.CASCADE, related_name="benefit_uses", verbose_name=_("passenger")
    )
    benefit_code = models.CharField(_("benefit"), max_length=40)
    person = models.CharField(_("person, as a keyed hash"), max_length=64)
    period = models.CharField(_("period"), max_length=10)
    slot = models.PositiveSmallIntegerField(_("which of the trips"))

    class Meta:
        verbose_name = _("used trip of a benefit")
        verbose_name_plural = _("used trips of benefits")
        constraints = [
            models.UniqueConstraint(
                fields=["benefit_code", "person", "period", "slot"], name="benefit_use_once"
            ),
            models.UniqueConstraint(fields=["passenger", "period"], name="benefit_use_of_passenger"),
        ]

    def __str__(self) -> str:
        return f"{self.benefit_code} {self.period} #{self.slot}"
