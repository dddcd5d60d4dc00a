"""What travels along with a passenger for money (OSDM Ancillary): dated prices of each country."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from bookings.models.choices import Country, Currency, Quality


class AncillaryKind(models.TextChoices):
    """What it is."""

    BICYCLE = "bicycle", _("bicycle")
    PET = "pet", _("pet")
    BAGGAGE = "baggage", _("heavy baggage")


class Ancillary(models.Model):
    """The price of one thing on one country's section, for a half-open period; `currency` is that of price and bands.

    `bands` holds rows of [up to km, price] as texts, the last one with "" for any distance. `free_hours` such as
    "11:00-16:00 21:00-06:00" are local times of leaving the section's first stop, the end not included.
    """

    class Form(models.TextChoices):
        """How the price is found."""

        SHARE = "share", _("share of the full fare")
        BANDS = "bands", _("by distance")
        FIXED = "fixed", _("the same for any distance")

    kind = models.CharField(_("kind"), max_length=8, choices=AncillaryKind.choices)
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    form = models.CharField(_("form"), max_length=5, choices=Form.choices)
    share_percent = models.PositiveSmallIntegerField(_("share of the full fare, %"), default=0)
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2, default=0)
    bands = models.JSONField(_("prices by distance"), default=list, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    rounding = models.CharField(_("rounding"), max_length=20)
    free_hours = models.CharField(_("hours when it is free"), max_length=100, blank=True)
    most = models.PositiveSmallIntegerField(_("at most for a passenger"), default=1)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until, not included"), null=True, blank=True)
    act = models.CharField(_("act"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=100, blank=True)
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )
    source_note = models.TextField(_("source"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("price of baggage")
        verbose_name_plural = _("prices of baggage")
        ordering = ["kind", "country", "-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="ancillary_versions_apart",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("country", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "valid_from", "valid_until", function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="ancillary_amounts", condition=models.Q(price__gte=0, most__gte=1, most__lte=9)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.country} ({self.valid_from})"
