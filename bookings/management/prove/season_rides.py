"""Passengers with season tickets over API v1: bought, paid, and a seat reserved with it."""

from datetime import date
from typing import Any
from uuid import uuid4

from bookings.management.prove.client import Client
from bookings.management.prove.exchanges import is_paid


def ride_with_season_ticket(
    api: Client,
    told: dict[str, Any],
    *,
    holder: dict[str, Any],
    stretch: tuple[str, str],
    day: date,
    dated_trip: int,
    until: float,
) -> str:
    """Buy a ticket for ten trips from a day on, and reserve a seat on a train of that day once it is paid.

    This function notes in `told` the keys it used and the references it got, and returns what it came to.
    """
    ends = {"origin": stretch[0], "destination": stretch[1]}
    wish = {"product": "TRIPS_10", "first_day": day.isoformat(), **ends, **holder}
    told["season_key"] = uuid4().hex
    made = api.insist("POST", "/api/v1/season-tickets", wish, key=told["season_key"], until=until)
    if made.status != 201:
        return f"season ticket: {made.body.get('code', made.status)}"
    told["season"], token = made.body["reference"], made.body["access_token"]
    path = f"/api/v1/season-tickets/{told['season']}"
    paying = {"method": "sandbox", "outcome": "accept"}
    api.insist("POST", f"{path}/payments", paying, key=uuid4().hex, until=until, token=token)
    if not is_paid(api, path, token):
        return "season ticket not paid yet"
    told["seat_key"] = uuid4().hex
    seat = api.insist(
        "POST",
        f"{path}/reservations",
        {"dated_trip": dated_trip, **ends},
        key=told["seat_key"],
        until=until,
        token=token,
    )
    if seat.status != 201:
        return f"season seat: {seat.body.get('code', seat.status)}"
    told["seat"] = seat.body["reference"]
    return "reserved with a season ticket"
