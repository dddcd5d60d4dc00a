"""Dated prices of bicycles, pets and heavy baggage."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from bookings.admin.rule_forms import PriceForm
from bookings.admin.tariff_form import TableField
from bookings.fares import BadAncillary, read_bands, read_hours
from bookings.models import Ancillary
from railway.lib.staff_tables import HistoryAdmin


class AncillaryForm(PriceForm):
    """A price that the fares understand: one they can't read would stop every sale."""

    bands = TableField(
        label=_("Prices by distance"),
        required=False,
        help_text=_(
            "Up to km; price, one a line. The last line is for any distance: a semicolon, then the price."
        ),
    )

    def clean_free_hours(self) -> str:
        """This method refuses hours that can't be read."""
        text = str(self.cleaned_data["free_hours"])
        try:
            read_hours(text)
        except BadAncillary as error:
            raise forms.ValidationError(_("Write hours as 11:00-16:00 21:00-06:00.")) from error
        return text

    def clean(self) -> dict[str, Any] | None:
        """This method refuses bands that can't be read, and a price by distance without them."""
        data = super().clean() or self.cleaned_data
        rows = data.get("bands") or []
        try:
            bands = read_bands(rows)
        except BadAncillary:
            self.add_error(
                "bands", _("Write up to km; price, each farther than the one before, the last without km.")
            )
            return data
        by_distance = data.get("form") == Ancillary.Form.BANDS
        if by_distance and (not bands or bands[-1][0] is not None):
            self.add_error("bands", _("The last line is for any distance: a semicolon, then the price."))
        if (price := data.get("price")) is not None and price < 0:
            self.add_error("price", _("Write a number that is not below zero."))
        if (most := data.get("most")) is not None and not 1 <= most <= 9:
            self.add_error("most", _("Write a number from 1 to 9."))
        return data


@admin.register(Ancillary)
class AncillaryAdmin(HistoryAdmin):
    """What travels along for money, by country and day. A sold price never changes."""

    form = AncillaryForm
    list_display = [
        "kind", "country", "form", "share_percent", "price", "currency", "free_hours", "most", "valid_from",
        "valid_until", "quality",
    ]  # fmt: skip
    list_filter = ["kind", "country", "quality"]
