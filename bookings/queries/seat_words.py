"""Where a passenger sits, in words: one seat all the way, or several in turn with the stops between them."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from bookings.inventory import SeatPart, SeatRef
from timetables.queries import TripStop


def seat_words(seat: SeatRef) -> str:
    """This function names a seat: "coach 1, seat 25"."""
    return _("coach %(coach)s, seat %(seat)s") % {"coach": seat.coach, "seat": seat.number}


def part_words(part: SeatPart, names: Mapping[int, str]) -> str:
    """This function names a seat of several in turn: "Rudnya – Smolensk: coach 1, seat 25".

    `names` are the stops' by position.
    """
    return f"{names[part.start]} – {names[part.end]}: {seat_words(part.seat)}"


def stop_names(stops: Iterable[TripStop]) -> dict[int, str]:
    """This function names stops by position, in the active language."""
    return {each.position: each.stop.name for each in stops}


def seats_in_words(parts: Sequence[SeatPart], names: Mapping[int, str]) -> str:
    """This function names a passenger's seat, or all they have in turn."""
    if len(parts) == 1:
        return seat_words(parts[0].seat)
    return "; ".join(part_words(part, names) for part in parts)
