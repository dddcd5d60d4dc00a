"""A station's board: the next departures and arrivals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value

from timetables.models import DatedStop, DatedTrip, Route, Stop

BOARD_ROWS = 8
LONGEST_DELAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A train on a board. `place` is where it goes, or on a board of arrivals where it comes from.

    `delay_s` is that of this very call. Where a later part of the way does not run, `short_of` is the stop up to which
    it does; on a board of arrivals the one from which it comes.
    """

    dated_trip_id: int
    trip_id: str
    train_number: str
    route: Route
    place: str
    scheduled: datetime
    delay_s: int
    state: str
    position: int
    demonstration: bool
    call_cancelled: bool = False
    platform: str = ""
    platform_changed: bool = False
    short_of: str = ""

    @property
    def expected(self) -> datetime:
        """This property is the time with the delay known now."""
        return self.scheduled + timedelta(seconds=self.delay_s)

    @property
    def is_cancelled(self) -> bool:
        """This property tells that the train does not run, or not here."""
        return self.call_cancelled or self.state == DatedTrip.State.CANCELLED


def departures(*, stop: Stop, at: datetime, limit: int = BOARD_ROWS) -> list[BoardRow]:
    """List the next trains that passengers can board at a stop, in order of their planned departure.

    A late train stays until it has left; times are those of the stop's timezone; the list goes on into the next
    days. This function makes two queries.
    """
    rows = _calls(stop, "departure", at).filter(boarding=True)
    calls = list(rows.order_by("departure_at", "dated_trip_id")[:limit])
    ways = _ways(calls)
    return [_departure(call, ways[call.dated_trip_id]) for call in calls]


def arrivals(*, stop: Stop, at: datetime, limit: int = BOARD_ROWS) -> list[BoardRow]:
    """List the next trains from which passengers can alight at a stop, in order of their planned arrival.

    This function makes two queries, as departures does.
    """
    rows = _calls(stop, "arrival", at).filter(alighting=True)
    calls = list(rows.order_by("arrival_at", "dated_trip_id")[:limit])
    ways = _ways(calls)
    return [_arrival(call, ways[call.dated_trip_id]) for call in calls]


def _calls(stop: Stop, event: str, at: datetime) -> QuerySet[DatedStop]:
    second = Value(timedelta(seconds=1))
    delay = ExpressionWrapper(F(f"{event}_delay_s") * second, DurationField())
    nearby = {f"{event}_at__gte": at - LONGEST_DELAY}
    rows = DatedStop.objects.filter(stop=stop, served=True, **nearby)
    late = rows.annotate(expected=F(f"{event}_at") + delay).filter(expected__gte=at)
    return late.exclude(**_end(event)).select_related("dated_trip__trip__route", "stop")


def _end(event: str) -> dict[str, object]:
    """Say which call a board leaves out: the arrival where a train begins, and the departure where it ends."""
    return {"dated_trip__arrives_at": F("arrival_at")} if event == "departure" else {"position": 0}


def _ways(calls: Iterable[DatedStop]) -> dict[int, list[DatedStop]]:
    """Read the ends of each train's way, and of the parts that do not run."""
    trains = {call.dated_trip_id for call in calls}
    ends = Q(position=0) | Q(arrival_at=F("dated_trip__arrives_at"))
    parts = Q(departure_cancelled=True) | Q(arrival_cancelled=True)
    found: dict[int, list[DatedStop]] = {train: [] for train in trains}
    rows = DatedStop.objects.filter(ends | parts, dated_trip__in=trains).order_by("dated_trip_id", "position")
    for row in rows.select_related("stop"):
        found[row.dated_trip_id].append(row)
    return found


def _departure(call: DatedStop, way: Sequence[DatedStop]) -> BoardRow:
    short = next((end for end in way if end.position > call.position and end.departure_cancelled), None)
    return _row(
        call,
        call.departure_at,
        call.departure_delay_s,
        call.dated_trip.trip.headsign or way[-1].stop.name,
        cancelled=call.departure_cancelled,
        short=short,
    )


def _arrival(call: DatedStop, way: Sequence[DatedStop]) -> BoardRow:
    before = [end for end in way if end.position < call.position and end.arrival_cancelled]
    return _row(
        call,
        call.arrival_at,
        call.arrival_delay_s,
        way[0].stop.name,
        cancelled=call.arrival_cancelled,
        short=before[-1] if before else None,
    )


def _row(
    call: DatedStop, planned: datetime, delay_s: int, place: str, *, cancelled: bool, short: DatedStop | None
) -> BoardRow:
    train = call.dated_trip
    return BoardRow(
        train.pk,
        train.trip.trip_id,
        train.trip.short_name or train.trip.trip_id,
        train.trip.route,
        place,
        planned.astimezone(ZoneInfo(call.stop.timezone)),
        delay_s,
        train.state,
        call.position,
        train.trip.demonstration,
        cancelled,
        call.actual_platform or call.platform,
        bool(call.actual_platform),
        short.stop.name if short and not cancelled else "",
    )
