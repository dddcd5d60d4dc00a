"""Passengers hear what became of their train."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from bookings import inventory
from bookings.models import (
    LIVE_STATES,
    PAID_STATES,
    Booking,
    BookingEvent,
    DelayRule,
    Notification,
    TellingRule,
)
from bookings.notifications.outbox import enqueue
from bookings.operations.follow_stock import follow_stock
from bookings.operations.lock_booking import lock_booking
from bookings.operations.record_event import record_event
from bookings.operations.remedies import (
    refund_by_itself,
    refund_lost_seats,
    remedy_for,
    rights_given,
)
from bookings.operations.schedule_impact import Impact, TrainNews, current_times, find_impact
from bookings.webhooks.events import note_schedule_change
from timetables.models import DatedTrip, RollingStock, ScheduleChange
from timetables.operations.publish_edition import REFUND, TELL

log = logging.getLogger(__name__)

ABOUT_TRAIN = (BookingEvent.Kind.TRAIN_CHANGED, BookingEvent.Kind.TRAIN_CANCELLED)


def tell_schedule_changes(*, now: datetime) -> int:
    """This function tells every live booking what the untold changes of its train mean, and returns how many it told.

    Each train is one transaction that also marks its changes as told, so that nobody is told twice or forgotten. It
    writes the history, the right to a free refund and the letter, and takes over the new departure.
    """
    waiting = ScheduleChange.objects.filter(consumed_at=None).order_by("dated_trip_id")
    trains = waiting.values_list("dated_trip_id", flat=True).distinct()
    return sum(_tell_or_leave(dated_trip_id, now) for dated_trip_id in trains)


def _tell_or_leave(dated_trip_id: int, now: datetime) -> int:
    try:
        return _tell_train(dated_trip_id, now)
    except Exception:
        log.exception("the changes of dated trip %s are left to the next run", dated_trip_id)
        return 0


@inventory.with_retries
@transaction.atomic
def _tell_train(dated_trip_id: int, now: datetime) -> int:
    news = _read_news(dated_trip_id)
    if news is None:
        return 0
    for change in news.untold:
        note_schedule_change(change=change, dated_trip=news.dated_trip)
    runs = news.dated_trip.state == DatedTrip.State.SCHEDULED
    if runs and news.has(ScheduleChange.Kind.STOCK_CHANGED):
        follow_stock(dated_trip_id, _old_stock(news), now)
    bookings = _live_bookings(news.dated_trip)
    told = [_tell(booking, events, news, now) for booking, events in bookings]
    refund_lost_seats([booking for booking, _events in _live_bookings(news.dated_trip)], news.untold, now=now)
    untold = [change.pk for change in news.untold]
    ScheduleChange.objects.filter(pk__in=untold).update(consumed_at=now)
    return sum(told)


def _read_news(dated_trip_id: int) -> TrainNews | None:
    """This function locks the train, so that no change comes between; one that another worker has is passed over."""
    locked = DatedTrip.objects.select_for_update(skip_locked=True, no_key=True)
    dated_trip = locked.filter(pk=dated_trip_id).first()
    if dated_trip is None:
        return None
    changes = list(dated_trip.changes.order_by("id"))
    untold = [change for change in changes if change.consumed_at is None]
    if not untold:
        return None
    return TrainNews(
        dated_trip,
        {stop.position: stop for stop in dated_trip.stops.select_related("stop")},
        changes,
        untold,
        list(dated_trip.buses.filter(ended_at=None)),
        TellingRule.current(),
        DelayRule.on(dated_trip.service_date),
    )


def _old_stock(news: TrainNews) -> int | None:
    """Find the set that the train had before: its plan says who sat at a window."""
    changes = [change for change in news.untold if change.kind == ScheduleChange.Kind.STOCK_CHANGED]
    code = changes[0].before.get("rolling_stock", "")
    return RollingStock.objects.filter(code=code).values_list("pk", flat=True).first()


def _live_bookings(dated_trip: DatedTrip) -> list[tuple[Booking, list[BookingEvent]]]:
    bookings = list(dated_trip.bookings.filter(state__in=LIVE_STATES).order_by("id"))
    told: dict[int, list[BookingEvent]] = defaultdict(list)
    for event in BookingEvent.objects.filter(booking__in=bookings, kind__in=ABOUT_TRAIN).order_by("at", "id"):
        told[event.booking_id].append(event)
    return [(booking, told[booking.pk]) for booking in bookings]


def _tell(seen: Booking, told: Sequence[BookingEvent], news: TrainNews, now: datetime) -> bool:
    if _has_arrived(seen, news, now):
        return False
    impact = find_impact(seen, told, news)
    if impact is None:
        return False
    booking = lock_booking(seen.pk)
    if booking.state not in LIVE_STATES:
        return False
    _record(booking, impact, news, now)
    return True


def _has_arrived(booking: Booking, news: TrainNews, now: datetime) -> bool:
    end = news.stops[booking.to_position]
    return end.arrival_at + timedelta(seconds=end.arrival_delay_s) <= now


def _record(booking: Booking, impact: Impact, news: TrainNews, now: datetime) -> None:
    last_change = news.untold[-1].pk
    is_paid = booking.state in PAID_STATES
    remedy = remedy_for(impact, news.untold) if is_paid else TELL
    data = impact.to_json() | {"change_id": last_change, "paid_for": is_paid} | rights_given(remedy)
    is_cancelled = impact.change == "cancelled"
    kind = BookingEvent.Kind.TRAIN_CANCELLED if is_cancelled else BookingEvent.Kind.TRAIN_CHANGED
    _take_over(booking, impact, news, now)
    record_event(booking=booking, kind=kind, now=now, data=data)
    if is_paid or is_cancelled:
        letter = Notification.Kind.TRAIN_CANCELLED if is_cancelled else Notification.Kind.TRAIN_CHANGED
        key = f"{letter}:{booking.pk}:{last_change}"
        enqueue(booking=booking, kind=letter, dedupe_key=key, data=data, now=now)
    if remedy == REFUND:
        refund_by_itself(booking, now=now)


def _take_over(booking: Booking, impact: Impact, news: TrainNews, now: datetime) -> None:
    """This function lets the booking follow its train; what was only kept is let go with a cancelled one."""
    booking.departs_at = current_times(booking, news).departs_at
    booking.ticket_sequence += 1
    if impact.change == "cancelled" and booking.state not in PAID_STATES:
        inventory.release(booking_id=booking.pk)
        booking.state, booking.ended_at = Booking.State.RELEASED, now
    booking.save(update_fields=["departs_at", "ticket_sequence", "state", "ended_at"])
