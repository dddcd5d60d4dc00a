"""The table of what bicycles, pets and heavy baggage cost, as lawyers read it: bookings/data/ancillaries.csv."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bookings.fares.ancillary import FORMS, KINDS, AncillaryRule, read_bands, read_hours
from bookings.fares.money import CURRENCIES, as_currency
from bookings.fares.table_row import TableRow
from bookings.fares.tariff import COUNTRIES, as_country


@dataclass(frozen=True, slots=True)
class AncillaryRow:
    """A rule and where it comes from; hours and bands also as they are written: "100: 60 | 120"."""

    rule: AncillaryRule
    free_hours: str
    bands: list[list[str]]
    source_note: str


def ancillary_row(row: TableRow) -> AncillaryRow:
    """This function reads one price; raises TableError."""
    bands = written_bands(row.text("bands"))
    rule = AncillaryRule(
        kind=row.one_of("kind", KINDS),
        country=as_country(row.one_of("country", COUNTRIES)),
        form=row.one_of("form", FORMS),
        currency=as_currency(row.one_of("currency", CURRENCIES)),
        rounding=row.required("rounding"),
        valid_from=row.day("valid_from"),
        valid_until=row.day_or_none("valid_until"),
        share_percent=Decimal(row.whole("share_percent")),
        price=row.decimal("price"),
        bands=read_bands(bands),
        free_hours=read_hours(row.text("free_hours")),
        most=row.whole("most"),
        act=row.text("act"),
        article=row.text("article"),
        quality=row.one_of("quality", ("S", "P", "U")),
    )
    return AncillaryRow(rule, row.text("free_hours"), bands, row.text("source_note"))


def written_bands(text: str) -> list[list[str]]:
    """This function reads "100: 60 | 120" as rows of [up to km, price], "" for any distance."""
    bands = [each.rpartition(":") for each in text.split("|") if each.strip()]
    return [[km.strip(), price.strip()] for km, _colon, price in bands]
