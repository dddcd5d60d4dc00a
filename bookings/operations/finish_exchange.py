"""The end of an exchange: the old tickets are given up in the same moment in which the new ones are there."""

from datetime import datetime
from typing import Any

from bookings import inventory
from bookings.models import PAID_STATES, Booking, BookingEvent, Notification, Passenger, Refund
from bookings.notifications.outbox import enqueue
from bookings.operations.exchange_terms import free_exchange_reason
from bookings.operations.give_up_tickets import give_up_tickets
from bookings.operations.offer_refund import departure_of
from bookings.operations.order_refund import order_refund
from bookings.operations.record_event import record_event


class ExchangeOver(Exception):
    """The old tickets were returned, exchanged otherwise, or their train has left: they can't be given for new ones."""


def give_up_replaced(*, booking: Booking, now: datetime) -> None:
    """This function gives up the tickets a booking replaces, in the transaction that fulfils it; both rows are locked.

    What the new ones cost less goes back. A booking that replaces none is left alone. Raises ExchangeOver, having
    changed nothing.
    """
    old = booking.exchanged_from
    if old is None:
        return
    if not may_finish(booking=booking, now=now):
        raise ExchangeOver
    replaced = _replaced(booking)
    give_up_tickets(
        booking=old,
        numbers=[passenger.number for passenger in replaced],
        as_state=Passenger.State.EXCHANGED,
        ended=Booking.State.EXCHANGED,
        now=now,
    )
    told = {"to": booking.shown_reference, "passengers": [passenger.number for passenger in replaced]}
    record_event(booking=old, kind=BookingEvent.Kind.EXCHANGED, now=now, data=told)
    if booking.due < 0:
        order_refund(booking=booking, amount=-booking.due, reason=Refund.Reason.EXCHANGE, now=now)


def may_finish(*, booking: Booking, now: datetime) -> bool:
    """This function tells whether the tickets a booking replaces, if any, can still be given up for it."""
    old = booking.exchanged_from
    if old is None:
        return True
    travel_still = all(each.state == Passenger.State.ACTIVE for each in _replaced(booking))
    if old.state not in PAID_STATES or not travel_still:
        return False
    return departure_of(old) > now or bool(free_exchange_reason(old))


def let_go_exchanges(*, old: Booking, now: datetime) -> None:
    """This function lets a locked booking's exchanges go that wait for payment; what is paid for them goes back."""
    waiting = old.exchanges.filter(state=Booking.State.PREBOOKED).order_by("pk")
    for booking in waiting.select_for_update(of=("self",), no_key=True):
        booking.state, booking.ended_at = Booking.State.CANCELLED, now
        booking.save(update_fields=["state", "ended_at"])
        record_event(booking=booking, kind=BookingEvent.Kind.CANCELLED, now=now)
        inventory.release(booking_id=booking.pk)


def _replaced(booking: Booking) -> list[Passenger]:
    return list(Passenger.objects.filter(replacements__booking=booking).order_by("number"))


def tell_exchanged(*, booking: Booking, now: datetime) -> None:
    """This function notes in the new booking whom it replaces, and sends its tickets with what became of the money."""
    data = _money(booking)
    record_event(booking=booking, kind=BookingEvent.Kind.EXCHANGED, now=now, data={"from": data["from"]})
    if booking.due < 0:
        kind = BookingEvent.Kind.REFUND_STARTED
        back = {
            "amount": str(-booking.due),
            "currency": booking.currency,
            "reason": Refund.Reason.EXCHANGE.value,
        }
        record_event(booking=booking, kind=kind, now=now, data=back)
    key = f"exchanged:{booking.uuid}"
    enqueue(booking=booking, kind=Notification.Kind.EXCHANGED, dedupe_key=key, data=data, now=now)


def _money(booking: Booking) -> dict[str, Any]:
    old, offer = booking.exchanged_from, booking.exchange_offer
    return {
        "from": old.shown_reference if old else "",
        "paid": str(offer.paid),
        "fee": str(offer.fee),
        "price": str(booking.total),
        "amount": str(abs(booking.due)),
        "goes": "back" if booking.due < 0 else "paid" if booking.due > 0 else "",
        "currency": booking.currency,
    }
