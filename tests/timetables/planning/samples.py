"""Planned trains for tests, and strategies that make them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from timetables.planning.checks import Surroundings
from timetables.planning.plan import Call, Train

HOUR, MINUTE = 3600, 60
STOPS = ("A", "B", "C", "D")
DAILY, SUNDAYS = "DAILY", "SUNDAYS"
FIRST = date(2027, 5, 3)  # a Monday
DAYS = frozenset(FIRST + timedelta(days=number) for number in range(28))
SURROUNDINGS = Surroundings(
    days={
        DAILY: DAYS,
        SUNDAYS: frozenset(day for day in DAYS if day.isoweekday() == 7),
        "NEVER": frozenset(),
    },
    speeds={"SET": 120},
    halts=("B",),
)


def make_train(trip_id: str = "T1", *, at: int = 8 * HOUR, stops: str = "ABCD", **fields: Any) -> Train:
    """A train that needs ten minutes and ten kilometres from stop to stop."""
    calls = tuple(
        Call(stop, at + 10 * MINUTE * place, at + 10 * MINUTE * place, km=Decimal(10 * place))
        for place, stop in enumerate(stops)
    )
    values = {"route": "LINE", "calendar": DAILY, "number": trip_id, "rolling_stock": "SET", "calls": calls}
    return Train(trip_id=trip_id, **values | fields)


times = st.integers(0, 30 * HOUR // MINUTE).map(lambda minutes: minutes * MINUTE)


@st.composite
def calls(draw: st.DrawFn) -> tuple[Call, ...]:
    """Calls at some of the stops, in order, whose times run forward."""
    stops = draw(st.lists(st.sampled_from(STOPS), min_size=2, unique=True).map(sorted))
    moments = sorted(draw(st.lists(times, min_size=2 * len(stops), max_size=2 * len(stops))))
    ends = {0, len(stops) - 1}
    return tuple(
        Call(
            stop,
            moments[2 * at],
            moments[2 * at + 1],
            *((0, 0) if at in ends else draw(st.sampled_from([(0, 0), (1, 1), (3, 3), (1, 0), (0, 1)]))),
            km=Decimal(10 * at),
        )
        for at, stop in enumerate(stops)
    )


@st.composite
def trains(draw: st.DrawFn, trip_id: str = "T1") -> Train:
    """A train with its particulars."""
    return make_train(
        trip_id,
        calls=draw(calls()),
        calendar=draw(st.sampled_from([DAILY, SUNDAYS])),
        block=draw(st.sampled_from(["", "X", "Y"])),
        direction=draw(st.integers(0, 1)),
    )


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Train]:
    """Up to four trains."""
    names = draw(st.lists(st.sampled_from(["T1", "T2", "T3", "T4"]), unique=True))
    return {name: draw(trains(name)) for name in names}
