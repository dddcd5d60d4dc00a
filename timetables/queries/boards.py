"""A station's board: the next departures and arrivals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Value

from timetables.models import DatedStop, DatedTrip, Route, Stop

BOARD_ROWS = 8
LONGEST_DELAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A train on a board. `place` is where it goes, or on a board of arrivals where it comes from."""

    dated_trip_id: int
    train_number: str
    route: Route
    place: str
    scheduled: datetime
    delay_s: int
    state: str
    position: int
    demonstration: bool

    @property
    def expected(self) -> datetime:
        """This property is the time with the delay known now."""
        return self.scheduled + timedelta(seconds=self.delay_s)

    @property
    def is_cancelled(self) -> bool:
        """This property tells that the train does not run."""
        return self.state == DatedTrip.State.CANCELLED


def departures(*, stop: Stop, at: datetime, limit: int = BOARD_ROWS) -> list[BoardRow]:
    """List the next trains that passengers can board at a stop, in order of their planned departure.

    A late train stays until it has left; times are those of the stop's timezone; the list goes on into the next
    days. This function makes two queries.
    """
    rows = _calls(stop, "departure_at", at).filter(boarding=True)
    calls = list(rows.order_by("departure_at", "dated_trip_id")[:limit])
    ends = _ends(calls, first=False)
    return [
        _row(call, call.departure_at, call.dated_trip.trip.headsign or ends[call.dated_trip_id])
        for call in calls
    ]


def arrivals(*, stop: Stop, at: datetime, limit: int = BOARD_ROWS) -> list[BoardRow]:
    """List the next trains from which passengers can alight at a stop, in order of their planned arrival.

    This function makes two queries, as departures does.
    """
    rows = _calls(stop, "arrival_at", at).filter(alighting=True)
    calls = list(rows.order_by("arrival_at", "dated_trip_id")[:limit])
    starts = _ends(calls, first=True)
    return [_row(call, call.arrival_at, starts[call.dated_trip_id]) for call in calls]


def _calls(stop: Stop, column: str, at: datetime) -> QuerySet[DatedStop]:
    delay = ExpressionWrapper(F("dated_trip__delay_s") * Value(timedelta(seconds=1)), DurationField())
    rows = DatedStop.objects.filter(**{"stop": stop, "served": True, f"{column}__gte": at - LONGEST_DELAY})
    late = rows.annotate(expected=F(column) + delay).filter(expected__gte=at)
    return late.exclude(**_end(column)).select_related("dated_trip__trip__route", "stop")


def _end(column: str) -> dict[str, object]:
    """Say which call a board leaves out: the arrival where a train begins, and the departure where it ends."""
    return {"dated_trip__arrives_at": F("arrival_at")} if column == "departure_at" else {"position": 0}


def _ends(calls: Iterable[DatedStop], *, first: bool) -> dict[int, str]:
    """Name the first or the last stop of each train."""
    trains = {call.dated_trip_id for call in calls}
    order = "position" if first else "-position"
    ends = (
        DatedStop.objects.filter(dated_trip__in=trains)
        .order_by("dated_trip_id", order)
        .distinct("dated_trip_id")
    )
    return {end.dated_trip_id: end.stop.name for end in ends.select_related("stop")}


def _row(call: DatedStop, scheduled: datetime, place: str) -> BoardRow:
    train = call.dated_trip
    return BoardRow(
        train.pk,
        train.trip.short_name or train.trip.trip_id,
        train.trip.route,
        place,
        scheduled.astimezone(ZoneInfo(call.stop.timezone)),
        train.delay_s,
        train.state,
        call.position,
        train.trip.demonstration,
    )
