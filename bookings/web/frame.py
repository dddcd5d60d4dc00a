"""What every page of an order shows around its content: the steps, the hold line, the order beside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.inventory.types import QUOTA_COACH
from bookings.queries import BookingView, PassengerView
from timetables.models import SeatMode
from timetables.web.looks import badge

STEPS = ("train", "places", "pay", "ticket")


@dataclass(frozen=True)
class Hold:
    """How long the seats are kept. `seconds` is what is left as the page is written."""

    until: datetime
    now: datetime
    seconds: int
    may_extend: bool
    was_extended: bool


@dataclass(frozen=True)
class CoachSeats:
    """The seats of the party in one coach."""

    coach: int
    numbers: list[int]


def order_context(view: BookingView, step: str, now: datetime) -> dict[str, Any]:
    """This function gives the values that the steps, the hold line and the summary need."""
    return {
        "order": view,
        "trip": view.trip,
        "badge": badge(view.trip.route),
        "step": step,
        "hold": _hold(view, now),
        "party_seats": party_seats(view),
        "is_numbered": view.trip.seat_mode == SeatMode.NUMBERED,
        "has_border": any(stop.is_border for stop in view.trip.stops),
        "border_ends": _border_ends(view),
    }


def party_seats(view: BookingView) -> list[CoachSeats]:
    """This function groups the party's seats by coach, for "coach 1: 25, 26"; empty without seat numbers."""
    by_coach: dict[int, list[int]] = {}
    for each in view.passengers:
        if each.is_travelling and each.seat and each.seat.coach != QUOTA_COACH:
            by_coach.setdefault(each.seat.coach, []).append(each.seat.number)
    return [CoachSeats(coach, sorted(numbers)) for coach, numbers in sorted(by_coach.items())]


def short_name(each: PassengerView) -> str:
    """This function writes a surname with initials, "Ковалёва А. П.", with no-break spaces; "" while unnamed."""
    row = each.passenger
    initials = [f"{name[0]}." for name in (row.given_name, row.patronymic) if name]
    return "\u00a0".join([row.family_name, *initials]) if row.family_name else ""


def _hold(view: BookingView, now: datetime) -> Hold | None:
    if not view.is_held or view.hold_expires_at is None:
        return None
    left = int((view.hold_expires_at - now).total_seconds())
    return Hold(view.hold_expires_at, now, left, view.may_extend, view.booking.hold_extended)


def _border_ends(view: BookingView) -> tuple[str, str] | None:
    calls = [stop for stop in view.trip.stops if stop.calls or stop.is_border]
    for before, border, after in zip(calls, calls[1:], calls[2:], strict=False):
        if border.is_border:
            return before.stop.name, after.stop.name
    return None
