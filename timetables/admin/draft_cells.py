"""What an operator may type into a cell of a draft: a time and a mark, nothing, or a cross. Pure.

The marks can be typed in every keyboard layout: * stops on request, ( people only get on, ) people only get off.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from timetables.admin.cells import CellNotUnderstood, Shift, read_cell, write_cell
from timetables.admin.columns import StopFacts, read_column
from timetables.planning.edits import add_stop, drop_stop
from timetables.planning.plan import NONE, PHONE, REGULAR, REQUEST, Call, Train

CROSSES = frozenset({"x", "х", "X", "Х", "×"})  # Latin and Cyrillic
MARKS: Mapping[str, tuple[int, int]] = {
    "": (REGULAR, REGULAR),
    "*": (REQUEST, REQUEST),
    "(": (REGULAR, NONE),
    ")": (NONE, REGULAR),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A train with what was typed, and the faults by stop; what is at fault is left as it was."""

    train: Train
    faults: Mapping[str, str] = field(default_factory=dict)


def mark_of(call: Call) -> str:
    """This function gives the mark that a call is written with."""
    if {call.pickup, call.drop_off} & {REQUEST, PHONE}:
        return "*"
    if call.drop_off == NONE and not call.passes:
        return "("
    return ")" if call.pickup == NONE and not call.passes else ""


def write_call(call: Call | None) -> str:
    """This function writes a call as its cell shows it: 08:25, 08:25/08:30, 08:25*; nothing where the train passes."""
    if call is None or call.passes:
        return ""
    return write_cell(call.arrival, call.departure) + mark_of(call)


def type_into(
    train: Train,
    typed: Mapping[str, str],
    *,
    order: Sequence[str],
    borders: Collection[str] = (),
    plan: Collection[Train] = (),
) -> Typed:
    """Apply what was typed into a train's cells, by stop.

    A time in the cell of a stop that the train has not yet adds it, a cross takes a stop out, an empty cell lets it
    pass. Kilometres of added stops come from the trains of `plan`. Faults are not_understood, backwards, end_must_stop.
    """
    faults: dict[str, str] = {}
    texts = {stop: text.strip() for stop, text in typed.items() if stop not in borders}
    changed = _with_stops(train, texts, order, plan, faults)
    cores = {stop: _core(text) for stop, text in texts.items() if stop not in faults}
    facts = [
        StopFacts(at, call.arrival, call.departure, call.passes, call.stop in borders)
        for at, call in enumerate(changed.calls)
    ]
    column = {at: cores[call.stop] for at, call in enumerate(changed.calls) if call.stop in cores}
    result = read_column(facts, column)
    for error in result.errors:
        faults.setdefault(changed.calls[error.sequence].stop, error.code)
    calls = [
        _called(call, new.arrival, new.departure, new.passes, texts.get(call.stop))
        for call, new in zip(changed.calls, result.stops, strict=True)
    ]
    return Typed(replace(changed, calls=tuple(calls)), faults)


def _with_stops(
    train: Train,
    texts: Mapping[str, str],
    order: Sequence[str],
    plan: Collection[Train],
    faults: dict[str, str],
) -> Train:
    for stop, text in texts.items():
        has = train.call_at(stop) is not None
        if text in CROSSES and has:
            train = drop_stop(train, stop)
        elif text and text not in CROSSES and not has:
            if _is_time(text):
                train = _added(train, stop, order, plan)
            else:
                faults[stop] = "not_understood"
    return train


def _is_time(text: str) -> bool:
    try:
        return not isinstance(read_cell(_core(text)), Shift)
    except CellNotUnderstood:
        return False


def _added(train: Train, stop: str, order: Sequence[str], plan: Collection[Train]) -> Train:
    """Put the stop in as one that is passed at the time of its forerunner; the typed time then makes it a call."""
    longer = add_stop(train, Call(stop, 0, 0, NONE, NONE), order=order, plan=plan)
    at = next(place for place, call in enumerate(longer.calls) if call.stop == stop)
    near = longer.calls[at - 1] if at else longer.calls[1] if len(longer.calls) > 1 else None
    moment = 0 if near is None else near.departure if at else near.arrival
    calls = list(longer.calls)
    calls[at] = replace(calls[at], arrival=moment, departure=moment)
    return replace(longer, calls=tuple(calls))


def _core(text: str) -> str:
    text = text.strip()
    return text[:-1].strip() if text[-1:] in MARKS and text else text


def _called(call: Call, arrival: int, departure: int, passes: bool, text: str | None) -> Call:
    moved = replace(call, arrival=arrival, departure=departure)
    if passes:
        return replace(moved, pickup=NONE, drop_off=NONE)
    mark = mark_of(call) if text is None else text.strip()[-1:] if text.strip()[-1:] in MARKS else ""
    is_shift = text is not None and text.strip()[:1] in ("+", "-", "−")
    if (mark == mark_of(call) or is_shift) and not call.passes:
        return moved
    pickup, drop_off = MARKS[mark]
    return replace(moved, pickup=pickup, drop_off=drop_off)
