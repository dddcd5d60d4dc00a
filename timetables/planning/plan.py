"""A train as an edition plans it: all its particulars and calls, as one value that can be kept as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Self

REGULAR, NONE, PHONE, REQUEST = range(4)  # GTFS pickup_type and drop_off_type
NUMBERED, QUOTA, OPEN = "numbered", "quota", "open"


@dataclass(frozen=True, slots=True)
class Call:
    """A train at a stop; times in seconds of the service day, kilometres from the train's first stop."""

    stop: str
    arrival: int
    departure: int
    pickup: int = REGULAR
    drop_off: int = REGULAR
    km: Decimal | None = None
    timepoint: bool = True
    platform: str = ""

    @property
    def passes(self) -> bool:
        """This property tells that nobody gets on or off: the train runs through, as at the border."""
        return self.pickup == self.drop_off == NONE

    def moved(self, seconds: int) -> "Call":
        """This method gives the same call so much later, earlier when negative."""
        return replace(self, arrival=self.arrival + seconds, departure=self.departure + seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Train:
    """A trip with its calls in order. Rows of other tables are named by their GTFS ids and codes."""

    trip_id: str
    route: str
    calendar: str
    direction: int = 0
    number: str = ""
    headsigns: tuple[str, str, str] = ("", "", "")
    rolling_stock: str = ""
    seat_mode: str = OPEN
    quota: int | None = None
    collects_passenger_data: bool = True
    demonstration: bool = True
    block: str = ""
    wheelchair: int = 0
    bikes: int = 0
    calls: tuple[Call, ...] = ()

    @property
    def name(self) -> str:
        """This property is the number that people know the train by."""
        return self.number or self.trip_id

    @property
    def departs(self) -> int:
        """This property is the departure from the first stop, in seconds of the service day."""
        return self.calls[0].departure if self.calls else 0

    def call_at(self, stop: str) -> Call | None:
        """This method finds the train's first call at a stop, None where it has no such stop."""
        return next((call for call in self.calls if call.stop == stop), None)

    def to_json(self) -> dict[str, Any]:
        """This method writes the train for a JSON column."""
        data = {name: value for name, value in asdict(self).items() if name != "calls"}
        return data | {"headsigns": list(self.headsigns), "calls": [_write_call(call) for call in self.calls]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """This function reads what `to_json` wrote."""
        calls = tuple(_read_call(call) for call in data["calls"])
        return cls(**dict(data) | {"headsigns": tuple(data["headsigns"]), "calls": calls})


Plan = Mapping[str, Train]


def _write_call(call: Call) -> list[Any]:
    km = None if call.km is None else str(call.km.normalize() + 0)
    values = (call.stop, call.arrival, call.departure, call.pickup, call.drop_off)
    return [*values, km, call.timepoint, call.platform]


def _read_call(row: list[Any]) -> Call:
    stop, arrival, departure, pickup, drop_off, km, timepoint, platform = row
    return Call(
        stop, arrival, departure, pickup, drop_off, None if km is None else Decimal(km), timepoint, platform
    )
