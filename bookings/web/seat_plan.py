"""The plan of a train as the page draws it: coaches, rows, seats named in words, what is free together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bookings.inventory import CoachMap, SeatState

AISLE_AFTER = 2  # columns 1 and 2 are on one side of the aisle


@dataclass(frozen=True)
class Cell:
    """A seat or a zone (doors, toilet) in a row; `place` is a class of site.css that puts it into its column.

    Words say where a seat is; `state` says whether it can be had.
    """

    place: str
    words: str
    seat: SeatState | None = None
    value: str = ""
    state: str = ""


@dataclass(frozen=True)
class Coach:
    """One coach of the plan."""

    number: int
    position: str
    free_words: str
    bicycle_places: int
    rows: Sequence[Sequence[Cell]]
    is_open: bool
    shape: str


def draw_coaches(coaches: Sequence[CoachMap]) -> list[Coach]:
    """This function lays out each coach; the one with the party's seats is open, the others are folded."""
    numbers = [coach.number for coach in coaches]
    return [_coach(coach, numbers) for coach in coaches]


def seats_together(coaches: Sequence[CoachMap], size: int, near: int | None = None) -> list[list[SeatState]]:
    """This function finds up to two groups of free ordinary seats side by side, the nearest coach and row first."""
    found = []
    for coach in sorted(coaches, key=lambda one: one.number != near):
        for row in _rows_of(coach).values():
            free = [seat for seat in row if seat.state == "free" and seat.kind == "seat"]
            if len(free) >= size:
                found.append(free[:size])
            if len(found) == 2:
                return found
    return found


def seats_anywhere(coaches: Sequence[CoachMap], size: int) -> list[SeatState]:
    """This function finds free ordinary seats for a party, side by side where it can be; none if they are too few."""
    if together := seats_together(coaches, size):
        return together[0]
    free = [seat for coach in coaches for seat in coach.seats if seat.state == "free" and seat.kind == "seat"]
    return free[:size] if len(free) >= size else []


def state_words(seat: SeatState) -> str:
    """This function says whether a seat can be had."""
    states = {
        "free": pgettext("seat", "free"),
        "taken": pgettext("seat", "taken"),
        "yours": pgettext("seat", "yours"),
    }
    return states[seat.state]


def place_words(seat: SeatState) -> str:
    """This function says where a seat is: "window, at a table"."""
    kinds = {"wheelchair": _("wheelchair place"), "companion": _("companion's seat")}
    where = _("window") if seat.is_window else _("aisle")
    table = [_("at a table")] if seat.has_table else []
    kind = [kinds[seat.kind]] if seat.kind in kinds else []
    return ", ".join([*kind, where, *table])


def _coach(coach: CoachMap, numbers: Sequence[int]) -> Coach:
    is_first, is_last = coach.number == numbers[0], coach.number == numbers[-1]
    return Coach(
        coach.number,
        _("head") if is_first else _("tail") if is_last else "",
        coach_words(coach),
        coach.bicycle_places,
        _rows(coach),
        any(seat.state == "yours" for seat in coach.seats),
        "" if is_first else "tail" if is_last else "mid",
    )


def _rows(coach: CoachMap) -> list[list[Cell]]:
    rows: dict[int, list[tuple[int, Cell]]] = {}
    for seat in coach.seats:
        cell = Cell(
            f"c{seat.column}", place_words(seat), seat, f"{seat.coach}-{seat.number}", state_words(seat)
        )
        rows.setdefault(seat.row, []).append((seat.column, cell))
    for zone in coach.layout.get("zones", []):
        rows.setdefault(zone["row"], []).append((zone["columns"][0], _zone(zone["kind"], zone["columns"])))
    return [[cell for _column, cell in sorted(rows[row], key=lambda pair: pair[0])] for row in sorted(rows)]


def _zone(kind: str, columns: Sequence[int]) -> Cell:
    words = {"doors": _("Doors"), "toilet": _("Toilet"), "cab": _("Cab"), "bicycles": _("Bicycles")}
    first, last = columns[0], columns[-1]
    place = "z-all" if last - first > 1 else "z-left" if first <= AISLE_AFTER else "z-right"
    return Cell(place, words.get(kind, kind))


def _rows_of(coach: CoachMap) -> dict[int, list[SeatState]]:
    rows: dict[int, list[SeatState]] = {}
    for seat in coach.seats:
        rows.setdefault(seat.row, []).append(seat)
    return rows


def coach_words(coach: CoachMap) -> str:
    """This function counts the free ordinary seats of a coach in words."""
    return free_words(sum(seat.state == "free" and seat.kind == "seat" for seat in coach.seats))


def free_words(free: int) -> str:
    """This function counts free seats in words; none is a word."""
    if not free:
        return _("no free seats")
    return ngettext("%(number)s free seat", "%(number)s free seats", free) % {"number": free}
