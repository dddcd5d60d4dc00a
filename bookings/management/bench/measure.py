"""One measurement, and what several rounds of it come to."""

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bookings.management.prove.load import Load

GOOD = "ok"


@dataclass(frozen=True)
class Measurement:
    """Answers a second of one kind, good ones apart; the times are of good answers, in milliseconds."""

    rate: float
    answers_rate: float
    p50_ms: float
    p99_ms: float
    outcomes: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, load: Load, good: str = GOOD) -> "Measurement":
        """This function measures a load."""
        return cls(
            rate=load.rate(good),
            answers_rate=load.rate(),
            p50_ms=load.percentile(50, good),
            p99_ms=load.percentile(99, good),
            outcomes=load.outcomes,
        )


def spread(values: Iterable[float], digits: int = 3) -> dict[str, float]:
    """This function gives the median of the rounds with the least and the greatest."""
    found = sorted(values)
    return {
        "median": round(statistics.median(found), digits),
        "min": round(found[0], digits),
        "max": round(found[-1], digits),
    }


def summary(rounds: list[Measurement], limits: dict[str, list[float]], clients: int) -> dict[str, Any]:
    """This function joins the rounds of one measurement; each is compared with the limits of its own round."""
    outcomes = sum((one.outcomes for one in rounds), Counter())
    ratios = {
        f"over_{name}": spread(one.rate / limit for one, limit in zip(rounds, values, strict=True))
        for name, values in limits.items()
    }
    return {
        "per_second": spread((one.rate for one in rounds), 1),
        "answers_per_second": spread((one.answers_rate for one in rounds), 1),
        "p50_ms": spread((one.p50_ms for one in rounds), 1),
        "p99_ms": spread((one.p99_ms for one in rounds), 1),
        **ratios,
        "outcomes": dict(outcomes),
        "n": sum(outcomes.values()),
        "clients": clients,
    }
