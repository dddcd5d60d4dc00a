"""Rules of season tickets as they are written in the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.admin.benefit_form import WordsField
from bookings.admin.rule_forms import PeriodForm
from bookings.fares.season_rule import ALL_BENEFITS
from bookings.models import Benefit, SeasonProduct

SHAPE = ("days", "months", "length_days", "trips", "needs_benefit")


class SeasonProductForm(PeriodForm):
    """One country's rule; what kind of ticket it is must agree with the other country's."""

    benefits = WordsField(
        label=_("Benefits that hold"),
        required=False,
        help_text=_("Codes with blanks between them; * for all of them. Empty: none."),
    )

    class Meta:
        model = SeasonProduct
        fields = "__all__"

    def clean_benefits(self) -> list[str]:
        """This method refuses codes that no benefit has."""
        codes: list[str] = self.cleaned_data["benefits"]
        known = {ALL_BENEFITS, *Benefit.objects.filter(code__in=codes).values_list("code", flat=True)}
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(
                _("No benefit has this code: %(codes)s.") % {"codes": ", ".join(unknown)}
            )
        return codes

    def clean(self) -> dict[str, Any] | None:
        """This method refuses a ticket without a length, without a price, or unlike the other country's."""
        data = super().clean() or self.cleaned_data
        months, days = data.get("months"), data.get("length_days")
        if months is not None and days is not None and bool(months) == bool(days):
            self.add_error("length_days", _("Write either the months or the days it holds."))
        if months and months > 12:
            self.add_error("months", _("Write 12 months at most."))
        if days and days > 366:
            self.add_error("length_days", _("Write 366 days at most."))
        if (fares := data.get("single_fares")) is not None and fares <= 0:
            self.add_error("single_fares", _("Write a number above zero."))
        if data.get("trips") == 0:
            self.add_error("trips", _("Count from 1."))
        if not self.errors:
            self._agree(data)
        return data

    def _agree(self, data: dict[str, Any]) -> None:
        others = SeasonProduct.objects.filter(code=data["code"], is_active=True).exclude(
            country=data["country"]
        )
        for other in others:
            if _overlap(data, other) and any(getattr(other, name) != data[name] for name in SHAPE):
                self.add_error(
                    "code",
                    _(
                        "The other country's rule of this code describes another ticket. Both must agree in days,"
                        " length, trips and for whom it is, or none is sold over the border."
                    ),
                )
                return


class SeasonRefundRuleForm(PeriodForm):
    """Shares up to the whole, fees that give nothing back."""

    class Meta:
        fields = "__all__"

    def clean(self) -> dict[str, Any] | None:
        """This method refuses a share over 100 and fees below nothing."""
        data = super().clean() or self.cleaned_data
        for name in ("before_start_percent", "unused_percent"):
            if (data.get(name) or 0) > 100:
                self.add_error(name, _("Write a share from 0 to 100."))
        for name in ("fee_byn", "fee_rub"):
            if (fee := data.get(name)) is not None and fee < 0:
                self.add_error(name, _("Write a number that is not below zero."))
        return data


def _overlap(data: dict[str, Any], other: SeasonProduct) -> bool:
    starts_before = data.get("valid_until") is None or other.valid_from < data["valid_until"]
    return starts_before and (other.valid_until is None or data["valid_from"] < other.valid_until)
