"""What a booking loses of its journey, and the bus that runs instead. Reads nothing: it judges what it is given."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from bookings.models import Booking
from timetables.models import ReplacementBus, Stop

LANGUAGES = ("ru", "be", "en")


class Call(Protocol):
    """A stop of a train as it is now: a row of its table, or what the timetable's queries answer."""

    @property
    def stop(self) -> Stop: ...
    @property
    def served(self) -> bool: ...
    @property
    def boarding(self) -> bool: ...
    @property
    def alighting(self) -> bool: ...
    @property
    def departure_cancelled(self) -> bool: ...
    @property
    def arrival_delay_s(self) -> int: ...
    @property
    def departure_delay_s(self) -> int: ...


Calls = Mapping[int, Call]


def loss_of(booking: Booking, stops: Calls) -> str:
    """This function names what is lost of a booking's journey: part_cancelled, stop_dropped, or "" for nothing."""
    if _lost_legs(booking, stops):
        return "part_cancelled"
    start, end = stops[booking.from_position], stops[booking.to_position]
    serves = start.served and start.boarding and end.served and end.alighting
    return "" if serves else "stop_dropped"


def lost_part(booking: Booking, stops: Calls) -> dict[str, Any]:
    """This function says for history and letter between which stops of the journey the train does not run."""
    legs = _lost_legs(booking, stops)
    if not legs:
        return {}
    return {"part": {"from": names_of(stops[legs[0]].stop), "to": names_of(stops[legs[-1] + 1].stop)}}


def bus_for(booking: Booking, buses: Iterable[ReplacementBus]) -> ReplacementBus | None:
    """This function finds the first bus whose section has a part in common with the booking's journey."""
    for bus in buses:
        if bus.from_position < booking.to_position and booking.from_position < bus.to_position:
            return bus
    return None


def bus_facts(bus: ReplacementBus | None, stops: Calls) -> dict[str, Any]:
    """This function writes a bus for history and letter: from where, to where, when, and where it waits."""
    if bus is None:
        return {}
    start, end = stops[bus.from_position].stop, stops[bus.to_position].stop
    facts = {
        "id": bus.pk,
        "from": names_of(start),
        "to": names_of(end),
        "place": {code: getattr(bus, f"place_{code}") or bus.place_ru for code in LANGUAGES},
        "departs_at": bus.departs_at.isoformat(),
        "departs_zone": start.timezone,
        "arrives_at": bus.arrives_at.isoformat(),
        "arrives_zone": end.timezone,
    }
    return {"bus": facts}


def names_of(stop: Stop) -> dict[str, str]:
    """This function gives a stop's names by language code, as history and letters keep them."""
    return {code: stop.name_in(code) for code in LANGUAGES}


def _lost_legs(booking: Booking, stops: Calls) -> list[int]:
    legs = range(booking.from_position, booking.to_position)
    return [leg for leg in legs if stops[leg].departure_cancelled]


def delays_of(booking: Booking, stops: Calls) -> tuple[int, int]:
    """This function returns the minutes of delay known now of a booking's departure and arrival, below 0 if early.

    A train 59 seconds late is on time, as boards show it.
    """
    start, end = stops[booking.from_position], stops[booking.to_position]
    return int(start.departure_delay_s / 60), int(end.arrival_delay_s / 60)
