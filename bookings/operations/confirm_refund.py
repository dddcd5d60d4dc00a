"""Tickets returned: the seats go back on sale, the money on its way."""

from datetime import datetime

from django.db import transaction

from bookings import inventory, ledger
from bookings.models import (
    PAID_STATES,
    Booking,
    BookingEvent,
    Notification,
    Passenger,
    Payment,
    Refund,
    RefundOffer,
)
from bookings.notifications.outbox import enqueue
from bookings.operations.finish_exchange import let_go_exchanges
from bookings.operations.give_up_tickets import give_up_tickets
from bookings.operations.lock_booking import lock_booking
from bookings.operations.order_refund import order_refund
from bookings.operations.record_event import record_event
from bookings.queries.season import season_ticket_of

CAPTURED = Payment.Status.CAPTURED


class RefundOfferExpired(Exception):
    """The offer no longer holds: its time is over, or these tickets were returned by another one."""


@inventory.with_retries
@transaction.atomic
def confirm_refund(*, offer: RefundOffer, now: datetime) -> RefundOffer:
    """This function carries out a refund offer, once however often it is confirmed, and returns it.

    The passengers' tickets become void and their seats free at once; an exchange that waits for payment is let go; the
    money is sent by `pay_refunds`. A booking with nobody left ends: REFUNDED, or CANCELLED when its tickets had cost
    nothing. Raises RefundOfferExpired.
    """
    booking = lock_booking(offer.booking_id)
    offer = RefundOffer.objects.select_for_update().get(pk=offer.pk)
    if offer.status == RefundOffer.Status.CONFIRMED:
        return offer
    passengers = _still_travelling(booking, offer, now)
    offer.status, offer.confirmed_at = RefundOffer.Status.CONFIRMED, now
    offer.save(update_fields=["status", "confirmed_at"])
    ledger.post_return(offer=offer, at=now)
    let_go_exchanges(old=booking, now=now)
    _free_seats(booking, passengers, now)
    if offer.amount:
        order_refund(booking=booking, amount=offer.amount, reason=_reason(offer), now=now)
    _tell(booking, offer, now)
    return offer


def _still_travelling(booking: Booking, offer: RefundOffer, now: datetime) -> list[Passenger]:
    numbers = {line["number"] for line in offer.passengers}
    travelling = list(booking.passengers.filter(number__in=numbers, state=Passenger.State.ACTIVE))
    stands = offer.status == RefundOffer.Status.OFFERED and offer.expires_at > now
    if not stands or booking.state not in PAID_STATES or len(travelling) != len(numbers):
        raise RefundOfferExpired
    return travelling


def _free_seats(booking: Booking, passengers: list[Passenger], now: datetime) -> None:
    was_free = not booking.credit and not booking.payments.filter(status=CAPTURED, amount__gt=0).exists()
    give_up_tickets(
        booking=booking,
        numbers=[passenger.number for passenger in passengers],
        as_state=Passenger.State.REFUNDED,
        ended=Booking.State.CANCELLED if was_free else Booking.State.REFUNDED,
        now=now,
    )


def _reason(offer: RefundOffer) -> Refund.Reason:
    is_cancelled = offer.rule.get("reason") == "train_cancelled"
    return Refund.Reason.TRAIN_CANCELLED if is_cancelled else Refund.Reason.PASSENGER


def _tell(booking: Booking, offer: RefundOffer, now: datetime) -> None:
    data = {
        "passengers": offer.passengers,
        "paid": str(offer.paid),
        "fee": str(offer.fee),
        "amount": str(offer.amount),
        "currency": offer.currency,
        "reason": offer.rule.get("reason", ""),
    }
    if season := season_ticket_of(booking):
        data["season"] = season.shown_reference
    kind = BookingEvent.Kind.REFUND_STARTED if offer.amount else BookingEvent.Kind.CANCELLED
    record_event(booking=booking, kind=kind, now=now, data=data)
    key = f"refund:{offer.uuid}"
    enqueue(booking=booking, kind=Notification.Kind.REFUND, dedupe_key=key, data=data, now=now)
