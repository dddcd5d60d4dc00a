"""One letter for all trains of a trip that is paid at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bookings.models import Booking, Notification, Payment
from bookings.notifications.facts import MailFacts, gather_facts
from railway.lib.wording import write_money

Kind = Notification.Kind
OF_HOLDS = frozenset({Kind.HELD, Kind.HOLD_ENDING, Kind.HOLD_ENDED})


def told_together(message: Notification, booking: Booking) -> list[Booking]:
    """This function lists the bookings a letter is about, in order of travel: paid with one charge, or held together.

    It makes one query for a letter about a hold or about tickets that belong to a trip, none for others.
    """
    if booking.journey is None or booking.exchanged_from_id is not None:
        return [booking]
    trip = Booking.objects.filter(journey=booking.journey, exchanged_from=None)
    if message.kind == Kind.CONFIRMED:
        charged = Payment.objects.filter(booking=booking, status=Payment.Status.CAPTURED).values("checkout")
        with_it = trip.filter(payments__checkout__in=charged, payments__status=Payment.Status.CAPTURED)
    elif message.kind in OF_HOLDS:
        with_it = trip.filter(state=booking.state, hold_expires_at=booking.hold_expires_at)
    else:
        return [booking]
    related = ("dated_trip__trip__route", "origin", "destination", "rate")
    found = list(with_it.select_related(*related).order_by("departs_at", "pk"))
    return found if booking in found else [booking]


def trip_facts(bookings: Sequence[Booking], language: str, now: datetime) -> list[MailFacts]:
    """This function gathers the facts of each booking; the first one's sums are those of all."""
    first, *others = [gather_facts(booking, language, now) for booking in bookings]
    if not others:
        return [first]
    total = sum((booking.total for booking in bookings), Decimal(0))
    due = sum((max(booking.due, Decimal(0)) for booking in bookings), Decimal(0))
    currency = bookings[0].currency
    total_words, due_words = (write_money(each, currency, language) for each in (total, due))
    return [replace(first, total=total_words, to_pay=due_words), *others]
