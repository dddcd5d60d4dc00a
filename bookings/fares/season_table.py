"""Readers of the CSV tables of season tickets; the README beside the tables names the columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from bookings.fares.acts import Texts
from bookings.fares.season_refund import SeasonRefundRule
from bookings.fares.season_rule import SEASON_DAYS, SeasonDays, SeasonRule, SeasonShape
from bookings.fares.table_row import TableRow, made, rows_of
from bookings.fares.tariff import COUNTRIES, as_country

_DATA: Final = Path(__file__).resolve().parent.parent / "data"
SEASON_PRODUCTS_FILE: Final = _DATA / "season_products.csv"
SEASON_REFUND_RULES_FILE: Final = _DATA / "season_refund_rules.csv"
_QUALITIES: Final = ("S", "P", "U")


@dataclass(frozen=True, slots=True)
class SeasonProductRow:
    """A country's rule of a kind of season ticket, its name, whether it is sold, and where it comes from."""

    rule: SeasonRule
    names: Texts
    is_active: bool
    note: str


@dataclass(frozen=True, slots=True)
class SeasonRefundRow:
    """A refund rule of season tickets and where it comes from."""

    rule: SeasonRefundRule
    note: str


def read_season_products(path: Path) -> list[SeasonProductRow]:
    """The kinds of season tickets of both countries. This function raises TableError."""
    return [made(row, _product) for row in rows_of(path)]


def read_season_refund_rules(path: Path) -> list[SeasonRefundRow]:
    """What of season tickets comes back. This function raises TableError."""
    return [made(row, _refund_rule) for row in rows_of(path)]


def _product(row: TableRow) -> SeasonProductRow:
    shape = SeasonShape(
        days=cast("SeasonDays", row.one_of("days", SEASON_DAYS)),
        months=row.whole_or_none("months") or 0,
        length_days=row.whole_or_none("length_days") or 0,
        trips=row.whole_or_none("trips"),
    )
    rule = SeasonRule(
        code=row.required("code"),
        country=as_country(row.one_of("country", COUNTRIES)),
        shape=shape,
        single_fares=row.decimal("single_fares"),
        valid_from=row.day("valid_from"),
        valid_until=row.day_or_none("valid_until"),
        benefits=tuple(row.text("benefits").split()),
        needs_benefit=row.flag("needs_benefit"),
        act=row.text("act"),
        article=row.text("article"),
        quality=row.one_of("quality", _QUALITIES),
    )
    return SeasonProductRow(rule, row.texts("name"), row.flag("is_active"), row.text("note"))


def _refund_rule(row: TableRow) -> SeasonRefundRow:
    rule = SeasonRefundRule(
        valid_from=row.day("valid_from"),
        valid_until=row.day_or_none("valid_until"),
        before_start_percent=row.decimal("before_start_percent"),
        unused_percent=row.decimal("unused_percent"),
        fee_byn=row.decimal("fee_byn"),
        fee_rub=row.decimal("fee_rub"),
        act=row.text("act"),
        article=row.text("article"),
        quality=row.one_of("quality", _QUALITIES),
    )
    return SeasonRefundRow(rule, row.text("note"))
