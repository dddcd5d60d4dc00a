"""The table of benefits as lawyers read and write it: one row a version, read and written without loss."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Final

from bookings.fares.acts import LANGUAGES, Texts
from bookings.fares.benefit import Benefit, Scope, TripsPeriod
from bookings.fares.table_row import TableError, TableRow, made_all, rows_of_text
from bookings.fares.tariff import COUNTRIES, as_country

QUALITIES: Final = ("S", "P", "U")
SEAT_MODES: Final = ("numbered", "quota", "open")
PAYERS: Final = ("", "union_state", "by_republic", "by_local", "ru_federal", "ru_region", "carrier")
PROOF_CHECKS: Final = ("shown", "desk", "registry", "age")
_SCOPES: Final[dict[str, Scope]] = {"whole_route": "whole_route", "home_segment": "home_segment"}
_PERIODS: Final[dict[str, TripsPeriod]] = {"month": "month", "year": "year"}

COLUMNS: Final = (
    "code", "country", "discount_percent", "season_from", "season_to", "age_min", "age_max", "through_birthday",
    "automatic", "scope", "only_with", "companions_each", "holder_any", "seat_classes", "seat_modes", "trips_per_day",
    "free_trips", "trips_period", "valid_from", "valid_until", "is_active", "quality", "sensitive",
    "name_ru", "name_be", "name_en", "reason_ru", "reason_be", "reason_en", "holder", "proof_ru", "proof_be",
    "proof_en", "proof_check", "act_ru", "act_be", "act_en", "article", "payer_budget", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A benefit with its texts; `sensitive`: of health, radiation or war, never named on a ticket's face.

    `payer_budget` makes good what it costs, one of PAYERS; `proof_check` is one of PROOF_CHECKS.
    """

    benefit: Benefit
    names: Texts
    reasons: Texts
    proofs: Texts
    acts: Texts
    holder: str
    sensitive: bool
    note: str
    payer_budget: str = ""
    proof_check: str = "shown"


def read_benefit_text(text: str, name: str) -> list[BenefitRow]:
    """The benefits of a file handed in under a name. This function raises TableError, for an unknown column too.

    Its `others` are the faults of the rows after the first wrong one: whoever mends the file mends it once.
    """
    rows = list(rows_of_text(text.removeprefix("\ufeff"), Path(name)))
    for row in rows[:1]:
        if unknown := [column for column in row.cells if column not in COLUMNS]:
            raise TableError(row.path, 1, unknown[0], "the table of benefits has no such column")
    return made_all(rows, benefit_row)


def write_benefit_text(rows: Iterable[BenefitRow]) -> str:
    """This function writes rows as the CSV that read_benefit_text reads back the same."""
    file = StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(map(benefit_cells, rows))
    return file.getvalue()


def benefit_row(row: TableRow) -> BenefitRow:
    """This function reads a benefit from its row; raises TableError or ValueError."""
    return BenefitRow(
        benefit=_benefit(row),
        names=row.texts("name"),
        reasons=row.texts("reason"),
        proofs=row.texts("proof"),
        acts=row.texts("act"),
        holder=row.text("holder"),
        sensitive=row.flag("sensitive"),
        note=row.text("note"),
        payer_budget=row.one_of_or("payer_budget", PAYERS, ""),
        proof_check=row.one_of_or("proof_check", PROOF_CHECKS, "shown"),
    )


def benefit_cells(row: BenefitRow) -> dict[str, str]:
    """This function gives a row's cells by column, as they stand in the file."""
    rule = row.benefit
    plain = {
        name: _cell(getattr(rule, name)) for name in COLUMNS if name not in _OF_ROW and hasattr(rule, name)
    }
    texts = {
        f"{stem}_{language}": getattr(text, language)
        for stem, text in (
            ("name", row.names),
            ("reason", row.reasons),
            ("proof", row.proofs),
            ("act", row.acts),
        )
        for language in LANGUAGES
    }
    own = {name: _cell(getattr(row, name)) for name in _OF_ROW}
    return plain | texts | own | {"is_active": _cell(rule.active)}


_OF_ROW: Final = ("holder", "sensitive", "note", "payer_budget", "proof_check")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)


def _benefit(row: TableRow) -> Benefit:
    return Benefit(
        code=row.required("code"),
        country=as_country(row.one_of("country", COUNTRIES)),
        discount_percent=Decimal(row.whole("discount_percent")),
        season_from=row.text("season_from"),
        season_to=row.text("season_to"),
        age_min=row.whole_or_none("age_min"),
        age_max=row.whole_or_none("age_max"),
        through_birthday=row.flag("through_birthday"),
        scope=_SCOPES[row.one_of("scope", tuple(_SCOPES))],
        only_with=tuple(row.text("only_with").split()),
        holder_any=row.flag("holder_any"),
        automatic=row.flag("automatic"),
        seat_classes=tuple(row.text("seat_classes").split()),
        valid_from=row.day_or_none("valid_from"),
        valid_until=row.day_or_none("valid_until"),
        active=row.flag("is_active"),
        act=row.text("act_ru"),
        article=row.text("article"),
        quality=row.one_of("quality", QUALITIES),
        companions_each=_count(row, "companions_each") or 1,
        seat_modes=_seat_modes(row),
        trips_per_day=_count(row, "trips_per_day"),
        free_trips=_count(row, "free_trips"),
        trips_period=_PERIODS[row.one_of_or("trips_period", tuple(_PERIODS), "year")],
    )


def _seat_modes(row: TableRow) -> tuple[str, ...]:
    modes = tuple(row.text_or("seat_modes", "").split())
    if unknown := set(modes) - set(SEAT_MODES):
        row.refuse("seat_modes", f"{', '.join(sorted(unknown))} is not one of {', '.join(SEAT_MODES)}")
    return modes


def _count(row: TableRow, column: str) -> int | None:
    return row.whole_or_none(column) if row.text_or(column, "") else None
