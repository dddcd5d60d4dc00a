"""Which train the proofs race for."""

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from bookings.inventory import Span
from timetables.models import DatedTrip

LATER = 60  # trains among which one back is looked for


@dataclass(frozen=True)
class Train:
    """A dated trip and the stops where passengers board and alight: code and position, in order. Can be pickled."""

    dated_trip_id: int
    name: str
    service_date: date
    stops: tuple[tuple[str, int], ...]

    @property
    def whole_way(self) -> Span:
        """This property is the stretch from the first stop to the last."""
        return Span(self.stops[0][1], self.stops[-1][1])

    @property
    def ends(self) -> tuple[str, str]:
        """This property is the codes of the same two stops."""
        return self.stops[0][0], self.stops[-1][0]

    def some_stretch(self, chance: Random) -> tuple[str, str]:
        """This function draws two stops of the train, in its direction."""
        first, last = sorted(chance.sample(range(len(self.stops)), 2))
        return self.stops[first][0], self.stops[last][0]

    @property
    def hops(self) -> list[tuple[str, str]]:
        """This property lists the stretches from each stop to the next."""
        codes = [code for code, _position in self.stops]
        return list(itertools.pairwise(codes))

    @property
    def hop_spans(self) -> list[Span]:
        """This property lists the same stretches as positions."""
        positions = [position for _code, position in self.stops]
        return [Span(*pair) for pair in itertools.pairwise(positions)]


def trains_for_sale(*, now: datetime, count: int) -> list[Train]:
    """This function returns numbered trains that leave in a week or later, the soonest first."""
    coming = DatedTrip.objects.filter(
        departs_at__gte=now + timedelta(days=7), state=DatedTrip.State.SCHEDULED, seat_mode="numbered"
    )
    return [_train(trip) for trip in coming.select_related("trip").order_by("departs_at", "pk")[:count]]


def train_back(train: Train) -> Train:
    """This function returns the first numbered train back the way of another, after it. Raises LookupError."""
    arrives_at = DatedTrip.objects.values_list("arrives_at", flat=True).get(pk=train.dated_trip_id)
    later = trains_for_sale(now=arrives_at - timedelta(days=7), count=LATER)
    back = (each for each in later if each.ends == train.ends[::-1])
    found = next(back, None)
    if found is None:
        raise LookupError(f"no train back after {train.name}")
    return found


def _train(trip: DatedTrip) -> Train:
    served = trip.stops.filter(served=True).exclude(boarding=False, alighting=False).select_related("stop")
    stops = tuple((stop.stop.stop_id, stop.position) for stop in served.order_by("position"))
    return Train(trip.pk, f"{trip.trip} on {trip.service_date}", trip.service_date, stops)
