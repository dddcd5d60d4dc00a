"""Prices that a decision fixes one by one: by zone of distance, or by pair of stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

Zones = tuple[tuple[Decimal, Decimal], ...]
Pairs = tuple[tuple[str, str, Decimal], ...]

ZONE_WIDTH: Final = 2
PAIR_WIDTH: Final = 3


class BadTable(ValueError):
    """A row of a tariff's table that can't be a price; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


def read_zones(rows: Iterable[Sequence[str]]) -> Zones:
    """Read rows of [up to km, price]: a journey costs what the first zone that reaches its end says.

    This function raises BadTable for a row that isn't two numbers, for zones that don't grow and for a farther zone
    that costs less.
    """
    zones: list[tuple[Decimal, Decimal]] = []
    for line, row in enumerate(rows, start=1):
        _check_width(line, row, ZONE_WIDTH)
        km, price = _number(line, row[0]), _number(line, row[1])
        if zones and km <= zones[-1][0]:
            raise BadTable(line, "a zone ends farther than the one before it")
        if zones and price < zones[-1][1]:
            raise BadTable(line, "a farther zone costs no less")
        zones.append((km, price))
    return tuple(zones)


def read_pairs(rows: Iterable[Sequence[str]]) -> Pairs:
    """Read rows of [stop, stop, price]; a pair counts in both directions.

    This function raises BadTable for a row that isn't two codes and a number, and for a pair that comes twice.
    """
    pairs: dict[frozenset[str], tuple[str, str, Decimal]] = {}
    for line, row in enumerate(rows, start=1):
        _check_width(line, row, PAIR_WIDTH)
        first, second = row[0].strip(), row[1].strip()
        ends = frozenset((first, second))
        if not (first and second) or len(ends) == 1:
            raise BadTable(line, "a price stands between two different stops")
        if ends in pairs:
            raise BadTable(line, f"{first} and {second} have a price already")
        pairs[ends] = (first, second, _number(line, row[2]))
    return tuple(pairs.values())


def zone_price(zones: Zones, km: Decimal) -> tuple[Decimal, Decimal] | None:
    """The zone that a distance ends in, as its end and its price; beyond the last zone that one.

    This function returns None without zones.
    """
    return next((zone for zone in zones if km <= zone[0]), zones[-1] if zones else None)


def pair_price(pairs: Pairs, first: str, second: str) -> Decimal | None:
    """This function finds the price between two stops, in either direction; None where the table has none."""
    ends = {first, second}
    return next((price for one, other, price in pairs if {one, other} == ends), None)


def _check_width(line: int, row: Sequence[str], width: int) -> None:
    if len(row) != width:
        raise BadTable(line, f"{len(row)} values, expected {width}")


def _number(line: int, text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise BadTable(line, f"{text!r} is not a number") from None
    if not number.is_finite() or number < 0:
        raise BadTable(line, f"{text!r} is below nothing")
    return number
