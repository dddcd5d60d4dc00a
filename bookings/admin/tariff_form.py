"""A tariff as it is written in the admin: prices by distance, or a table pasted from a decision."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.admin.rule_forms import PriceForm
from bookings.fares import BadTable, read_pairs, read_zones
from bookings.models import Tariff
from timetables.models import Stop

READERS: dict[str, Any] = {Tariff.Form.ZONES: read_zones, Tariff.Form.PAIRS: read_pairs}
PRICES = ("first_zone_km", "first_zone_price", "price_per_km")


class TableField(forms.CharField):
    """Rows typed or pasted, one a line, the cells parted by semicolons or, as from a spreadsheet, by tabs."""

    widget = forms.Textarea(attrs={"rows": 12, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        """This method writes rows as lines."""
        return "\n".join("; ".join(row) for row in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """This method reads lines as rows."""
        lines = [line for line in (value or "").splitlines() if line.strip()]
        return [[cell.strip() for cell in re.split(r"[;\t]", line)] for line in lines]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """This method compares rows, not how they are written."""
        return (initial or []) != self.to_python(data)


class TariffForm(PriceForm):
    """A tariff's rounding and its table are such that the fares understand them."""

    table = TableField(
        label=_("Table"),
        required=False,
        help_text=_(
            "By zone: up to km; price. By pair: stop's code; stop's code; price. A section up to the border ends in "
            "its code, such as BORDER_VIT. Beyond the last zone each kilometre costs the price per km; pairs without "
            "a price go by distance."
        ),
    )

    def _get_validation_exclusions(self) -> set[str]:
        # Whether periods may overlap hangs on the draft's mark, which no field of the form shows.
        return set(super()._get_validation_exclusions()) - {"is_draft"}  # type: ignore[misc]  # Django's own method

    def clean(self) -> dict[str, Any] | None:
        """This method refuses distances and prices below nothing, and a table that isn't one."""
        data = super().clean() or self.cleaned_data
        self.instance.is_draft = self.instance.is_draft or not self.instance.pk
        for name in PRICES:
            if (value := data.get(name)) is not None and value < 0:
                self.add_error(name, _("Write a number that is not below zero."))
        if fault := _fault_of_table(data.get("form", ""), data.get("table") or []):
            self.add_error("table", fault)
        return data


def _fault_of_table(form: str, rows: list[list[str]]) -> Any:
    reader = READERS.get(form)
    if reader is None:
        return _("A tariff by distance has no table.") if rows else None
    if not rows:
        return _("Write the table.")
    try:
        read = reader(rows)
    except BadTable as error:
        words = (
            _("Line %(line)s: write up to km; price, each zone farther and not cheaper than the one before.")
            if form == Tariff.Form.ZONES
            else _("Line %(line)s: write stop; stop; price, each pair once.")
        )
        return words % {"line": error.line}
    return _unknown_stops(read) if form == Tariff.Form.PAIRS else None


def _unknown_stops(pairs: tuple[tuple[str, str, Any], ...]) -> Any:
    codes = {code for first, second, _price in pairs for code in (first, second)}
    known = set(Stop.objects.filter(stop_id__in=codes).values_list("stop_id", flat=True))
    if unknown := sorted(codes - known):
        return _("There is no stop %(codes)s.") % {"codes": ", ".join(unknown)}
    return None
