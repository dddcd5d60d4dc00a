"""The people of a booking."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.benefit import Benefit
from bookings.models.booking import Booking


class Passenger(models.Model):
    """One traveller. `country` is the law whose document they hold; empty for citizens of other states.

    `price_lines` is the explained price as `bookings.fares` wrote it; amounts are in the booking's currency.
    `ancillaries` is how many of each kind travel along, as {"bicycle": 1}; the price includes them. The number of the
    document that proves the benefit is not kept: `proof_hashes` holds a keyed hash of it for each key in use.
    """

    class State(models.TextChoices):
        """Whether the passenger still travels."""

        ACTIVE = "active", _("travels")
        REFUNDED = "refunded", _("refunded")
        EXCHANGED = "exchanged", _("exchanged")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="passengers", verbose_name=_("booking"))
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.ACTIVE)
    country = models.CharField(_("law of"), max_length=2, blank=True)
    benefit = models.ForeignKey(
        Benefit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("benefit asked for")
    )
    granted_benefit = models.ForeignKey(
        Benefit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("benefit given")
    )
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    document_type = models.CharField(_("document"), max_length=32, blank=True)
    document_number_encrypted = models.BinaryField(_("document number, encrypted"), null=True, blank=True)
    document_last4 = models.CharField(_("last characters of the document"), max_length=4, blank=True)
    proof_kind = models.CharField(_("proof of the benefit"), max_length=32, blank=True)
    proof_hashes = models.JSONField(_("number of the proof, as keyed hashes"), default=dict, blank=True)
    proof_last4 = models.CharField(_("last characters of the proof"), max_length=4, blank=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    full_price = models.DecimalField(_("price without a benefit"), max_digits=12, decimal_places=2)
    price_lines = models.JSONField(_("how the price came about"), default=dict)
    ancillaries = models.JSONField(_("bicycle, pets, baggage"), default=dict, blank=True)
    fees = models.DecimalField(_("fees for exchange"), max_digits=12, decimal_places=2, default=0)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replacements",
        verbose_name=_("in exchange for"),
    )

    class Meta:
        verbose_name = _("passenger")
        verbose_name_plural = _("passengers")
        ordering = ["booking", "number"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "number"], name="passenger_once"),
            models.CheckConstraint(
                name="passenger_price", condition=models.Q(price__gte=0, full_price__gte=models.F("price"))
            ),
            models.CheckConstraint(name="passenger_fees", condition=models.Q(fees__gte=0)),
        ]

    def __str__(self) -> str:
        return self.full_name or f"{self.number}"

    @property
    def worth(self) -> Decimal:
        """This property is what was really paid for the passenger: the price and the fees of exchanges."""
        return self.price + self.fees

    @property
    def full_name(self) -> str:
        """This property is family name, given name and patronymic, in the order of both countries' documents."""
        return " ".join(filter(None, [self.family_name, self.given_name, self.patronymic]))
