"""The rules of retention and the texts of consents that the service starts with, as rows of bookings/data."""

from collections.abc import Iterator
from typing import Any

from bookings.fares.table_row import TableRow, rows_of
from bookings.fares.tables import DATA

QUALITIES = ("S", "P", "U")


def retention_rows() -> Iterator[dict[str, Any]]:
    """This function reads the rules of retention. Raises TableError."""
    for row in rows_of(DATA / "retention_rules.csv"):
        yield {"data": row.required("data"), "days": row.whole("days"), **_provenance(row)}


def consent_rows() -> Iterator[dict[str, Any]]:
    """This function reads the texts of consents. Raises TableError."""
    for row in rows_of(DATA / "consent_texts.csv"):
        yield {
            "purpose": row.required("purpose"),
            "law": row.one_of("law", ("BY", "RU")),
            "version": row.whole("version"),
            "valid_until": row.day_or_none("valid_until"),
            **{f"text_{code}": row.required(f"text_{code}") for code in ("ru", "be", "en")},
            **_provenance(row),
        }


def _provenance(row: TableRow) -> dict[str, Any]:
    return {
        "valid_from": row.day("valid_from"),
        "act": row.text("act"),
        "article": row.text("article"),
        "quality": row.one_of("quality", QUALITIES),
        "note": row.text("note"),
    }
