"""Two people's work on the same plan brought together: what only one of them touched is taken from them.

A three-way merge by cell. Where both wrote something else into the same cell, it is a conflict: the caller says whose.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from timetables.planning.differences import PARTICULARS, keyed
from timetables.planning.plan import Call, Plan, Train

MINE, THEIRS = "mine", "theirs"
WHOLE = ""  # the cell of a conflict about the whole train: one changed it, the other removed it


@dataclass(frozen=True, slots=True)
class Conflict:
    """A train's cell or particular that both changed. `cell` is a stop, the name of a particular, or WHOLE."""

    trip_id: str
    cell: str
    mine: Any
    theirs: Any

    @property
    def key(self) -> str:
        """This property names the conflict in a form."""
        return f"{self.trip_id}|{self.cell}"


@dataclass(frozen=True, slots=True)
class Merged:
    """The plan with both people's work; where they disagree, mine is in it unless theirs was chosen."""

    plan: dict[str, Train]
    conflicts: tuple[Conflict, ...]


def merge(base: Plan, mine: Plan, theirs: Plan, *, take_theirs: Collection[str] = ()) -> Merged:
    """Bring two plans together that both began from `base`.

    `take_theirs` are keys of conflicts in which the other's value is chosen. This function keeps the order of calls of
    the one who changed it, mine where both did.
    """
    plan: dict[str, Train] = {}
    conflicts: list[Conflict] = []
    for trip_id in sorted(base.keys() | mine.keys() | theirs.keys()):
        versions = base.get(trip_id), mine.get(trip_id), theirs.get(trip_id)
        train, found = _merge_train(trip_id, *versions, take_theirs)
        conflicts += found
        if train is not None:
            plan[trip_id] = train
    return Merged(plan, tuple(conflicts))


def _merge_train(
    trip_id: str, base: Train | None, mine: Train | None, theirs: Train | None, chosen: Collection[str]
) -> tuple[Train | None, list[Conflict]]:
    if mine == theirs or theirs == base:
        return mine, []
    if mine == base:
        return theirs, []
    if base is None or mine is None or theirs is None:
        conflict = Conflict(trip_id, WHOLE, mine, theirs)
        return (theirs if conflict.key in chosen else mine), [conflict]
    return _merge_cells(base, mine, theirs, chosen)


def _merge_cells(
    base: Train, mine: Train, theirs: Train, chosen: Collection[str]
) -> tuple[Train, list[Conflict]]:
    conflicts: list[Conflict] = []

    def pick(cell: str, values: tuple[Any, Any, Any]) -> Any:
        before, ours, others = values
        if ours == others or others == before:
            return ours
        if ours == before:
            return others
        conflict = Conflict(mine.trip_id, cell, ours, others)
        conflicts.append(conflict)
        return others if conflict.key in chosen else ours

    particulars = {
        name: pick(name, (getattr(base, name), getattr(mine, name), getattr(theirs, name)))
        for name in PARTICULARS
    }
    ways = keyed(base.calls), keyed(mine.calls), keyed(theirs.calls)
    calls = {
        key: pick(key[0], (ways[0].get(key), ways[1].get(key), ways[2].get(key))) for key in _order(*ways)
    }
    kept = tuple(call for call in calls.values() if call is not None)
    return replace(mine, **particulars, calls=kept), conflicts


Way = dict[tuple[str, int], Call]


def _order(base: Way, mine: Way, theirs: Way) -> list[tuple[str, int]]:
    """Mine is the order; what only the others have stands behind the stop that it follows with them."""
    order = list(mine)
    for way in (theirs, base):
        at = 0
        for key in way:
            if key not in order:
                order.insert(at, key)
            at = order.index(key) + 1
    return order
