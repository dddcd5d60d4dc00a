"""Several seats in turn, shown plainly: who sits where, from which stop to which, and how long the train stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.inventory import SeatPart, SeatPlan, changes_in
from bookings.queries import BookingView
from bookings.queries.seat_words import part_words, stop_names
from railway.lib.wording import write_clock
from timetables.queries import TripStop

ONE_MINUTE = 60


@dataclass(frozen=True)
class Turn:
    """A seat of several, and what to know where it begins: nothing of the first."""

    words: str
    change: str


@dataclass(frozen=True)
class PassengerTurns:
    """The seats of one passenger; `number` is 0 where there is only one passenger."""

    number: int
    turns: Sequence[Turn]


@dataclass(frozen=True)
class SeatChanges:
    """The seats of all who change, and how many changes that makes in words: "2 changes of seat"."""

    count: str
    passengers: Sequence[PassengerTurns]

    @property
    def reminders(self) -> list[str]:
        """This property lists where and when to change, each once however many of a party do so."""
        changes = [turn.change for one in self.passengers for turn in one.turns if turn.change]
        return list(dict.fromkeys(changes))

    @property
    def why(self) -> str:
        """This property says why such seats are offered."""
        if len(self.passengers) == 1:
            return _("No seat is free all the way, but on each part of it one is.")
        return _("There are too few seats for all of you all the way, but enough on each part of it.")


def shown_changes(
    plan: SeatPlan, stops: Sequence[TripStop], *, numbers: Sequence[int] = ()
) -> SeatChanges | None:
    """This function shows a plan, given by `stops` of the way; None where nobody changes seats.

    `numbers` are the passengers', counted from 1 unless told.
    """
    if not changes_in(plan):
        return None
    known, told = {stop.position: stop for stop in stops}, numbers or range(1, len(plan) + 1)
    names = stop_names(stops)
    passengers = [
        PassengerTurns(
            number if len(plan) > 1 else 0,
            [_turn(part, known, names, at > 0) for at, part in enumerate(parts)],
        )
        for number, parts in zip(told, plan, strict=True)
    ]
    return SeatChanges(changes_words(changes_in(plan)), passengers)


def changes_of(view: BookingView) -> SeatChanges | None:
    """This function shows the same of those of a booking who travel."""
    travelling = [each for each in view.passengers if each.is_travelling and each.seats]
    plan = tuple(each.seats for each in travelling)
    return shown_changes(plan, view.trip.stops, numbers=[each.number for each in travelling])


def changes_words(count: int) -> str:
    """This function counts changes of seat."""
    return ngettext("%(count)s change of seat", "%(count)s changes of seat", count) % {"count": count}


def _turn(part: SeatPart, stops: dict[int, TripStop], names: dict[int, str], is_later: bool) -> Turn:
    return Turn(part_words(part, names), _change(stops[part.start]) if is_later else "")


def _change(stop: TripStop) -> str:
    facts = {"stop": stop.stop.name, "clock": write_clock(stop.expected_departure, stop.stop.timezone)}
    standing = int((stop.departure - stop.arrival).total_seconds())
    if standing < ONE_MINUTE:
        return _("Change seats in %(stop)s by %(clock)s; the train stops there only briefly.") % facts
    minutes = standing // ONE_MINUTE
    words = ngettext(
        "Change seats in %(stop)s by %(clock)s; the train stands there %(minutes)s minute.",
        "Change seats in %(stop)s by %(clock)s; the train stands there %(minutes)s minutes.",
        minutes,
    )
    return words % (facts | {"minutes": minutes})
