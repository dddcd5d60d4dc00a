"""What is paid at once: the trains of a trip with their passengers' prices, and the sum of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bookings.models import Booking
from bookings.queries import BookingView, booking_page, held_together, requested_information
from bookings.web.fare_card import FareCard, fare_cards


@dataclass(frozen=True)
class PaidTrain:
    """One train of the page of payment, each passenger's price explained."""

    view: BookingView
    cards: Sequence[FareCard]


def paid_trains(view: BookingView, now: datetime) -> list[PaidTrain]:
    """This function lists the trains that are paid together with an order, itself among them, in order of travel."""
    bookings = held_together(view.booking, now=now)
    views = [view if each.pk == view.booking.pk else booking_page(each, now=now) for each in bookings]
    return [PaidTrain(each, fare_cards(each)) for each in views]


def sum_in(currency: str, trains: Sequence[PaidTrain]) -> Decimal | None:
    """This function adds up what is due for all trains in a currency; None where a rate is missing."""
    sums = [_due_in(currency, train.view) for train in trains]
    known = [each for each in sums if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(sums) else None


def _due_in(currency: str, view: BookingView) -> Decimal | None:
    return view.booking.due if view.currency == currency else view.other_total


def first_unready(booking: Booking, now: datetime) -> Booking | None:
    """This function finds the first train, the order's own before others, whose passengers are not told in full."""
    others = [each for each in held_together(booking, now=now) if each.pk != booking.pk]
    for each in (booking, *others):
        if any(problem.pointer.startswith("passengers/") for problem in requested_information(each)):
            return each
    return None
