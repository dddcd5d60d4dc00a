"""What the changes of a train mean for one booking. Reads nothing: it judges what it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from bookings.models import Booking, BookingEvent
from timetables.models import DatedStop, DatedTrip, ScheduleChange

Kind = ScheduleChange.Kind
FREE_REFUND_DELAY = timedelta(hours=1)
TOLD_DELAY = timedelta(minutes=10)


@dataclass(frozen=True)
class Times:
    """When a booking's own journey begins and ends."""

    departs_at: datetime
    arrives_at: datetime

    def distance(self, other: "Times") -> timedelta:
        """This method tells how far the two are apart, at the end that moved more."""
        return max(abs(self.departs_at - other.departs_at), abs(self.arrives_at - other.arrives_at))

    def to_json(self) -> dict[str, str]:
        """This method writes both instants in ISO 8601."""
        return {"departs_at": self.departs_at.isoformat(), "arrives_at": self.arrives_at.isoformat()}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> "Times":
        """This function reads what `to_json` wrote."""
        return cls(datetime.fromisoformat(data["departs_at"]), datetime.fromisoformat(data["arrives_at"]))


@dataclass(frozen=True)
class TrainNews:
    """A train with its stops by position, all its recorded changes in order, and those not yet told."""

    dated_trip: DatedTrip
    stops: Mapping[int, DatedStop]
    changes: Sequence[ScheduleChange]
    untold: Sequence[ScheduleChange]

    def has(self, kind: ScheduleChange.Kind) -> bool:
        """This method tells whether such a change is among the untold ones."""
        return any(change.kind == kind for change in self.untold)


@dataclass(frozen=True)
class Impact:
    """What to tell a booking's passengers: `change` is retimed, delayed, stop_dropped, restored or cancelled."""

    change: str
    old: Times | None = None
    new: Times | None = None
    free_refund: bool = False
    delay: timedelta = timedelta()

    def to_json(self) -> dict[str, Any]:
        """This method writes the impact for the booking's history and the letter."""
        data: dict[str, Any] = {"change": self.change, "free_refund": self.free_refund}
        if self.old and self.new:
            data |= {"old": self.old.to_json(), "new": self.new.to_json()}
        if self.delay:
            data["delay_minutes"] = int(self.delay.total_seconds()) // 60
        return data


def find_impact(booking: Booking, told: Sequence[BookingEvent], news: TrainNews) -> Impact | None:
    """This function weighs a train's untold changes for one live booking; None when they don't concern it.

    Several retimings count as one, from the times last told to those in force; a change under TELL_CHANGE_MINUTES waits
    until more of them add up. `told` are the booking's events about its train, in order.
    """
    if news.dated_trip.state == DatedTrip.State.CANCELLED:
        return Impact("cancelled", free_refund=True) if news.has(Kind.CANCELLED) else None
    if _lost_a_stop(booking, news):
        return Impact("stop_dropped", free_refund=True)
    return _restored(told, news) or _retimed(booking, told, news) or _delayed(told, news)


def _lost_a_stop(booking: Booking, news: TrainNews) -> bool:
    dropped = {change.after.get("position") for change in news.untold if change.kind == Kind.STOP_DROPPED}
    return bool(dropped & {booking.from_position, booking.to_position})


def _restored(told: Sequence[BookingEvent], news: TrainNews) -> Impact | None:
    was_told = bool(told) and told[-1].kind == BookingEvent.Kind.TRAIN_CANCELLED
    return Impact("restored") if was_told and news.has(Kind.RESTORED) else None


def _retimed(booking: Booking, told: Sequence[BookingEvent], news: TrainNews) -> Impact | None:
    new = current_times(booking, news)
    old = Times(booking.departs_at, _arrival_last_told(booking, told, news))
    if new.distance(old) < timedelta(minutes=settings.TELL_CHANGE_MINUTES):
        return None
    far = timedelta(minutes=settings.FREE_REFUND_CHANGE_MINUTES)
    return Impact("retimed", old, new, free_refund=new.distance(_as_sold(told) or old) >= far)


def current_times(booking: Booking, news: TrainNews) -> Times:
    """This function returns the booking's times by the train's stops as they are now."""
    return Times(news.stops[booking.from_position].departure_at, news.stops[booking.to_position].arrival_at)


def _arrival_last_told(booking: Booking, told: Sequence[BookingEvent], news: TrainNews) -> datetime:
    """The first change after the passenger was last told, or bought, knows the arrival from before it."""
    last_told = max((event.data.get("change_id", 0) for event in told), default=0)
    position = str(booking.to_position)
    for change in news.changes:
        is_news = change.pk > last_told if last_told else change.made_at > booking.created_at
        if is_news and position in change.before.get("stops", {}):
            return datetime.fromisoformat(change.before["stops"][position]["arrival_at"])
    return news.stops[booking.to_position].arrival_at


def _as_sold(told: Sequence[BookingEvent]) -> Times | None:
    first = next((event for event in told if "old" in event.data), None)
    return Times.from_json(first.data["old"]) if first else None


def _delayed(told: Sequence[BookingEvent], news: TrainNews) -> Impact | None:
    if not news.has(Kind.DELAYED):
        return None
    delay = timedelta(seconds=news.dated_trip.delay_s)
    before = next(
        (event.data["delay_minutes"] for event in reversed(told) if "delay_minutes" in event.data), 0
    )
    if delay < TOLD_DELAY or abs(delay - timedelta(minutes=before)) < TOLD_DELAY:
        return None
    return Impact("delayed", free_refund=delay >= FREE_REFUND_DELAY, delay=delay)
