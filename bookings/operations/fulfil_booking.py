"""What follows from money that is there: seats sold, tickets issued, the passenger told."""

from datetime import datetime

from django.db import transaction

from bookings import inventory, ledger
from bookings.models import Booking, BookingEvent, Notification, Passenger, Payment
from bookings.notifications.outbox import enqueue
from bookings.offers import PartyRefused
from bookings.operations.benefit_uses import is_limited, take_uses
from bookings.operations.finish_exchange import tell_exchanged
from bookings.operations.follow_proofs import follow_proofs
from bookings.operations.hold_places import sell_places, takes_along
from bookings.operations.record_event import record_event
from bookings.tickets.issue import issue_tickets
from timetables.models import SeatMode


class SeatsLost(Exception):
    """The hold ended and somebody else has a seat or a bicycle's place of this booking, or the trip of its benefit was
    used up meanwhile.
    """


def fulfil_booking(*, booking: Booking, payment: Payment, now: datetime) -> None:
    """This function turns a locked, paid booking into tickets, in the caller's transaction.

    Seats whose hold ended are sold all the same while nobody took them, and won back when they were only released.
    Raises SeatsLost, having changed nothing.
    """
    _keep_benefits(booking, now)
    try:
        with transaction.atomic():
            regained = _sell_seats(booking)
            _sell_places(booking)
    except PartyRefused:
        raise SeatsLost from None
    booking.state, booking.confirmed_at, booking.ended_at = Booking.State.FULFILLED, now, None
    booking.save(update_fields=["state", "confirmed_at", "ended_at"])
    ledger.post_sale(booking=booking, at=now)
    if booking.exchanged_from_id:
        ledger.post_exchange(booking=booking, at=now)
    if regained:
        record_event(booking=booking, kind=BookingEvent.Kind.SEATS_REGAINED, now=now)
    if payment.amount or not booking.exchanged_from_id:
        money = {"amount": str(payment.amount), "currency": payment.currency}
        record_event(booking=booking, kind=BookingEvent.Kind.PAID, now=now, data=money)
    follow_proofs(booking=booking)
    tickets = issue_tickets(booking=booking, now=now)
    numbers = {"numbers": [ticket.number for ticket in tickets]}
    record_event(booking=booking, kind=BookingEvent.Kind.TICKETS_ISSUED, now=now, data=numbers)
    if booking.exchanged_from_id:
        tell_exchanged(booking=booking, now=now)
        return
    # One letter for all that is paid with one charge: the first booking's, which names the others.
    key = f"confirmed:{(payment.checkout or payment).uuid}"
    enqueue(booking=booking, kind=Notification.Kind.CONFIRMED, dedupe_key=key, now=now)


def _keep_benefits(booking: Booking, now: datetime) -> None:
    given = booking.passengers.filter(state=Passenger.State.ACTIVE).select_related("granted_benefit")
    limited = [each for each in given if is_limited(each.granted_benefit)]
    if limited and not take_uses(booking=booking, passengers=limited, now=now):
        raise SeatsLost


def _sell_seats(booking: Booking) -> bool:
    """This function sells the booking's seats and tells whether they had to be won back."""
    if booking.dated_trip.seat_mode == SeatMode.OPEN:
        return booking.state != Booking.State.PREBOOKED
    expected = booking.passengers.filter(state=Passenger.State.ACTIVE).count()
    try:
        with transaction.atomic():
            inventory.confirm(booking_id=booking.pk, expected=expected)
    except inventory.HoldLost:
        if not inventory.regain(booking_id=booking.pk):
            raise SeatsLost from None
        return True
    return False


def _sell_places(booking: Booking) -> None:
    passengers = list(booking.passengers.filter(state=Passenger.State.ACTIVE))
    if takes_along(passengers):
        sell_places(booking=booking, passengers=passengers)
