"""Small networks by chance: trains that overtake, turn back, pass stops, allow one to board or alight only.

One number makes a network. Strategies that draw each time by itself gave networks in which hardly anybody could travel.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from random import Random
from typing import Any

from hypothesis import strategies as st

from timetables.journeys import ChangeTimes, Ends, Run

STOPS = range(6)


def network(seed: int) -> dict[str, Any]:
    """This function makes trains of two service dates, the times to change, the two ends and the period."""
    chance = Random(seed)
    trains = [_run(chance, number) for number in range(chance.randint(4, 18))]
    again = [_later(run, chance.randint(0, 12), 100 + run.train) for run in trains if chance.random() < 0.5]
    first = chance.randint(0, 15)
    origins, destinations = chance.sample(STOPS, 4)[:2], chance.sample(STOPS, 2)
    return {
        "runs": [*trains, *again],
        "changes": _change_times(chance),
        "ends": Ends(_some(chance, origins), _some(chance, destinations)),
        "first": first,
        "last": first + chance.randint(5, 40),
        "most_trains": chance.randint(1, 3),
    }


networks = st.integers(0, 2**32).map(network)


def halves(trains: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """This function shares trains out to two service dates."""
    return [run for run in trains if run.train % 2], [run for run in trains if not run.train % 2]


def _run(chance: Random, number: int) -> Run:
    size = chance.randint(2, 5)
    calls = chance.sample(STOPS, size) if chance.random() < 0.8 else chance.choices(STOPS, k=size)
    times = list(accumulate((chance.randint(0, 4) for _ in range(2 * size)), initial=chance.randint(0, 30)))
    boards, alights = ([chance.random() < 0.85 for _ in calls] for _ in range(2))
    positions = tuple(range(number, number + size))
    return Run(number, tuple(calls), positions, tuple(boards), tuple(alights), times[:-1:2], times[1::2])


def _later(run: Run, by: int, number: int) -> Run:
    return replace(
        run,
        train=number,
        arrivals=[time + by for time in run.arrivals],
        departures=[time + by for time in run.departures],
    )


def _some(chance: Random, stops: Sequence[int]) -> dict[int, int]:
    """This function takes one stop, or two of which the second is a walk away."""
    return {stops[0]: 0} | ({stops[1]: chance.randint(0, 3)} if chance.random() < 0.3 else {})


def _change_times(chance: Random) -> ChangeTimes:
    special = {stop: chance.choice([None, 0, 5]) for stop in chance.sample(STOPS, chance.randint(0, 3))}
    one, other = chance.sample(STOPS, 2)
    walk = chance.randint(0, 5)
    on_foot = {one: ((other, walk),), other: ((one, walk),)} if chance.random() < 0.5 else {}
    return ChangeTimes(chance.randint(0, 3), special, on_foot)
