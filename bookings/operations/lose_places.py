"""Passengers whose bicycle, pet or baggage has no place on a smaller train set: told, and paid back for it at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from bookings import inventory, ledger
from bookings.fares import FareLine, FarePrice, without_ancillary
from bookings.inventory import PlaceLost
from bookings.models import PAID_STATES, Booking, BookingEvent, Notification, Passenger, Refund, RefundOffer
from bookings.notifications.outbox import enqueue
from bookings.operations.order_refund import order_refund
from bookings.operations.record_event import record_event
from bookings.tickets.issue import reissue_tickets

PLACE_LOST = "place_lost"


def refit_places(*, dated_trip_id: int, bookings: Mapping[int, Booking], now: datetime) -> int:
    """Let the places of a train follow its set, in the caller's transaction; its live bookings are locked.

    Who has paid keeps the ticket, gets back what the lost place cost, may return the rest for its full price, and is
    told; what is only held is let go. This function returns how many passengers lost something.
    """
    lost: dict[int, list[PlaceLost]] = defaultdict(list)
    for one in inventory.refit_places(dated_trip_id=dated_trip_id):
        lost[one.booking_id].append(one)
    for pk, ones in lost.items():
        if booking := bookings.get(pk):
            _tell(booking, ones, now)
    return len({(one.booking_id, one.passenger_no) for ones in lost.values() for one in ones})


def _tell(booking: Booking, lost: Sequence[PlaceLost], now: datetime) -> None:
    is_paid = booking.state in PAID_STATES
    amount = _give_back(booking, lost, now) if is_paid else Decimal(0)
    data = {
        "change": PLACE_LOST,
        "places": sorted({one.kind for one in lost}),
        "free_refund": is_paid,
        "paid_for": is_paid,
        "amount": str(amount),
        "currency": booking.currency,
    }
    event = record_event(booking=booking, kind=BookingEvent.Kind.TRAIN_CHANGED, now=now, data=data)
    if is_paid:
        key = f"train_changed:{booking.pk}:places:{event.pk}"
        letter = Notification.Kind.TRAIN_CHANGED
        enqueue(booking=booking, kind=letter, dedupe_key=key, data=event.data, now=now)
    else:
        inventory.release(booking_id=booking.pk)
        booking.state, booking.ended_at = Booking.State.RELEASED, now
        booking.save(update_fields=["state", "ended_at"])


def _give_back(booking: Booking, lost: Sequence[PlaceLost], now: datetime) -> Decimal:
    """This function takes the places out of the passengers' prices and orders the money back; it returns the sum."""
    kinds: dict[int, list[str]] = defaultdict(list)
    for one in lost:
        kinds[one.passenger_no].append(one.kind)
    passengers = list(booking.passengers.filter(number__in=kinds).order_by("number"))
    lines = [_take_out(each, kinds[each.number]) for each in passengers]
    amount = sum((Decimal(line["amount"]) for line in lines), Decimal(0))
    booking.total -= amount
    booking.ticket_sequence += 1
    booking.save(update_fields=["total", "ticket_sequence"])
    reissue_tickets(booking=booking, passenger_numbers=list(kinds), now=now)
    if amount:
        _refund(booking, lines, amount, now)
    return amount


def _take_out(passenger: Passenger, kinds: Sequence[str]) -> dict[str, Any]:
    fare = FarePrice.from_json(passenger.price_lines)
    out: list[FareLine] = []
    for kind in kinds:
        fare, lines = without_ancillary(fare, kind)
        out += lines
    amount = passenger.price - fare.price.amount
    passenger.ancillaries = {
        kind: count for kind, count in passenger.ancillaries.items() if kind not in kinds
    }
    passenger.price, passenger.full_price = fare.price.amount, fare.full_price.amount
    passenger.price_lines = fare.to_json()
    passenger.save(update_fields=["ancillaries", "price", "full_price", "price_lines"])
    told = {"number": passenger.number, "paid": str(amount), "fee": "0.00", "amount": str(amount)}
    return told | {"along": [line.to_json() for line in out]}


def _refund(booking: Booking, lines: Sequence[dict[str, Any]], amount: Decimal, now: datetime) -> None:
    offer = RefundOffer.objects.create(
        booking=booking,
        passengers=list(lines),
        paid=amount,
        fee=Decimal(0),
        amount=amount,
        currency=booking.currency,
        rule={"reason": "train_changed", "share_percent": 100},
        status=RefundOffer.Status.CONFIRMED,
        created_at=now,
        expires_at=now,
        confirmed_at=now,
    )
    ledger.post_return(offer=offer, at=now)
    order_refund(booking=booking, amount=amount, reason=Refund.Reason.TRAIN_CHANGED, now=now)
