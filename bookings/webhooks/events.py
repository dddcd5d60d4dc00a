"""What partners are told: an event is written in the transaction that makes it true, and holds no personal data."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bookings.models import Booking, BookingEvent, PartnerEvent
from timetables.models import DatedTrip, ScheduleChange

Kind = BookingEvent.Kind

OF_BOOKING: Mapping[str, str] = MappingProxyType(
    {
        Kind.HELD: "booking.held",
        Kind.SEATS_CHANGED: "booking.seats_changed",
        Kind.PRICE_CHANGED: "booking.price_changed",
        Kind.TICKETS_ISSUED: "booking.confirmed",
        Kind.HOLD_ENDED: "booking.released",
        Kind.CANCELLED: "booking.cancelled",
        Kind.REFUND_STARTED: "booking.returned",
        Kind.REFUNDED: "booking.refunded",
        Kind.EXCHANGED: "booking.exchanged",
        Kind.TRAIN_CHANGED: "booking.train_changed",
        Kind.TRAIN_CANCELLED: "booking.train_cancelled",
    }
)
KINDS = (*OF_BOOKING.values(), *(f"trip.{kind}" for kind in ScheduleChange.Kind.values))
# Of a change of a train only what was changed; who changed it, and words written by hand, stay here.
TOLD_OF_TRIP = frozenset(
    {"departs_at", "arrives_at", "delay_s", "state", "position", "stop", "rolling_stock"}
)


def note_booking_event(*, booking: Booking, kind: str, at: datetime) -> None:
    """This function writes down for partners what happened to a booking, in the caller's transaction.

    The caller holds the booking's row, or has just made it: that keeps a booking's events in order.
    """
    if name := OF_BOOKING.get(kind):
        subject = f"booking:{booking.reference}"
        PartnerEvent.objects.create(kind=name, subject=subject, at=at, data=_booking_facts(booking))


def note_schedule_change(*, change: ScheduleChange, dated_trip: DatedTrip) -> None:
    """This function writes down for partners what happened to a train of a day, in the caller's transaction."""
    PartnerEvent.objects.create(
        kind=f"trip.{change.kind}",
        subject=f"trip:{dated_trip.pk}",
        at=change.made_at,
        data=_trip_facts(dated_trip) | {"before": _told(change.before), "after": _told(change.after)},
    )


def event_json(event: PartnerEvent) -> dict[str, Any]:
    """This function is an event as partners get it, by webhook and by the API alike."""
    return {
        "id": event_id(event),
        "number": event.number,
        "type": event.kind,
        "timestamp": event.at.isoformat(),
        "data": event.data,
    }


def event_id(event: PartnerEvent) -> str:
    """This function names an event, the same at every delivery and replay: partners know repeats by it."""
    return f"evt_{event.uuid.hex}"


def _booking_facts(booking: Booking) -> dict[str, Any]:
    return {
        "reference": booking.shown_reference,
        "state": booking.state,
        "channel": booking.channel,
        "origin": booking.origin.stop_id,
        "destination": booking.destination.stop_id,
        "departs_at": booking.departs_at.astimezone(ZoneInfo(booking.origin.timezone)).isoformat(),
        "total": {"amount": str(booking.total), "currency": booking.currency},
        "dated_trip": str(booking.dated_trip_id),
    }


def _trip_facts(dated_trip: DatedTrip) -> dict[str, Any]:
    zone = ZoneInfo(dated_trip.trip.route.timezone)
    return {
        "dated_trip": str(dated_trip.pk),
        "trip": dated_trip.trip.trip_id,
        "train": dated_trip.trip.short_name,
        "service_date": dated_trip.service_date.isoformat(),
        "state": dated_trip.state,
        "departs_at": dated_trip.departs_at.astimezone(zone).isoformat(),
    }


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in TOLD_OF_TRIP}
