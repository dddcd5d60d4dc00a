"""What a new edition of the timetable would mean for what is sold. It reads, and changes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from bookings import inventory
from bookings.models import (
    LIVE_STATES,
    Booking,
    BookingEvent,
    DelayRule,
    ExchangeOffer,
    Passenger,
    TellingRule,
)
from bookings.operations.open_seats import open_seats
from bookings.operations.schedule_impact import Times, as_sold
from bookings.queries.losses import loss_of
from timetables.models import DatedStop
from timetables.queries.sold import (
    CANCELLED,
    GROUPS,
    MOVED,
    MOVED_FAR,
    SEAT_LOST,
    STOP_LOST,
    FutureDay,
    Touched,
)

MOST_LINKED = 200  # an address has an end


@dataclass(frozen=True, slots=True)
class _Journey:
    """A booking in its group; `minutes` is how far it moves, earlier below 0, at the end that moves more."""

    booking: int
    group: str
    passengers: int
    minutes: int = 0


class Sold:
    """The seller whom the timetable asks (timetables.queries.sold.Seller)."""

    def booked(self, dated_trips: Collection[int]) -> set[int]:
        """This method tells which trains, by key, anybody ever booked, or was offered in exchange.

        An ended booking shows its stops too.
        """
        bookings = Booking.objects.filter(dated_trip__in=dated_trips).values_list("dated_trip_id", flat=True)
        offers = ExchangeOffer.objects.filter(dated_trip__in=dated_trips).values_list(
            "dated_trip_id", flat=True
        )
        return set(bookings.union(offers))

    def foresee(self, days: Sequence[FutureDay]) -> list[Touched]:
        """This method groups the live bookings of these trains by what they lose, in a fixed number of queries."""
        journeys: dict[str, list[_Journey]] = defaultdict(list)
        for journey in _weigh(days):
            journeys[journey.group].append(journey)
        return [_touched(group, journeys[group]) for group in GROUPS if group in journeys]

    def open_seats(self, now: datetime) -> int:
        """This method puts trains on sale that were just made."""
        return open_seats(now=now)


def _weigh(days: Sequence[FutureDay]) -> Iterator[_Journey]:
    by_train = {day.dated_trip.pk: day for day in days}
    bookings = list(_live(by_train))
    sold = _sold_times(bookings)
    telling, rights = TellingRule.current(), _rights(days)
    for booking in bookings:
        day = by_train[booking.dated_trip_id]
        far = timedelta(minutes=rights[day.dated_trip.service_date].moved_minutes)
        if journey := _judge(booking, day, sold.get(booking.pk), telling, far):
            yield journey
    yield from _without_seats(days)


def _live(trains: Collection[int]) -> Collection[Booking]:
    travels = Count("passengers", filter=Q(passengers__state=Passenger.State.ACTIVE))
    live = Booking.objects.filter(dated_trip__in=trains, state__in=LIVE_STATES)
    return live.annotate(travellers=travels).order_by("pk")


def _sold_times(bookings: Sequence[Booking]) -> dict[int, Times]:
    """Find the times at which journeys were sold that have been moved before."""
    events = BookingEvent.objects.filter(booking__in=bookings, kind=BookingEvent.Kind.TRAIN_CHANGED)
    told: dict[int, list[BookingEvent]] = defaultdict(list)
    for event in events.order_by("at", "id"):
        told[event.booking_id].append(event)
    return {pk: times for pk, events in told.items() if (times := as_sold(events))}


def _rights(days: Sequence[FutureDay]) -> dict[date, DelayRule]:
    dates = {day.dated_trip.service_date for day in days}
    rules = list(DelayRule.objects.order_by("valid_from"))
    return {day: _rule_on(rules, day) for day in dates}


def _rule_on(rules: Sequence[DelayRule], day: date) -> DelayRule:
    valid = [
        rule
        for rule in rules
        if rule.valid_from <= day and (rule.valid_until is None or rule.valid_until > day)
    ]
    return valid[-1] if valid else DelayRule(valid_from=day)


def _judge(
    booking: Booking, day: FutureDay, sold: Times | None, telling: TellingRule, far: timedelta
) -> _Journey | None:
    passengers = int(getattr(booking, "travellers", 0))
    if not day.runs:
        return _Journey(booking.pk, CANCELLED, passengers)
    if loss_of(booking, day.stops):
        return None if loss_of(booking, day.was) else _Journey(booking.pk, STOP_LOST, passengers)
    old, new = _times(booking, day.was), _times(booking, day.stops)
    if new.distance(old) < timedelta(minutes=telling.moved_minutes):
        return None
    group = MOVED_FAR if new.distance(sold or old) >= far else MOVED
    return _Journey(booking.pk, group, passengers, _minutes(old, new))


def _times(booking: Booking, stops: Mapping[int, DatedStop]) -> Times:
    return Times(stops[booking.from_position].departure_at, stops[booking.to_position].arrival_at)


def _minutes(old: Times, new: Times) -> int:
    moves = (new.departs_at - old.departs_at, new.arrives_at - old.arrives_at)
    return int(max(moves, key=abs).total_seconds()) // 60


def _without_seats(days: Sequence[FutureDay]) -> Iterator[_Journey]:
    """A train set with fewer seats: how many passengers of which train would find none."""
    for day in days:
        stock = day.rolling_stock
        if not day.runs or stock is None or stock.pk == day.dated_trip.rolling_stock_id:
            continue
        seated = inventory.foretell_reseat(dated_trip_id=day.dated_trip.pk, new_stock_id=stock.pk)
        for booking in seated.moves:
            if lost := seated.lost_in(booking):
                yield _Journey(booking, SEAT_LOST, lost)


def _touched(group: str, journeys: Sequence[_Journey]) -> Touched:
    minutes = [journey.minutes for journey in journeys]
    keys = sorted({journey.booking for journey in journeys})
    chosen = ",".join(map(str, keys[:MOST_LINKED]))
    url = f"{reverse('admin:bookings_booking_changelist')}?id__in={chosen}"
    passengers = sum(journey.passengers for journey in journeys)
    return Touched(group, len(keys), passengers, url, min(minutes), max(minutes))
