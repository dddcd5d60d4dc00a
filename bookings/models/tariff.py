"""Dated rules of money: tariffs, exchange rates, refunds."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from bookings.models.choices import Country, Currency, Quality


class Tariff(models.Model):
    """One country's tariff for a half-open period. Prices are in `currency`, distances in kilometres.

    Without a country it is a through fare: it prices a whole journey over the border instead of the two sections. A
    draft sells nothing; versions in force never overlap. `table` holds the rows of a form other than by distance: of
    zones [up to km, price], of pairs [stop, stop, price], all texts.
    """

    class Form(models.TextChoices):
        """How a distance becomes a price."""

        DISTANCE = "distance", _("first zone, then by kilometre")
        ZONES = "zones", _("table by zone")
        PAIRS = "pairs", _("table by pair of stations")

    country = models.CharField(
        _("country"),
        max_length=2,
        choices=Country.choices,
        blank=True,
        help_text=_("Empty: a through fare over the border."),
    )
    form = models.CharField(_("form"), max_length=8, choices=Form.choices, default=Form.DISTANCE)
    table = models.JSONField(_("table"), default=list, blank=True)
    is_draft = models.BooleanField(_("draft"), default=False)
    name = models.CharField(_("name"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until, not included"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    first_zone_km = models.DecimalField(_("first zone, km"), max_digits=6, decimal_places=2)
    first_zone_price = models.DecimalField(_("price of the first zone"), max_digits=10, decimal_places=4)
    price_per_km = models.DecimalField(_("price per km beyond it"), max_digits=10, decimal_places=4)
    rounding = models.CharField(_("rounding"), max_length=20)
    act = models.CharField(_("act"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=100, blank=True)
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )
    source_note = models.TextField(_("source"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["country", "-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="tariff_versions_apart",
                expressions=[
                    ("country", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "valid_from", "valid_until", function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(is_draft=False),
            ),
            models.CheckConstraint(
                name="tariff_not_negative",
                condition=models.Q(first_zone_price__gte=0, price_per_km__gte=0, first_zone_km__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from})"


class ExchangeRate(models.Model):
    """How many Belarusian roubles 100 Russian roubles cost. The rate of a day is the latest one not after it."""

    date = models.DateField(_("date"), unique=True)
    byn_for_100_rub = models.DecimalField(_("BYN for 100 RUB"), max_digits=12, decimal_places=6)
    source = models.CharField(_("source"), max_length=200)
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-date"]
        constraints = [
            models.CheckConstraint(name="rate_positive", condition=models.Q(byn_for_100_rub__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.date}: 100 RUB = {self.byn_for_100_rub} BYN"


class TimeRule(models.Model):
    """What a passenger gets for a ticket given up at least so long before departure, by how the train is sold.

    A rule of a country holds for trips that begin there; one without a country where that country has none.
    """

    country = models.CharField(
        _("for trips that begin in"),
        max_length=2,
        choices=Country.choices,
        blank=True,
        help_text=_("Empty: wherever no rule of the country is in force."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until, not included"), null=True, blank=True)
    seat_mode = models.CharField(_("how the train is sold"), max_length=8, default="numbered")
    minutes_before_departure = models.PositiveIntegerField(_("at least so many minutes before departure"))
    share_percent = models.PositiveSmallIntegerField(_("share returned, %"))
    fee_byn = models.DecimalField(_("fee, BYN"), max_digits=10, decimal_places=2, default=0)
    fee_rub = models.DecimalField(_("fee, RUB"), max_digits=10, decimal_places=2, default=0)
    act = models.CharField(_("act"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=100, blank=True)
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.seat_mode} {self.minutes_before_departure} min: {self.share_percent} %"


class RefundRule(TimeRule):
    """What share of the price comes back when a ticket is returned at least so long before departure."""

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("refund rule")
        verbose_name_plural = _("refund rules")
        ordering = ["seat_mode", "-valid_from", "-minutes_before_departure"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat_mode", "country", "valid_from", "minutes_before_departure"],
                name="refund_rule_once",
            ),
            models.CheckConstraint(name="refund_share", condition=models.Q(share_percent__lte=100)),
        ]


class ExchangeRule(TimeRule):
    """What share of the price counts towards other tickets, less a fee for each, when exchanged so long before."""

    share_percent = models.PositiveSmallIntegerField(_("share that counts, %"), default=100)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("exchange rule")
        verbose_name_plural = _("exchange rules")
        ordering = ["seat_mode", "-valid_from", "-minutes_before_departure"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat_mode", "country", "valid_from", "minutes_before_departure"],
                name="exchange_rule_once",
            ),
            models.CheckConstraint(
                name="exchange_rule_amounts",
                condition=models.Q(share_percent__lte=100, fee_byn__gte=0, fee_rub__gte=0),
            ),
        ]
