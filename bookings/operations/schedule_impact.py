"""What the changes of a train mean for one booking. Reads nothing: it judges what it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bookings.models import Booking, BookingEvent, DelayRule, TellingRule
from bookings.queries.losses import bus_facts, bus_for, delays_of, loss_of, lost_part
from timetables.models import DatedStop, DatedTrip, ReplacementBus, ScheduleChange

Kind = ScheduleChange.Kind
LOSSES = frozenset({"stop_dropped", "part_cancelled"})


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
    """A train with its stops by position, all its recorded changes in order, and those not yet told.

    `telling` says which changes of times are worth a letter, `rights` from what delay a ticket goes back in full.
    """

    dated_trip: DatedTrip
    stops: Mapping[int, DatedStop]
    changes: Sequence[ScheduleChange]
    untold: Sequence[ScheduleChange]
    buses: Sequence[ReplacementBus] = ()
    telling: TellingRule = field(default_factory=TellingRule)
    rights: DelayRule = field(default_factory=DelayRule)

    def has(self, *kinds: ScheduleChange.Kind) -> bool:
        """This method tells whether a change of one of these kinds is among the untold ones."""
        return any(change.kind in kinds for change in self.untold)


@dataclass(frozen=True)
class Impact:
    """What to tell a booking's passengers.

    `change` is retimed, delayed, early, on_time, stop_dropped, part_cancelled, bus_set, bus_ended, restored or
    cancelled. Delays are minutes of the booking's own departure and arrival.
    """

    change: str
    old: Times | None = None
    new: Times | None = None
    free_refund: bool = False
    delays: tuple[int, int] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """This method writes the impact for the booking's history and the letter."""
        data: dict[str, Any] = {"change": self.change, "free_refund": self.free_refund, **self.facts}
        if self.old and self.new:
            data |= {"old": self.old.to_json(), "new": self.new.to_json()}
        if self.delays:
            departure, arrival = self.delays
            data |= {
                "delay_minutes": max(self.delays),
                "departure_delay": departure,
                "arrival_delay": arrival,
            }
        return data


def find_impact(booking: Booking, told: Sequence[BookingEvent], news: TrainNews) -> Impact | None:
    """This function weighs a train's untold changes for one live booking; None when they don't concern it.

    Several retimings count as one, from the times last told to those in force; a change under the telling rule's
    minutes waits until more of them add up. `told` are the booking's events about its train, in order.
    """
    if news.dated_trip.state == DatedTrip.State.CANCELLED:
        return Impact("cancelled", free_refund=True) if news.has(Kind.CANCELLED) else None
    if loss := loss_of(booking, news.stops):
        return _lost(booking, loss, told, news)
    return _restored(told, news) or _retimed(booking, told, news) or _delayed(booking, told, news)


def _lost(booking: Booking, loss: str, told: Sequence[BookingEvent], news: TrainNews) -> Impact | None:
    """A part of the journey or one of its ends is not served; said once, and again when a bus comes or goes."""
    bus = bus_for(booking, news.buses)
    facts = lost_part(booking, news.stops) | bus_facts(bus, news.stops)
    last = _last_loss(told)
    if last is None or last.data["change"] != loss:
        return Impact(loss, free_refund=True, facts=facts)
    had_bus = last.data.get("bus", {}).get("id")
    if had_bus == (bus.pk if bus else None):
        return None
    return Impact(loss, free_refund=True, facts=facts | {"bus_change": "bus_set" if bus else "bus_ended"})


def _last_loss(told: Sequence[BookingEvent]) -> BookingEvent | None:
    """Find what a passenger was last told of a loss, unless they know that it is over."""
    for event in reversed(told):
        if event.data.get("change") in LOSSES:
            return event
        if event.data.get("change") in {"restored", "cancelled"}:
            return None
    return None


