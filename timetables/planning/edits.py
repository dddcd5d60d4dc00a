"""What can be done to one planned train: shifted, copied, another stop, one stop less."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from timetables.planning.plan import Call, Train


class NoSuchStop(Exception):
    """The train has no such stop."""


class HasStopAlready(Exception):
    """The train has this stop already."""


def shift(train: Train, seconds: int) -> Train:
    """This function moves the whole train; whether its times can be is for the checks to say."""
    return replace(train, calls=tuple(call.moved(seconds) for call in train.calls))


def duplicate(train: Train, *, trip_id: str, number: str, seconds: int) -> Train:
    """This function makes another train like this one, so much later. Its set of coaches is not known yet."""
    return replace(shift(train, seconds), trip_id=trip_id, number=number, block="")


def drop_stop(train: Train, stop: str) -> Train:
    """This function takes a stop out of the train's way. Kilometres count from what is now the first stop."""
    if train.call_at(stop) is None:
        raise NoSuchStop
    return replace(train, calls=_from_zero([call for call in train.calls if call.stop != stop]))


def add_stop(train: Train, call: Call, *, order: Sequence[str], plan: Iterable[Train]) -> Train:
    """Put a call into the train's way, where the order of the line's stops wants it.

    This function takes the kilometre from other trains of `plan` that have the stop and its neighbour; it stays unknown
    where there is none. Raises HasStopAlready.
    """
    if train.call_at(call.stop) is not None:
        raise HasStopAlready
    at = place_of(train, call.stop, order)
    before, after = train.calls[:at], train.calls[at:]
    sides = [(1, call) for call in before[-1:]] + [(-1, call) for call in after[:1]]
    km = _km_of(call.stop, sides, plan)
    return replace(train, calls=_from_zero([*before, replace(call, km=km), *after]))


def add_stop_by_time(train: Train, call: Call, *, plan: Iterable[Train]) -> Train:
    """This function puts a call in where its time wants it. Raises HasStopAlready."""
    before = [one.stop for one in train.calls if one.departure <= call.arrival]
    after = [one.stop for one in train.calls if one.departure > call.arrival]
    return add_stop(train, call, order=[*before, call.stop, *after], plan=plan)


def place_of(train: Train, stop: str, order: Sequence[str]) -> int:
    """This function tells where among the train's calls a stop belongs, by the order of the line's stops."""
    later = set(order[order.index(stop) + 1 :]) if stop in order else set()
    return next((at for at, call in enumerate(train.calls) if call.stop in later), len(train.calls))


def _km_of(stop: str, sides: Sequence[tuple[int, Call]], plan: Iterable[Train]) -> Decimal | None:
    """Find how far a stop is from its neighbour on another train's way, in either direction."""
    trains = list(plan)
    for side, neighbour in sides:
        for other in trains:
            there, here = other.call_at(neighbour.stop), other.call_at(stop)
            if there and here and None not in (neighbour.km, there.km, here.km):
                return neighbour.km + side * abs(here.km - there.km)  # type: ignore[operator]  # none is None
    return None


def _from_zero(calls: Sequence[Call]) -> tuple[Call, ...]:
    start = calls[0].km if calls else None
    if start is None or start == 0:
        return tuple(calls)
    return tuple(replace(call, km=None if call.km is None else call.km - start) for call in calls)
