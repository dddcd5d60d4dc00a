"""Dated rules of season tickets: what is sold and for how much, and what of it comes back."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from bookings.models.choices import Country, Quality


class SeasonDays(models.TextChoices):
    """On which service days a season ticket holds."""

    ALL = "all", _("all days")
    WORKDAYS = "workdays", _("working days")
    WEEKEND = "weekend", _("days off")


class SeasonProduct(models.Model):
    """A season ticket as one country prices its section: so many single fares, for a half-open period of the rule.

    Rows of one `code` describe the same ticket; over the border each country's row prices its own section. It holds in
    both directions, for `months` or `length_days`, and for `trips` where they are counted. `benefits` are the codes of
    those that reduce it, "*" for all of the law; others don't.
    """

    code = models.CharField(_("code"), max_length=40)
    country = models.CharField(_("section in"), max_length=2, choices=Country.choices)
    name_ru = models.CharField(_("name in Russian"), max_length=200)
    name_be = models.CharField(_("name in Belarusian"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    days = models.CharField(_("days"), max_length=8, choices=SeasonDays.choices, default=SeasonDays.ALL)
    months = models.PositiveSmallIntegerField(_("months"), default=0)
    length_days = models.PositiveSmallIntegerField(
        _("days it holds"), default=0, help_text=_("Where it isn't sold by months.")
    )
    trips = models.PositiveSmallIntegerField(
        _("number of trips"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    single_fares = models.DecimalField(_("price in single fares"), max_digits=6, decimal_places=2)
    benefits = models.JSONField(
        _("benefits that hold"), default=list, blank=True, help_text=_('A list of codes; "*" for all.')
    )
    needs_benefit = models.BooleanField(_("only for holders of these benefits"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until, not included"), null=True, blank=True)
    is_active = models.BooleanField(_("sold"), default=True)
    act = models.CharField(_("act"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=100, blank=True)
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )
    source_note = models.TextField(_("source"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kind of season ticket")
        verbose_name_plural = _("kinds of season tickets")
        ordering = ["code", "country", "-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="season_product_versions_apart",
                expressions=[
                    ("code", RangeOperators.EQUAL),
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
                name="season_product_length",
                condition=models.Q(months=0, length_days__gte=1, length_days__lte=366)
                | models.Q(months__gte=1, months__lte=12, length_days=0),
            ),
            models.CheckConstraint(
                name="season_product_amounts",
                condition=models.Q(single_fares__gt=0) & (models.Q(trips=None) | models.Q(trips__gte=1)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"

    @property
    def name(self) -> str:
        """This property is the name in the active language, else in Russian."""
        code = (get_language() or "ru")[:2]
        return str(getattr(self, f"name_{code}", "") or self.name_ru)


class SeasonRefundRule(models.Model):
    """What comes back of a season ticket: a share of its whole price before its first day, of its unused part after.

    The unused part is the trips left, or without a number of trips the days left. The fee is in the currency of the
    sale.
    """

    valid_from = models.DateField(_("valid from"), unique=True)
    valid_until = models.DateField(_("valid until, not included"), null=True, blank=True)
    before_start_percent = models.PositiveSmallIntegerField(_("share before its first day, %"))
    unused_percent = models.PositiveSmallIntegerField(_("share of the unused part, %"))
    fee_byn = models.DecimalField(_("fee, BYN"), max_digits=10, decimal_places=2, default=0)
    fee_rub = models.DecimalField(_("fee, RUB"), max_digits=10, decimal_places=2, default=0)
    act = models.CharField(_("act"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=100, blank=True)
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )
    source_note = models.TextField(_("source"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("refund rule of season tickets")
        verbose_name_plural = _("refund rules of season tickets")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="season_refund_amounts",
                condition=models.Q(
                    before_start_percent__lte=100, unused_percent__lte=100, fee_byn__gte=0, fee_rub__gte=0
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.before_start_percent} % / {self.unused_percent} %"
