"""What the operations refuse, in the passenger's words: what happened, what became of seats and money, what to do."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.inventory import Busy, HoldLost, SeatRef, SeatsKept, SeatTaken, SoldOut, WrongSeat
from bookings.offers import NotOnSale, PartyRefused, TripNotFound
from bookings.offers.wording import problem_text, refusal_text
from bookings.operations.create_booking import OfferStale
from bookings.operations.create_journey import PartiesDiffer, TooManyTrains, TrainsOverlap
from bookings.operations.extend_hold import NotExtendable
from bookings.operations.lock_booking import NotHeld
from bookings.operations.release_booking import NotReleasable

REFUSALS = (
    Busy, HoldLost, SeatTaken, SeatsKept, SoldOut, WrongSeat, NotOnSale, PartyRefused, TripNotFound, OfferStale,
    NotExtendable, NotHeld, NotReleasable, TooManyTrains, TrainsOverlap, PartiesDiffer,
)  # fmt: skip


def refusal_words(refusal: Exception) -> str:
    """This function says what was refused and what became of it."""
    if isinstance(refusal, SoldOut):
        return sold_out_words(refusal.free_count)
    if isinstance(refusal, SeatTaken):
        return taken_words(refusal.seats)
    if isinstance(refusal, PartyRefused) and (said := _along_words(refusal)):
        return said
    if isinstance(refusal, NotOnSale):
        return refusal_text(refusal.code)
    return _plain_words().get(type(refusal), _("That is no longer possible. Nothing was charged."))


def _along_words(refusal: PartyRefused) -> str:
    """This function says what can't be taken along, "" where the refusal is about something else."""
    words = [problem_text(each) for each in refusal.problems if "/ancillaries/" in each.pointer]
    return " ".join(dict.fromkeys(words))


def taken_words(seats: Sequence[SeatRef]) -> str:
    """This function says which seats somebody else took."""
    numbers = ", ".join(str(seat.number) for seat in seats)
    words = ngettext(
        "Seat %(numbers)s was taken a moment ago.", "Seats %(numbers)s were taken a moment ago.", len(seats)
    )
    return words % {"numbers": numbers}


def kept_words() -> str:
    """This function says whom a companion's seat is kept for."""
    words = _(
        "This seat is kept for the companion of a passenger in a wheelchair until %(hours)s hours before departure."
        " Choose another one, or the wheelchair place beside it too."
    )
    return words % {"hours": settings.COMPANION_SEATS_KEPT_HOURS}


def sold_out_words(free: int) -> str:
    """This function says that too few seats are free."""
    if not free:
        return _("All seats of this train are taken. Nothing was charged. Look at other trains.")
    words = ngettext(
        "Only %(number)s seat is free on this train. Nothing was charged.",
        "Only %(number)s seats are free on this train. Nothing was charged.",
        free,
    )
    return words % {"number": free}


def _plain_words() -> dict[type[Exception], str]:
    return {
        Busy: _("Many people are buying at once. Nothing was charged, press the button again."),
        OfferStale: _("The price has changed since you looked. Here is the new one: choose again."),
        TripNotFound: _("This train no longer stops where you get on or off. Choose another one."),
        SeatsKept: kept_words(),
        WrongSeat: _("This train has no such seat. Choose from the plan."),
        PartyRefused: _("Check the passengers: their number or categories don't fit this train."),
        NotExtendable: _("The time can be prolonged once, in its last two minutes."),
        TooManyTrains: _("One order has at most four trains. Choose a way with fewer changes."),
        TrainsOverlap: _(
            "A train of your choice leaves before the one before it arrives. Choose another one."
        ),
        PartiesDiffer: _("The trains were chosen for other passengers each. Search anew for all of you."),
        NotReleasable: _("There is nothing left to release in this order."),
    }
