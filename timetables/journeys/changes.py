"""How long a change of trains takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ChangeTimes:
    """The shortest times to change trains, in seconds.

    `at` holds stops that differ from the default, None where nobody can change. `on_foot` leads from a stop to others
    that can be walked to, as stops of one station are.
    """

    default: int
    at: Mapping[int, int | None] = field(default_factory=dict)
    on_foot: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def within(self, stop: int) -> int | None:
        """This function gives the time between two trains at one stop, None where nobody can change."""
        return self.at.get(stop, self.default)

    def between(self, alighted: int, boarded: int) -> int | None:
        """This function gives the time from a train at one stop to one at the same or another; None: no way."""
        if alighted == boarded:
            return self.within(alighted)
        return dict(self.on_foot.get(alighted, ())).get(boarded)
