"""What one plan has that another has not: trains added, removed and changed, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from timetables.planning.plan import Call, Plan, Train

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# What a train is besides its calls, in the order in which people look for it.
PARTICULARS = tuple(field.name for field in fields(Train) if field.name not in ("trip_id", "calls"))


@dataclass(frozen=True, slots=True)
class CellChange:
    """A call that is new (`old` None), gone (`new` None) or other than it was."""

    stop: str
    old: Call | None
    new: Call | None

    @property
    def kind(self) -> str:
        """This property is added, removed or changed."""
        return ADDED if self.old is None else REMOVED if self.new is None else CHANGED


@dataclass(frozen=True, slots=True)
class TrainChange:
    """A train that differs. `shift` is in seconds where all calls that it keeps moved alike, else None."""

    trip_id: str
    old: Train | None
    new: Train | None
    particulars: tuple[str, ...] = ()
    cells: tuple[CellChange, ...] = ()
    shift: int | None = None

    @property
    def kind(self) -> str:
        """This property is added, removed or changed."""
        return ADDED if self.old is None else REMOVED if self.new is None else CHANGED

    @property
    def train(self) -> Train:
        """This property is the train as it will be; of one that is removed, as it was."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a change is of a train")
        return found


def compare(old: Plan, new: Plan) -> list[TrainChange]:
    """This function lists the trains that differ, by line, direction and time of departure."""
    names = old.keys() | new.keys()
    changes = [
        _change(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)
    ]
    return sorted(
        changes, key=lambda one: (one.train.route, one.train.direction, one.train.departs, one.trip_id)
    )


def _change(trip_id: str, old: Train | None, new: Train | None) -> TrainChange:
    if old is None or new is None:
        return TrainChange(trip_id, old, new)
    return TrainChange(
        trip_id,
        old,
        new,
        tuple(name for name in PARTICULARS if getattr(old, name) != getattr(new, name)),
        tuple(changed_cells(old.calls, new.calls)),
        _shift(old, new),
    )


def changed_cells(old: tuple[Call, ...], new: tuple[Call, ...]) -> Iterator[CellChange]:
    """This function goes through the calls that differ, in the order of the new way, then those that are gone."""
    before, after = keyed(old), keyed(new)
    for key, call in after.items():
        if call != before.get(key):
            yield CellChange(key[0], before.get(key), call)
    for key, call in before.items():
        if key not in after:
            yield CellChange(key[0], call, None)


def keyed(calls: tuple[Call, ...]) -> dict[tuple[str, int], Call]:
    """This function names each call by its stop, and by how many times the train was there before."""
    seen: dict[str, int] = {}
    found: dict[tuple[str, int], Call] = {}
    for call in calls:
        count = seen.get(call.stop, 0)
        found[call.stop, count] = call
        seen[call.stop] = count + 1
    return found


def _shift(old: Train, new: Train) -> int | None:
    before, after = keyed(old.calls), keyed(new.calls)
    kept = before.keys() & after.keys()
    moves = {after[key].departure - before[key].departure for key in kept}
    moves |= {after[key].arrival - before[key].arrival for key in kept}
    return (moves.pop() or None) if len(moves) == 1 else None
