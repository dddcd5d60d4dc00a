"""Readers of the CSV tables of law and money in bookings/data; README.md there names the columns.

Every reader raises TableError, naming file, line and column, for the first cell it can't take.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from bookings.fares.ancillary_table import AncillaryRow, ancillary_row
from bookings.fares.benefit_table import BenefitRow, benefit_row
from bookings.fares.documents import CHECKS, NORMALISATIONS, DocumentType
from bookings.fares.exchange import ExchangeRule
from bookings.fares.money import CURRENCIES, Rate, as_currency
from bookings.fares.refund import RefundRule
from bookings.fares.rounding import BadRounding, parse_rounding
from bookings.fares.table_row import TableRow, made, rows_of
from bookings.fares.tariff import COUNTRIES, TariffVersion, as_country

DATA: Final = Path(__file__).resolve().parent.parent / "data"
BENEFIT_FILES: Final = (DATA / "benefits_belarus.csv", DATA / "benefits_russia.csv")
DOCUMENT_TYPES_FILE: Final = DATA / "document_types.csv"
TARIFFS_FILE: Final = DATA / "tariffs.csv"
RATES_FILE: Final = DATA / "rates.csv"
REFUND_RULES_FILE: Final = DATA / "refund_rules.csv"
EXCHANGE_RULES_FILE: Final = DATA / "exchange_rules.csv"
ANCILLARIES_FILE: Final = DATA / "ancillaries.csv"
DELAY_RULES_FILE: Final = DATA / "delay_rules.csv"

_QUALITIES: Final = ("S", "P", "U")
_SEAT_MODES: Final = ("numbered", "quota", "open")
T = TypeVar("T")
TimeRule = TypeVar("TimeRule", bound=RefundRule)


@dataclass(frozen=True, slots=True)
class DelayRuleRow:
    """How late, or how far moved, a train has to be for a free full refund. Validity is half-open, by service date."""

    valid_from: date
    valid_until: date | None
    delay_minutes: int
    moved_minutes: int
    act: str
    article: str
    quality: str
    note: str


@dataclass(frozen=True, slots=True)
class TariffRow:
    """A tariff version and where it comes from."""

    version: TariffVersion
    source_note: str


def read_benefits(path: Path) -> list[BenefitRow]:
    """The benefits of one country's table. This function raises TableError."""
    return _read(path, benefit_row)


def read_document_types(path: Path) -> list[DocumentType]:
    """The kinds of documents a passenger may travel by. This function raises TableError."""
    return _read(path, document_type_of)


def read_tariffs(path: Path) -> list[TariffRow]:
    """The tariff versions of both countries. This function raises TableError."""
    return _read(path, _tariff_row)


def read_ancillaries(path: Path) -> list[AncillaryRow]:
    """What bicycles, pets and heavy baggage cost. This function raises TableError."""
    return _read(path, ancillary_row)


def read_rates(path: Path) -> list[Rate]:
    """The exchange rates, BYN for 100 RUB by date. This function raises TableError."""
    return _read(path, _rate)


def read_refund_rules(path: Path) -> list[RefundRule]:
    """The refund rules. This function raises TableError."""
    return _read(path, lambda row: _time_rule(row, RefundRule))


def read_delay_rules(path: Path) -> list[DelayRuleRow]:
    """From what delay tickets go back in full. This function raises TableError."""
    return [
        DelayRuleRow(
            row.day("valid_from"),
            row.day_or_none("valid_until"),
            row.whole("delay_minutes"),
            row.whole("moved_minutes"),
            row.text("act"),
            row.text("article"),
            row.one_of("quality", _QUALITIES),
            row.text("note"),
        )
        for row in rows_of(path)
    ]


def read_exchange_rules(path: Path) -> list[ExchangeRule]:
    """The rules of exchange. This function raises TableError."""
    return _read(path, lambda row: _time_rule(row, ExchangeRule))


def _read(path: Path, make: Callable[[TableRow], T]) -> list[T]:
    return [made(row, make) for row in rows_of(path)]


def document_type_of(row: TableRow) -> DocumentType:
    """This function reads a kind of document from its row; raises TableError."""
    return DocumentType(
        type=row.required("type"),
        country=row.one_of("country", (*COUNTRIES, "")),
        names=row.texts("name"),
        normalise=row.one_of("normalise", NORMALISATIONS),
        pattern=_pattern(row),
        check=row.one_of("check", (*CHECKS, "")),
        example=row.text("example"),
        quality=row.one_of("quality", _QUALITIES),
        note=row.text("note"),
    )


def _pattern(row: TableRow) -> str:
    try:
        return re.compile(row.required("pattern")).pattern
    except re.error as error:
        row.refuse("pattern", str(error))


def _tariff_row(row: TableRow) -> TariffRow:
    version = TariffVersion(
        country=as_country(row.one_of("country", COUNTRIES)),
        name=row.required("name"),
        valid_from=row.day("valid_from"),
        valid_until=row.day_or_none("valid_until"),
        currency=as_currency(row.one_of("currency", CURRENCIES)),
        first_zone_km=row.decimal("first_zone_km"),
        first_zone_price=row.decimal("first_zone_price"),
        price_per_km=row.decimal("price_per_km"),
        rounding=_rounding(row),
        act=row.text("act"),
        article=row.text("article"),
        quality=row.one_of("quality", _QUALITIES),
    )
    return TariffRow(version, row.text("source_note"))


def _rounding(row: TableRow) -> str:
    code = row.text("rounding")
    try:
        parse_rounding(code)
    except BadRounding as error:
        row.refuse("rounding", str(error))
    return code


def _rate(row: TableRow) -> Rate:
    return Rate(
        row.decimal("byn_for_100_rub"),
        row.day("date"),
        row.required("source"),
        row.one_of("quality", _QUALITIES),
    )


def _time_rule(row: TableRow, kind: type[TimeRule]) -> TimeRule:
    return kind(
        seat_mode=row.one_of("seat_mode", _SEAT_MODES),
        valid_from=row.day("valid_from"),
        valid_until=row.day_or_none("valid_until"),
        minutes_before_departure=row.whole("minutes_before_departure"),
        share_percent=row.decimal("share_percent"),
        fee_byn=row.decimal("fee_byn"),
        fee_rub=row.decimal("fee_rub"),
        act=row.text("act"),
        article=row.text("article"),
        quality=row.one_of("quality", _QUALITIES),
        country=row.one_of_or("country", COUNTRIES, ""),
    )
