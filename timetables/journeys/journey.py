"""A journey: trains one after another, with a change between each two."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Leg:
    """One train from a stop to a later one; times in seconds since 1970."""

    train: int
    from_stop: int
    to_stop: int
    from_position: int
    to_position: int
    departure: int
    arrival: int


@dataclass(frozen=True, slots=True)
class Journey:
    """Trains from one place to another. A walk at either end counts into departure and arrival."""

    legs: tuple[Leg, ...]
    departure: int
    arrival: int

    @property
    def changes(self) -> int:
        """This property counts the changes of train."""
        return len(self.legs) - 1

    @property
    def duration(self) -> int:
        """This property is the time on the way in seconds."""
        return self.arrival - self.departure

    def waits(self) -> Iterator[tuple[Leg, Leg]]:
        """This function goes through the changes, each as the train left and the train taken."""
        return pairwise(self.legs)

    def beats(self, other: "Journey") -> bool:
        """This function tells whether a journey is better in something, and in nothing worse, than another."""
        mine = (-self.departure, self.arrival, self.changes)
        theirs = (-other.departure, other.arrival, other.changes)
        return mine != theirs and all(one <= two for one, two in zip(mine, theirs, strict=True))


def best_of(journeys: Iterable[Journey]) -> list[Journey]:
    """This function keeps the journeys that no other beats, one of those alike, in order of departure."""
    kept: dict[tuple[int, int, int], Journey] = {}
    for journey in sorted(journeys, key=lambda one: (one.departure, one.arrival, one.changes)):
        kept.setdefault((journey.departure, journey.arrival, journey.changes), journey)
    return [one for one in kept.values() if not any(other.beats(one) for other in kept.values())]
