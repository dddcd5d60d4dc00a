"""What every page of an order shows around its content: the steps, the hold line, the order beside."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.inventory.types import GONE, QUOTA_COACH
from bookings.queries import BookingView, PassengerView
from bookings.tickets.issue import short_name
from bookings.web.journey_parts import shown_journey
from bookings.web.live import live_box
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

    @property
    def words(self) -> str:
        """This property writes them out: "coach 1, seats 25, 26"."""
        seats = ", ".join(str(number) for number in self.numbers)
        words = ngettext(
            "coach %(coach)s, seat %(seats)s", "coach %(coach)s, seats %(seats)s", len(self.numbers)
        )
        return words % {"coach": self.coach, "seats": seats}


@dataclass(frozen=True)
class PartyLine:
    """A passenger in the summary of the order."""

    name: str
    price: Decimal
    other_price: Decimal | None


def order_context(view: BookingView, step: str, now: datetime) -> dict[str, Any]:
    """This function gives the values that the steps, the hold line and the summary need."""
    return {
        "order": view,
        "trip": view.trip,
        "badge": badge(view.trip.route),
        "step": step,
        "hold": _hold(view, now),
        "party_seats": party_seats(view),
        "party": [_line(each) for each in view.passengers if each.is_travelling],
        "is_numbered": view.trip.seat_mode == SeatMode.NUMBERED,
        "has_border": any(stop.is_border for stop in view.trip.stops),
        "border_ends": _border_ends(view),
        "journey": shown_journey(view.booking, now),
        "live": live_box(view, now),
    }


def party_seats(view: BookingView) -> list[CoachSeats]:
    """This function groups the party's seats by coach, for "coach 1: 25, 26"; empty without seat numbers."""
    by_coach: dict[int, list[int]] = {}
    for each in view.passengers:
        if each.is_travelling and each.seat and each.seat.coach != QUOTA_COACH and each.seat.kind != GONE:
            by_coach.setdefault(each.seat.coach, []).append(each.seat.number)
    return [CoachSeats(coach, sorted(numbers)) for coach, numbers in sorted(by_coach.items())]


def _line(each: PassengerView) -> PartyLine:
    row = each.passenger
    name = short_name(row) if row.family_name else _("Passenger %(number)s") % {"number": each.number}
    return PartyLine(name, each.price, each.other_price)


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
