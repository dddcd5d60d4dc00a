"""Loading train sets with their coaches and seats from a file of plans."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from timetables.models import Coach, RollingStock, Seat

SEED_FILE = Path(__file__).resolve().parent.parent / "data" / "rolling_stock.json"
COLUMNS_A_SIDE = 2
LAST_COLUMN = 2 * COLUMNS_A_SIDE
EMPTY_PLACE = "-"
_SEAT = re.compile(r"(?P<number>\d+)(?P<marks>[twc]*)", re.ASCII)
_KINDS = {"w": Seat.Kind.WHEELCHAIR, "c": Seat.Kind.COMPANION}


class PlanRefused(Exception):
    """A coach's plan cannot be read; the message names the row and says what stands there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A coach as drawn: its seats, not saved yet, and the layout of everything else by row and columns."""

    seats: list[Seat]
    layout: dict[str, Any]


@transaction.atomic
def load_rolling_stock(*, path: Path = SEED_FILE) -> list[RollingStock]:
    """Load the train sets of a file that are not there yet.

    This function leaves a set whose code is known alone, whatever an operator made of it, and returns the new ones;
    it raises PlanRefused when a plan cannot be read.
    """
    described = json.loads(path.read_text(encoding="utf-8"))["rolling_stock"]
    known = set(RollingStock.objects.values_list("code", flat=True))
    return [_load(one) for one in described if one["code"] not in known]


def read_plan(rows: list[str]) -> Plan:
    """Read a coach's plan, one string a row from its head: "1 2t | 3w 4c", "doors", "toilet | 49w 50w".

    This function numbers rows from 1, and columns from 1 with the aisle between 2 and 3; columns 1 and 4 are at
    a window. A word is a zone that takes its side of the aisle, or the whole row where no aisle is written.
    """
    seats: list[Seat] = []
    zones: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=1):
        left, aisle, right = row.partition("|")
        first_side = (1, COLUMNS_A_SIDE if aisle else LAST_COLUMN)
        for text, columns in ((left, first_side), (right, (COLUMNS_A_SIDE + 1, LAST_COLUMN))):
            _read_side(text.split(), number, columns, seats, zones)
    return Plan(seats, {"rows": len(rows), "zones": zones})


def _read_side(
    words: list[str], row: int, columns: tuple[int, int], seats: list[Seat], zones: list[dict[str, Any]]
) -> None:
    if len(words) == 1 and words[0].isalpha():
        zones.append({"row": row, "kind": words[0], "columns": list(columns)})
        return
    for column, word in enumerate(words, start=columns[0]):
        if word != EMPTY_PLACE:
            seats.append(_read_seat(word, row, column))


def _read_seat(word: str, row: int, column: int) -> Seat:
    match = _SEAT.fullmatch(word)
    if match is None or column > LAST_COLUMN:
        raise PlanRefused(
            f"row {row}: a seat is its number and the marks t, w, c, at most two a side, got {word!r}"
        )
    kinds = [kind for mark, kind in _KINDS.items() if mark in match["marks"]]
    return Seat(
        number=int(match["number"]),
        row=row,
        column=column,
        kind=kinds[0] if kinds else Seat.Kind.SEAT,
        is_window=column in (1, LAST_COLUMN),
        has_table="t" in match["marks"],
    )


def _load(described: dict[str, Any]) -> RollingStock:
    coaches = described["coaches"]
    stock = RollingStock.objects.create(
        **{name: value for name, value in described.items() if name != "coaches"}
    )
    for coach in coaches:
        _load_coach(stock, coach)
    return stock


def _load_coach(stock: RollingStock, described: dict[str, Any]) -> None:
    plan = read_plan(described["plan"])
    coach = Coach.objects.create(
        rolling_stock=stock,
        number=described["number"],
        bicycle_places=described["bicycle_places"],
        layout=plan.layout,
    )
    for seat in plan.seats:
        seat.coach = coach
    Seat.objects.bulk_create(plan.seats)
