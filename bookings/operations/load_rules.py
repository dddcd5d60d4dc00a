"""Loading the tables of law and money: tariffs, rates, benefits, rules of refund, exchange and retention."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import models, transaction

from bookings.fares import Rate, season_table, tables
from bookings.fares.ancillary_table import AncillaryRow
from bookings.fares.refund import RefundRule as RefundRuleRow
from bookings.fares.season_table import SeasonProductRow, SeasonRefundRow
from bookings.models import (
    Ancillary,
    Benefit,
    ConsentText,
    DelayRule,
    ExchangeRate,
    ExchangeRule,
    RefundRule,
    RetentionRule,
    SeasonProduct,
    SeasonRefundRule,
    Tariff,
)
from bookings.operations.benefit_values import benefit_values
from bookings.operations.load_privacy_rules import consent_rows, retention_rows

Values = Mapping[str, Any]
TIME_KEY = ("seat_mode", "country", "valid_from", "minutes_before_departure")


@transaction.atomic
def load_rules() -> int:
    """Bring the tables to what bookings/data says, but for rows that a person has changed or deleted in the admin.

    This function returns how many rows it wrote; run again it writes none. Raises bookings.fares.table_row.TableError.
    """
    benefits = [row for path in tables.BENEFIT_FILES for row in tables.read_benefits(path)]
    return (
        _load(
            Tariff, ("country", "valid_from"), map(_tariff, tables.read_tariffs(tables.TARIFFS_FILE)), line=1
        )
        + _load(ExchangeRate, ("date",), map(_rate, tables.read_rates(tables.RATES_FILE)))
        + _load(Benefit, ("code", "valid_from"), map(benefit_values, benefits), line=1)
        + _load(RefundRule, TIME_KEY, map(_time_rule, tables.read_refund_rules(tables.REFUND_RULES_FILE)))
        + _load(
            Ancillary,
            ("kind", "country", "valid_from"),
            map(_ancillary, tables.read_ancillaries(tables.ANCILLARIES_FILE)),
            line=2,
        )
        + _load(DelayRule, ("valid_from",), map(asdict, tables.read_delay_rules(tables.DELAY_RULES_FILE)))
        + _load(
            ExchangeRule, TIME_KEY, map(_time_rule, tables.read_exchange_rules(tables.EXCHANGE_RULES_FILE))
        )
        + _load(RetentionRule, ("data", "valid_from"), retention_rows(), line=1)
        + _load(ConsentText, ("purpose", "law", "version"), consent_rows(), line=2)
        + _load_season_rules()
    )


def _load_season_rules() -> int:
    products = season_table.read_season_products(season_table.SEASON_PRODUCTS_FILE)
    rules = season_table.read_season_refund_rules(season_table.SEASON_REFUND_RULES_FILE)
    return _load(
        SeasonProduct, ("code", "country", "valid_from"), map(_season_product, products), line=2
    ) + _load(SeasonRefundRule, ("valid_from",), map(_season_refund_rule, rules))


def _load(
    model: type[models.Model], key: tuple[str, ...], rows: Iterable[Values], *, line: int | None = None
) -> int:
    """Load a table. Of dated versions, a line is what the first `line` columns of the key name: a benefit's code.

    A line that a person has touched is theirs altogether: a version of the file could overlap one of theirs.
    """
    there = {tuple(getattr(row, name) for name in key): row for row in model._default_manager.all()}
    by_hand = _changed_by_hand(model, key[:line])
    written = 0
    for values in rows:
        place = tuple(values[name] for name in key)
        if place[:line] not in by_hand:
            written += _write(there.get(place) or model(), values)
    return written


def _changed_by_hand(model: Any, key: tuple[str, ...]) -> set[tuple[Any, ...]]:
    # Any key such a row ever had: one whose date was corrected must not come back under its old date.
    touched = model.history.filter(history_user__isnull=False).values("id")
    return set(model.history.filter(id__in=touched).values_list(*key))


def _write(row: models.Model, values: Values) -> bool:
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return True


def _tariff(row: tables.TariffRow) -> Values:
    names = (
        "country", "name", "valid_from", "valid_until", "currency", "first_zone_km", "first_zone_price", "price_per_km",
        "rounding", "act", "article", "quality",
    )  # fmt: skip
    return _taken(row.version, names) | {"source_note": row.source_note}


def _ancillary(row: AncillaryRow) -> Values:
    names = (
        "kind", "country", "form", "currency", "rounding", "valid_from", "valid_until", "share_percent", "price",
        "most", "act", "article", "quality",
    )  # fmt: skip
    told = {"free_hours": row.free_hours, "bands": row.bands, "source_note": row.source_note}
    return _taken(row.rule, names) | told


def _rate(row: Rate) -> Values:
    return _taken(row, ("date", "byn_for_100_rub", "source", "quality"))


def _time_rule(row: RefundRuleRow) -> Values:
    names = (
        "seat_mode", "valid_from", "valid_until", "minutes_before_departure", "share_percent", "fee_byn", "fee_rub",
        "act", "article", "quality", "country",
    )  # fmt: skip
    return _taken(row, names)


def _season_product(row: SeasonProductRow) -> Values:
    rule, shape = row.rule, row.rule.shape
    names = (
        "code", "country", "single_fares", "needs_benefit", "valid_from", "valid_until", "act", "article", "quality",
    )  # fmt: skip
    return (
        _taken(rule, names)
        | _taken(shape, ("days", "months", "length_days", "trips"))
        | {f"name_{code}": row.names.in_language(code) for code in ("ru", "be", "en")}
        | {"benefits": list(rule.benefits), "is_active": row.is_active, "source_note": row.note}
    )


def _season_refund_rule(row: SeasonRefundRow) -> Values:
    names = (
        "valid_from", "valid_until", "before_start_percent", "unused_percent", "fee_byn", "fee_rub", "act", "article",
        "quality",
    )  # fmt: skip
    return _taken(row.rule, names) | {"source_note": row.note}


def _taken(source: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(source, name) for name in names}
