"""Tickets given back at a desk: cash out of its till for what was paid in cash, cards through the terminal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet, Sum

from bookings import inventory, ledger
from bookings.models import Booking, Refund, RefundOffer, Shift, TillReceipt
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.lock_booking import lock_booking
from bookings.operations.lock_shift import lock_shift
from bookings.operations.order_refund import lineage
from bookings.operations.pay_refunds import note_sent, send_refund
from bookings.operations.till_receipts import write_refund_receipt
from bookings.payments.desk import CASH, TERMINAL


class TillTooEmpty(Exception):
    """The till holds less than is to be paid out; both are in the refund's currency. Nothing was done."""

    def __init__(self, needed: Decimal, held: Decimal, currency: str) -> None:
        super().__init__(f"{needed} of {held} {currency}")
        self.needed = needed
        self.held = held
        self.currency = currency


@dataclass(frozen=True, slots=True)
class PaidOut:
    """What a clerk gave back: the receipts, and what goes back by the passenger's bank by itself, by currency."""

    receipts: list[TillReceipt]
    by_bank: dict[str, Decimal]


def refund_at_desk(*, offer: RefundOffer, shift: Shift, now: datetime) -> PaidOut:
    """This function carries out a refund offer and gives the money back the way it was paid.

    Cash comes out of the shift's till in the same transaction as the return: with too little in it the tickets stay.
    A card is given back at the terminal; a terminal that refuses is asked again by itself. Confirmed twice, the second
    time pays nothing more. Raises RefundOfferExpired, TillTooEmpty, ShiftClosed.
    """
    cash = _return_for_cash(offer=offer, shift=shift, now=now)
    cards = [_give_to_card(refund, shift, now) for refund in _due(offer.booking, TERMINAL)]
    return PaidOut(cash + [each for each in cards if each], _by_bank(offer.booking))


@inventory.with_retries
@transaction.atomic
def _return_for_cash(*, offer: RefundOffer, shift: Shift, now: datetime) -> list[TillReceipt]:
    confirm_refund(offer=offer, now=now)
    return _count_out(offer.booking, shift, now)


@inventory.with_retries
@transaction.atomic
def pay_out_due(*, booking: Booking, shift: Shift, now: datetime) -> list[TillReceipt]:
    """This function pays out cash that a booking's passenger was owed already: returned on the web, train cancelled.

    Raises TillTooEmpty, ShiftClosed.
    """
    return _count_out(lock_booking(booking.pk), shift, now)


def cash_due(booking: Booking) -> dict[str, Decimal]:
    """This function tells what of a booking's refunds waits to be paid out in cash, by currency."""
    return _sums(_due(booking, CASH))


def _count_out(booking: Booking, shift: Shift, now: datetime) -> list[TillReceipt]:
    held = lock_shift(shift.pk)
    due = list(_due(booking, CASH).select_for_update(of=("self",)).order_by("pk"))
    in_till = ledger.till_amounts(held)
    for currency, needed in _sums(due).items():
        if needed > in_till[currency]:
            raise TillTooEmpty(needed, in_till[currency], currency)
    return [_give_back(refund, held, now) for refund in due]


def _give_back(refund: Refund, shift: Shift, now: datetime) -> TillReceipt:
    note_sent(refund, now, shift=shift)
    tickets, lost = _tickets_of(refund)
    return write_refund_receipt(refund=refund, shift=shift, tickets=tickets, lost=lost, now=now)


def _give_to_card(refund: Refund, shift: Shift, now: datetime) -> TillReceipt | None:
    with transaction.atomic():
        held = lock_shift(shift.pk)
        if not send_refund(refund.pk, now, shift=held):
            return None
        refund.refresh_from_db()
        tickets, lost = _tickets_of(refund)
        return write_refund_receipt(refund=refund, shift=held, tickets=tickets, lost=lost, now=now)


def _due(booking: Booking, gateway: str) -> QuerySet[Refund]:
    of_family = Refund.objects.filter(payment__booking__in=list(lineage(booking)))
    return of_family.filter(status=Refund.Status.DUE, payment__gateway=gateway).select_related(
        "payment__booking"
    )


def _by_bank(booking: Booking) -> dict[str, Decimal]:
    due = Refund.objects.filter(payment__booking__in=list(lineage(booking)), status=Refund.Status.DUE)
    return _sums(due.exclude(payment__gateway=CASH))


def _sums(refunds: Iterable[Refund]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for refund in refunds:
        sums[refund.currency] = sums.get(refund.currency, Decimal(0)) + refund.amount
    return sums


def _tickets_of(refund: Refund) -> tuple[int, Decimal]:
    """Tickets returned by the offer that ordered a refund, and the income no longer lost; told by its first refund."""
    offers = RefundOffer.objects.filter(booking__payments=refund.payment_id, confirmed_at=refund.created_at)
    offer = offers.first()
    if offer is None:
        return 0, Decimal(0)
    people = offer.booking.passengers.filter(number__in=[line["number"] for line in offer.passengers])
    lost = people.aggregate(lost=Sum(F("full_price") - F("price")))["lost"]
    return people.count(), lost or Decimal(0)
