"""Seats ticked on the plan: who of the party gets which, and the change itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.inventory import CoachMap, SeatRef
from bookings.operations.change_seats import change_seats
from bookings.queries import BookingView, PassengerView
from bookings.web.problems import FieldProblem
from bookings.web.refusals import kept_words

Place = tuple[int, int]


def read_places(values: Iterable[str]) -> list[Place]:
    """This function reads ticked seats written as coach and number, "1-25"; what isn't one is left out."""
    pairs = (value.partition("-") for value in values)
    return [
        (int(coach), int(number))
        for coach, _dash, number in pairs
        if _is_number(coach) and _is_number(number)
    ]


def choice_problems(
    chosen: Sequence[Place], size: int, coaches: Sequence[CoachMap], *, in_wheelchair: bool
) -> list[FieldProblem]:
    """This function says what doesn't fit in a choice: too few or many seats, a seat kept for others."""
    if len(set(chosen)) != size:
        words = ngettext(
            "Choose %(size)s seat, now %(chosen)s.", "Choose %(size)s seats, now %(chosen)s.", size
        )
        return [FieldProblem("plan", words % {"size": size, "chosen": len(set(chosen))}, _("Seats"))]
    kinds = {(seat.coach, seat.number): seat.kind for coach in coaches for seat in coach.seats}
    if any(kinds.get(place) == "wheelchair" for place in chosen) and not in_wheelchair:
        words = _(
            "This place is for a passenger in a wheelchair. Tick the box under the plan or choose another seat."
        )
        return [FieldProblem("wheelchair", words, _("Seats"))]
    chosen_kinds = [kinds.get(place) for place in chosen]
    if chosen_kinds.count("companion") > chosen_kinds.count("wheelchair"):
        return [FieldProblem("plan", kept_words(), _("Seats"))]
    return []


def change_chosen(view: BookingView, chosen: Sequence[Place], now: datetime) -> None:
    """This function moves those of the party whose seat isn't among the chosen to the seats that are new.

    Whoever sits on a chosen seat stays there. Raises what bookings.operations.change_seats raises.
    """
    wanted = assign(chosen, {each.number: _place(each) for each in view.passengers if each.seat})
    if wanted:
        change_seats(booking=view.booking, wanted=wanted, now=now)


def _place(each: PassengerView) -> Place:
    """Who changes seats on the way sits on none of those that are the party's all the way."""
    return (0, -each.number) if each.changes_seats or each.seat is None else each.seat.place


def assign(chosen: Sequence[Place], seated: Mapping[int, Place]) -> dict[int, SeatRef]:
    """This function gives the passengers who must move their new seats, in the order of both."""
    movers = [number for number, place in sorted(seated.items()) if place not in chosen]
    free = sorted(place for place in set(chosen) if place not in seated.values())
    return {number: SeatRef(*place) for number, place in zip(movers, free, strict=False)}


def seat_refs(chosen: Iterable[Place]) -> list[SeatRef] | None:
    """This function names chosen seats in their order; none leave the choice to the service."""
    return [SeatRef(*place) for place in sorted(set(chosen))] or None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4
