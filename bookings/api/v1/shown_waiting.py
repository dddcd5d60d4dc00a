"""An entry of the waiting list as the API's outputs take it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bookings.access import access_token
from bookings.models import WaitingEntry
from bookings.queries.waiting import QueueStand, effective_entry_state, stand_of
from timetables.queries import find_rides


def shown_entry(entry: WaitingEntry, *, now: datetime) -> dict[str, Any]:
    """This function shows an entry with its place; it makes as many queries for one train as for many."""
    zone = ZoneInfo(entry.origin.timezone)
    state = effective_entry_state(entry, now)
    stand = stand_of(entry, now=now) if state == WaitingEntry.State.WAITING else QueueStand(0, ())
    return {
        "id": entry.uuid,
        "state": state.value,
        "origin": entry.origin.stop_id,
        "destination": entry.destination.stop_id,
        "departs_from": entry.departs_from.astimezone(zone),
        "departs_before": entry.departs_before.astimezone(zone),
        "passengers": entry.party,
        "together": entry.together,
        "currency": entry.currency,
        "purchaser": {"email": entry.email, "language": entry.language},
        "joined_at": entry.joined_at.astimezone(zone),
        "parties_before": stand.parties_before,
        "trains": _trains(stand),
        "offer": _offer(entry, zone) if state == WaitingEntry.State.OFFERED else None,
    }


def _trains(stand: QueueStand) -> list[dict[str, Any]]:
    ways = {(one.dated_trip_id, one.party.span.start, one.party.span.end): one for one in stand.trains}
    trains = [
        {
            "dated_trip": ride.dated_trip_id,
            "train": ride.train_number,
            "departure": ride.departure,
            "arrival": ride.arrival,
            "parties_before": ways[way].parties_before,
        }
        for way, ride in find_rides(list(ways)).items()
    ]
    return sorted(trains, key=lambda train: train["departure"])


def _offer(entry: WaitingEntry, zone: ZoneInfo) -> dict[str, Any] | None:
    booking = entry.booking
    if booking is None or booking.hold_expires_at is None:
        return None
    return {
        "reference": booking.reference,
        "access_token": access_token(booking),
        "confirmation_time_limit": booking.hold_expires_at.astimezone(zone),
    }
