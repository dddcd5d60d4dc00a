"""The stops of a dated trip, and the kilometres it runs in each country."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from timetables.models import DatedStop, Stop


@dataclass(frozen=True, slots=True)
class TripStop:
    """A stop of a dated trip, its times in the stop's own timezone; `km` counts from the trip's first stop.

    `arrival` and `departure` are planned, `expected_…` what is known now. Where the train does not come to, or does
    not go on from, on its day, `arrival_cancelled` or `departure_cancelled` is set.
    """

    position: int
    stop: Stop
    arrival: datetime
    departure: datetime
    km: Decimal | None
    boarding: bool
    alighting: bool
    served: bool
    arrival_delay_s: int = 0
    departure_delay_s: int = 0
    arrival_cancelled: bool = False
    departure_cancelled: bool = False
    platform: str = ""
    platform_changed: bool = False

    @property
    def expected_arrival(self) -> datetime:
        """This property is the arrival with the delay known now."""
        return self.arrival + timedelta(seconds=self.arrival_delay_s)

    @property
    def expected_departure(self) -> datetime:
        """This property is the departure with the delay known now."""
        return self.departure + timedelta(seconds=self.departure_delay_s)

    @property
    def is_border(self) -> bool:
        """This property tells the border, which a train only passes."""
        return self.stop.is_border

    @property
    def calls(self) -> bool:
        """This property tells whether anybody can get on or off here on this day."""
        return self.served and (self.boarding or self.alighting)


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a journey in one country ("BY", "RU", "" if not known), from and to in the trip's kilometres."""

    country: str
    from_km: Decimal
    to_km: Decimal

    @property
    def km(self) -> Decimal:
        """This property is the length in kilometres."""
        return self.to_km - self.from_km


def trip_stops(dated_trip_id: int) -> list[TripStop]:
    """This function lists the stops of a dated trip in order, the border included; none for an unknown one."""
    return stops_by_trip([dated_trip_id]).get(dated_trip_id, [])


def stops_by_trip(dated_trips: Collection[int]) -> dict[int, list[TripStop]]:
    """List the stops of several dated trips, by their keys, in one query: the one source of expected times.

    Everything that shows or sends when a train comes (boards, feeds, pages, sales) takes it from here:
    `expected_arrival` and `expected_departure` of a stop are its planned time and the delay that was said
    of it, carried on from the last stop of which one was said. They hold for a running train; whether
    it runs at all is the dated trip's state, and where it does not, `arrival_cancelled` and `departure_cancelled`.
    In SQL the same is `DatedStop.departure_at` plus `departure_delay_s` seconds (see timetables.queries.boards).
    This function returns nothing for unknown keys.
    """
    rows = DatedStop.objects.filter(dated_trip__in=dated_trips).select_related("stop")
    found: dict[int, list[TripStop]] = {}
    for row in rows.order_by("dated_trip_id", "position"):
        found.setdefault(row.dated_trip_id, []).append(_trip_stop(row))
    return found


def part_cancelled(stops: Sequence[TripStop]) -> tuple[Stop, Stop] | None:
    """Find where a train does not run between the first and the last of some stops.

    This function returns the stop up to which it runs and that from which it goes on (of several parts the outer
    ends), None when it runs all the way.
    """
    legs = [at for at, stop in enumerate(stops[:-1]) if stop.departure_cancelled]
    return (stops[legs[0]].stop, stops[legs[-1] + 1].stop) if legs else None


def sections_between(stops: Sequence[TripStop]) -> tuple[Section, ...]:
    """Cut the way from the first to the last of some stops at every border on it.

    This function returns no section when a kilometre is missing: no fare by distance can be worked out then.
    """
    cuts = [0, *(at for at, stop in enumerate(stops[1:-1], start=1) if stop.is_border), len(stops) - 1]
    sections = []
    for first, last in pairwise(cuts):
        from_km, to_km = stops[first].km, stops[last].km
        if from_km is None or to_km is None:
            return ()
        country = next((stop.stop.country for stop in stops[first : last + 1] if stop.stop.country), "")
        sections.append(Section(country, from_km, to_km))
    return tuple(sections)


def _trip_stop(row: DatedStop) -> TripStop:
    zone = ZoneInfo(row.stop.timezone)
    return TripStop(
        row.position,
        row.stop,
        row.arrival_at.astimezone(zone),
        row.departure_at.astimezone(zone),
        row.km,
        row.boarding,
        row.alighting,
        row.served,
        row.arrival_delay_s,
        row.departure_delay_s,
        row.arrival_cancelled,
        row.departure_cancelled,
        row.actual_platform or row.platform,
        bool(row.actual_platform),
    )
