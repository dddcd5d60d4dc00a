"""Benefits of each national law, as dated rules with their provenance."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from bookings.models.choices import Country, PayerBudget, Quality


class Benefit(models.Model):
    """One dated version of a reduction that a law gives to a category of people, the category being `code`.

    Ages are whole years, both ends included. Versions of a code never overlap; one that was sold under is never changed
    (bookings.operations.revise_benefit). A person may use it `trips_per_day` times a day and `free_trips` times a
    `trips_period`; empty is no limit.
    """

    class Scope(models.TextChoices):
        """Where the benefit holds."""

        WHOLE_ROUTE = "whole_route", _("the whole route")
        HOME_SEGMENT = "home_segment", _("its own country only")

    class Period(models.TextChoices):
        """What a number of trips counts in."""

        MONTH = "month", _("calendar month")
        YEAR = "year", _("calendar year")

    class ProofCheck(models.TextChoices):
        """How the right to it is checked."""

        SHOWN = "shown", _("shown on the train")
        DESK = "desk", _("shown once at a ticket desk")
        REGISTRY = "registry", _("asked of a registry")
        AGE = "age", _("by the birth date alone")

    code = models.CharField(_("code"), max_length=40)
    country = models.CharField(_("law of"), max_length=2, choices=Country.choices)
    discount_percent = models.PositiveSmallIntegerField(_("reduction, %"))
    season_from = models.CharField(_("season from"), max_length=5, blank=True)
    season_to = models.CharField(_("season to"), max_length=5, blank=True)
    age_min = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True)
    through_birthday = models.BooleanField(
        _("ends with the birthday itself"),
        default=False,
        help_text=_("The age limit counts through that birthday."),
    )
    automatic = models.BooleanField(_("given by age alone"), default=False)
    only_with = models.JSONField(_("only with a holder of"), default=list, blank=True)
    holder_any = models.BooleanField(_("any person may hold it"), default=False)
    seat_classes = models.JSONField(
        _("only in classes"), default=list, blank=True, help_text=_("Empty: in all of them.")
    )
    seat_modes = models.JSONField(
        _("only on trains sold so"),
        default=list,
        blank=True,
        help_text=_('A list of "numbered", "quota", "open"; empty: on all.'),
    )
    companions_each = models.PositiveSmallIntegerField(_("companions for each one accompanied"), default=1)
    trips_per_day = models.PositiveSmallIntegerField(
        _("trips a day"), null=True, blank=True, help_text=_("1: once a day. Empty: no limit.")
    )
    free_trips = models.PositiveSmallIntegerField(
        _("trips in the period"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    trips_period = models.CharField(
        _("period of the trips"), max_length=5, choices=Period.choices, default=Period.YEAR
    )
    payer_budget = models.CharField(
        _("who makes it good"), max_length=12, choices=PayerBudget.choices, blank=True
    )
    proof_check = models.CharField(
        _("how it is checked"), max_length=8, choices=ProofCheck.choices, default=ProofCheck.SHOWN
    )
    scope = models.CharField(_("territory"), max_length=12, choices=Scope.choices, default=Scope.WHOLE_ROUTE)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until, not included"), null=True, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=300)
    name_be = models.CharField(_("name in Belarusian"), max_length=300, blank=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    reason_ru = models.TextField(_("reason in Russian"), blank=True)
    reason_be = models.TextField(_("reason in Belarusian"), blank=True)
    reason_en = models.TextField(_("reason in English"), blank=True)
    proof_ru = models.CharField(_("proof in Russian"), max_length=300, blank=True)
    proof_be = models.CharField(_("proof in Belarusian"), max_length=300, blank=True)
    proof_en = models.CharField(_("proof in English"), max_length=300, blank=True)
    holder = models.CharField(_("who holds it"), max_length=300, blank=True)
    act_ru = models.CharField(_("act in Russian"), max_length=300, blank=True)
    act_be = models.CharField(_("act in Belarusian"), max_length=300, blank=True)
    act_en = models.CharField(_("act in English"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=200, blank=True)
    sensitive = models.BooleanField(
        _("health, radiation or war"), default=False, help_text=_("Never named on the ticket's face.")
    )
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )
    is_active = models.BooleanField(_("offered to passengers"), default=False)
    note = models.TextField(_("note"), blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("checked by")
    )
    checked_source = models.CharField(_("source of the check"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")
        ordering = ["country", "code", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="benefit_versions_apart",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "valid_from", "valid_until", function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="benefit_trips",
                condition=models.Q(models.Q(trips_per_day=None) | models.Q(trips_per_day__gte=1))
                & models.Q(models.Q(free_trips=None) | models.Q(free_trips__gte=1)),
            ),
            models.CheckConstraint(name="benefit_share", condition=models.Q(discount_percent__lte=100)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """This property is the name in the active language."""
        return self.text_in("name")

    @property
    def proof(self) -> str:
        """This property says in the active language what the passenger must carry."""
        return self.text_in("proof")

    @property
    def reason(self) -> str:
        """This property says in the active language who pays less and when."""
        return self.text_in("reason")

    @property
    def act(self) -> str:
        """This property is the act in the active language."""
        return self.text_in("act")

    def text_in(self, field: str, language: str | None = None) -> str:
        """This function returns name, reason, proof or act in a language (the active one), else in Russian."""
        code = (language or get_language() or "ru")[:2]
        return str(getattr(self, f"{field}_{code}", "") or getattr(self, f"{field}_ru"))