def _restored(told: Sequence[BookingEvent], news: TrainNews) -> Impact | None:
    if not news.has(Kind.RESTORED, Kind.PART_RESTORED, Kind.STOP_RESTORED):
        return None
    last = next((event for event in reversed(told) if event.data.get("change") in _STANDING), None)
    was_lost = last is not None and last.data["change"] != "restored"
    return Impact("restored", facts={"after": last.data["change"]}) if last and was_lost else None


_STANDING = LOSSES | {"cancelled", "restored"}


def _retimed(booking: Booking, told: Sequence[BookingEvent], news: TrainNews) -> Impact | None:
    new = current_times(booking, news)
    old = Times(booking.departs_at, _arrival_last_told(booking, told, news))
    if new.distance(old) < timedelta(minutes=news.telling.moved_minutes):
        return None
    far = timedelta(minutes=news.rights.moved_minutes)
    return Impact("retimed", old, new, free_refund=new.distance(as_sold(told) or old) >= far)


def current_times(booking: Booking, news: TrainNews) -> Times:
    """This function returns the booking's times by the train's stops as they are now."""
    return Times(news.stops[booking.from_position].departure_at, news.stops[booking.to_position].arrival_at)


def expected_times(booking: Booking, news: TrainNews) -> Times:
    """This function returns the same with the delays known now."""
    start, end = news.stops[booking.from_position], news.stops[booking.to_position]
    return Times(
        start.departure_at + timedelta(seconds=start.departure_delay_s),
        end.arrival_at + timedelta(seconds=end.arrival_delay_s),
    )


def _arrival_last_told(booking: Booking, told: Sequence[BookingEvent], news: TrainNews) -> datetime:
    """The first change after the passenger was last told, or bought, knows the arrival from before it."""
    last_told = max((event.data.get("change_id", 0) for event in told), default=0)
    position = str(booking.to_position)
    for change in news.changes:
        is_news = change.pk > last_told if last_told else change.made_at > booking.created_at
        if is_news and change.kind == Kind.RETIMED and position in change.before.get("stops", {}):
            return datetime.fromisoformat(change.before["stops"][position]["arrival_at"])
    return news.stops[booking.to_position].arrival_at


def as_sold(told: Sequence[BookingEvent]) -> Times | None:
    """This function finds the times at which a journey was sold, for one that has been moved since."""
    first = next((event for event in told if "old" in event.data), None)
    return Times.from_json(first.data["old"]) if first else None


def _delayed(booking: Booking, told: Sequence[BookingEvent], news: TrainNews) -> Impact | None:
    if not news.has(Kind.DELAYED):
        return None
    before, after = _delays_last_told(told), delays_of(booking, news.stops)
    if before == after or not _is_worth_telling(before, after, news):
        return None
    free = max(after) >= news.rights.delay_minutes
    facts = {"expected": expected_times(booking, news).to_json()}
    return Impact(_name_delays(after), free_refund=free, delays=after, facts=facts)


def _name_delays(delays: tuple[int, int]) -> str:
    if delays[0] < 0:
        return "early"
    return "delayed" if max(delays) > 0 else "on_time"


def _delays_last_told(told: Sequence[BookingEvent]) -> tuple[int, int]:
    for event in reversed(told):
        if "departure_delay" in event.data:
            return event.data["departure_delay"], event.data["arrival_delay"]
        if "delay_minutes" in event.data:  # told before delays were known by stop
            return event.data["delay_minutes"], event.data["delay_minutes"]
    return 0, 0


def _is_worth_telling(before: tuple[int, int], after: tuple[int, int], news: TrainNews) -> bool:
    """Early departures always; a first delay and each that grows by so much; the moment a right comes of it.

    Who was told of a late departure also hears when the train has caught up, lest they miss it.
    """
    rule = news.telling
    if after[0] < 0:
        return after[0] <= -rule.early_minutes and after[0] != before[0]
    worst, known = max(after), max(before)
    if known < news.rights.delay_minutes <= worst or before[0] < 0:
        return True
    if before[0] - after[0] >= rule.first_delay_minutes:
        return True
    if known <= 0:
        return worst >= rule.first_delay_minutes
    return abs(worst - known) >= rule.next_delay_minutes
