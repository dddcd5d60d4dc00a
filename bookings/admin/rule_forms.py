"""Checks of the dated rules before they are saved: a row the fares can't read would stop every sale."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.fares import BadRounding, parse_rounding
from bookings.models import Benefit
from timetables.models import SeatMode
from timetables.service_days import check_month_day


class PeriodForm(forms.ModelForm):
    """A rule in force from a day up to another, which is not included any more."""

    def clean(self) -> dict[str, Any] | None:
        """This method refuses a period without a day."""
        data = super().clean() or self.cleaned_data
        first, end = data.get("valid_from"), data.get("valid_until")
        if first and end and end <= first:
            self.add_error("valid_until", _("The rule ends after its first day."))
        return data


class TariffForm(PeriodForm):
    """A tariff's rounding is a rule that the fares understand."""

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

    def clean(self) -> dict[str, Any] | None:
        """This method refuses distances and prices below nothing."""
        data = super().clean() or self.cleaned_data
        for name in ("first_zone_km", "first_zone_price", "price_per_km"):
            if (value := data.get(name)) is not None and value < 0:
                self.add_error(name, _("Write a number that is not below zero."))
        return data


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


class BenefitForm(PeriodForm):
    """Seasons, ages and companions in the form that the fares read."""

    def clean_season_from(self) -> str:
        """This method refuses a first day that no year has."""
        return _real_day(self.cleaned_data["season_from"])

    def clean_season_to(self) -> str:
        """This method refuses a last day that no year has."""
        return _real_day(self.cleaned_data["season_to"])

    def clean_only_with(self) -> list[str]:
        """This method refuses anything but a list of benefits' codes."""
        codes = _texts(self.cleaned_data["only_with"])
        known = set(Benefit.objects.filter(code__in=codes).values_list("code", flat=True))
        if unknown := set(codes) - known:
            raise forms.ValidationError(
                _("There is no benefit %(codes)s.") % {"codes": ", ".join(sorted(unknown))}
            )
        return codes

    def clean_seat_classes(self) -> list[str]:
        """This method refuses anything but a list."""
        return _texts(self.cleaned_data["seat_classes"])

    def clean(self) -> dict[str, Any] | None:
        """This method refuses half a season and ages that run backwards."""
        data = super().clean() or self.cleaned_data
        ends = {"season_from", "season_to"}
        if ends <= data.keys() and bool(data["season_from"]) != bool(data["season_to"]):
            missing = "season_to" if data["season_from"] else "season_from"
            self.add_error(missing, _("A season needs both its first and its last day."))
        youngest, oldest = data.get("age_min"), data.get("age_max")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_max", _("The upper age is not below the lower."))
        return data


def _real_day(text: str) -> str:
    if text:
        try:
            check_month_day(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write a day of the year as 05-31, month first.")) from error
    return text


def _texts(value: Any) -> list[str]:
    if not value:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise forms.ValidationError(_('Write a list as ["BY_CHILD", "BY_STUDENT"].'))
    return value
