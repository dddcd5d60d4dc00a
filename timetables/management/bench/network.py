"""A made-up railway of any size: stops on a grid, lines that wander over it and cross each other, trains all day."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

STOPS_A_LINE = 20
FIRST_S, LAST_S = 5 * 3600, 22 * 3600


@dataclass(frozen=True, slots=True)
class Train:
    """A train of every day: the numbers of its stops, and its times in seconds of the day, some past midnight."""

    line: int
    stops: tuple[int, ...]
    arrivals: tuple[int, ...]
    departures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """A railway that is the same each time."""

    stops: int
    lines: int
    trains_a_day: int

    def trains(self) -> Iterator[Train]:
        """This function goes through the trains of a day: as many on each line and in each direction, at even steps."""
        chance = Random(self.stops)  # noqa: S311 - the same railway each time
        each = self.trains_a_day // (2 * self.lines)
        for line in range(self.lines):
            way = self._way(chance)
            legs = [chance.randint(3, 9) * 60 for _ in way[1:]]
            for stops, times in ((way, legs), (way[::-1], legs[::-1])):
                start = FIRST_S + chance.randint(0, 3600)
                for number in range(each):
                    yield _train(line, stops, times, start + number * (LAST_S - start) // each)

    def _way(self, chance: Random) -> tuple[int, ...]:
        """Wander from one stop to its neighbours, mostly straight on, to no stop twice."""
        width = int(self.stops**0.5)
        at, step = chance.randrange(self.stops), chance.choice([1, -1, width, -width])
        way = [at]
        while len(way) < STOPS_A_LINE:
            if chance.random() < 0.25:
                step = chance.choice([1, -1, width, -width])
            at = (at + step) % self.stops
            if at in way:
                step = chance.choice([1, -1, width, -width])
                continue
            way.append(at)
        return tuple(way)


def _train(line: int, stops: tuple[int, ...], legs: list[int], start: int) -> Train:
    arrivals = tuple(accumulate((leg + 60 for leg in legs), initial=start))
    return Train(line, stops, arrivals, tuple(at + 60 for at in arrivals))
