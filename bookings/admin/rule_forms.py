"""Checks of the dated rules before they are saved: a row the fares can't read would stop every sale."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.fares import BadRounding, parse_rounding
from timetables.models import SeatMode


class PeriodForm(forms.ModelForm):
    """A rule in force from a day up to another, which is not included any more."""

    def clean(self) -> dict[str, Any] | None:
        """This method refuses a period without a day."""
        data = super().clean() or self.cleaned_data
        first, end = data.get("valid_from"), data.get("valid_until")
        if first and end and end <= first:
            self.add_error("valid_until", _("The rule ends after its first day."))
        return data


class PriceForm(PeriodForm):
    """A dated price, rounded in a way that the fares can read."""

    def clean_rounding(self) -> str:
        """This method refuses a rounding that `bookings.fares` can't read."""
        code = str(self.cleaned_data["rounding"])
        try:
            parse_rounding(code)
        except BadRounding as error:
            raise forms.ValidationError(
                _("Write the rounding as up:0.01, half_up:1 or down:0.05.")
            ) from error
        return code


class RefundRuleForm(PeriodForm):
    """The way of sale is chosen, not typed."""

    SOLD = SeatMode.choices

    seat_mode = forms.ChoiceField(label=_("How the train is sold"), choices=SOLD)


class ExchangeRuleForm(RefundRuleForm):
    """An exchange keeps at most the whole price, and its fee gives nothing back."""

    def clean(self) -> dict[str, Any] | None:
        """This method refuses a share over 100 and fees below nothing."""
        data = super().clean() or self.cleaned_data
        if (data.get("share_percent") or 0) > 100:
            self.add_error("share_percent", _("Write a share from 0 to 100."))
        for name in ("fee_byn", "fee_rub"):
            if (fee := data.get(name)) is not None and fee < 0:
                self.add_error(name, _("Write a number that is not below zero."))
        return data
