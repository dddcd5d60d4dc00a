"""What every page of an order shows around its content: the steps, the hold line, the order beside."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.inventory.types import GONE, QUOTA_COACH
from bookings.queries import BookingView, PassengerView
from bookings.queries.seat_words import stop_names
from bookings.tickets.issue import short_name
from bookings.web.journey_parts import shown_journey
from bookings.web.live import live_box
from bookings.web.seat_changes import changes_of
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
    """The seats of the party in one coach; `way` is their part of the way where seats are changed."""

    coach: int
    numbers: list[int]
    way: str = ""

    @property
    def words(self) -> str:
        """This property writes them out: "coach 1, seats 25, 26"."""
        seats = ", ".join(str(number) for number in self.numbers)
        words = ngettext(
            "coach %(coach)s, seat %(seats)s", "coach %(coach)s, seats %(seats)s", len(self.numbers)
        )
        where = words % {"coach": self.coach, "seats": seats}
        return f"{self.way}: {where}" if self.way else where


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
        "seat_changes": changes_of(view),
        "party": [_line(each) for each in view.passengers if each.is_travelling],
        "is_numbered": view.trip.seat_mode == SeatMode.NUMBERED,
        "has_border": any(stop.is_border for stop in view.trip.stops),
        "border_ends": _border_ends(view),
        "journey": shown_journey(view.booking, now),
        "live": live_box(view, now),
    }


def party_seats(view: BookingView) -> list[CoachSeats]:
    """This function groups the party's seats by coach, for "coach 1: 25, 26"; empty without seat numbers.

    Where seats are changed, each part of the way is a group of its own.
    """
    groups: dict[tuple[int, int, int], list[int]] = {}
    for each in view.passengers:
        for part in each.seats if each.is_travelling else ():
            if part.seat.coach != QUOTA_COACH and part.seat.kind != GONE:
                groups.setdefault((part.start, part.end, part.seat.coach), []).append(part.seat.number)
    names, ends = stop_names(view.trip.stops), (view.booking.from_position, view.booking.to_position)
    return [
        CoachSeats(coach, sorted(numbers), "" if (start, end) == ends else f"{names[start]} – {names[end]}")
        for (start, end, coach), numbers in sorted(groups.items())
    ]


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
