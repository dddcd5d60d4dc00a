"""A clerk takes money for a booking: cash over the desk, or a card at the terminal."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bookings import inventory
from bookings.models import Booking, Payment, Shift, TillReceipt
from bookings.operations.lock_booking import lock_with_replaced
from bookings.operations.lock_shift import lock_shift
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_payment import AlreadyPaid, start_payment
from bookings.operations.till_receipts import write_sale_receipt
from bookings.payments.charges import charge_of
from bookings.payments.desk import CASH, TERMINAL
from bookings.payments.gateway import BankAnswer, BankSilent, Outcome
from bookings.payments.registry import gateway_named

Status = Payment.Status


class NotEnoughHanded(Exception):
    """Less was handed over than is due; both are in the booking's currency."""

    def __init__(self, handed: Decimal, due: Decimal) -> None:
        super().__init__(f"{handed} of {due}")
        self.handed = handed
        self.due = due


class NotTaken(Exception):
    """The tickets can't be had for this money any more (seats gone, price changed): nothing was taken."""


@dataclass(frozen=True, slots=True)
class CardTaken:
    """How it stands at the terminal: the payment, with its receipt once the money is there."""

    payment: Payment
    receipt: TillReceipt | None


def take_cash(*, booking: Booking, shift: Shift, handed: Decimal, now: datetime) -> TillReceipt:
    """This function takes what is due for a booking out of the cash handed over, and returns the receipt.

    Cash is in the booking's currency; change is given back in it. Pressed twice, it returns the first receipt. Where
    nothing is due, nothing is taken and the tickets are issued. Raises NotEnoughHanded, NotTaken, ShiftClosed and what
    start_payment raises.
    """
    if booking.state == Booking.State.PREBOOKED and handed < max(booking.due, Decimal(0)):
        raise NotEnoughHanded(handed, booking.due)
    if booking.state == Booking.State.PREBOOKED and booking.due <= 0:
        return give_free(booking=booking, shift=shift, now=now)
    try:
        payment = start_payment(booking=booking, method=CASH, return_url="/", now=now, shift=shift)
    except AlreadyPaid:
        return _just_taken(booking, shift)
    return _count_in(payment, booking, shift, handed, now)


@inventory.with_retries
@transaction.atomic
def give_free(*, booking: Booking, shift: Shift, now: datetime) -> TillReceipt:
    """This function issues tickets for which nothing is due, and writes them into the shift's receipts."""
    lock_with_replaced(booking.pk)
    held = lock_shift(shift.pk)
    payment = start_payment(booking=booking, method=CASH, return_url="/", now=now, shift=held)
    payment.shift = held
    payment.save(update_fields=["shift"])
    receipt = write_sale_receipt(payment=payment, now=now)
    if receipt is None or payment.amount:
        raise NotTaken
    return receipt


@inventory.with_retries
@transaction.atomic
def _count_in(
    payment: Payment, booking: Booking, shift: Shift, handed: Decimal, now: datetime
) -> TillReceipt:
    booking = lock_with_replaced(booking.pk)
    held = lock_shift(shift.pk)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.status != Status.PENDING:
        return _just_taken(booking, shift)
    if handed < payment.amount:
        raise NotEnoughHanded(handed, payment.amount)
    payment.shift, payment.handed = held, handed
    payment.save(update_fields=["shift", "handed"])
    answer = BankAnswer(event_id=f"cash-{payment.uuid}", charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)
    if settle_payment(answer=answer, now=now).status != Status.CAPTURED:
        raise NotTaken  # and all of it is rolled back: the clerk keeps nothing
    return TillReceipt.objects.get(payment=payment)


def _just_taken(booking: Booking, shift: Shift) -> TillReceipt:
    """A button pressed twice: the receipt of the first press. What another desk or the bank took is none of ours."""
    kept = Payment.objects.filter(booking=booking, shift=shift, status=Status.CAPTURED)
    receipt = TillReceipt.objects.filter(payment__in=kept, shift=shift).first()
    if receipt is None:
        raise AlreadyPaid
    return receipt


def take_card(*, booking: Booking, shift: Shift, now: datetime, outcome: str | None = None) -> CardTaken:
    """This function runs a card for what is due at the shift's terminal; without an answer the payment stays open.

    `outcome` tells the simulated terminal what to answer. Pressed twice, the card is run once. Raises ShiftClosed,
    AtAnotherDesk and what start_payment raises.
    """
    if booking.state == Booking.State.PREBOOKED and booking.due <= 0:
        receipt = give_free(booking=booking, shift=shift, now=now)
        return CardTaken(Payment.objects.get(till_receipt=receipt), receipt)
    try:
        payment = start_payment(
            booking=booking, method=TERMINAL, return_url="/", now=now, outcome=outcome, shift=shift
        )
    except AlreadyPaid:
        receipt = _just_taken(booking, shift)
        return CardTaken(Payment.objects.get(till_receipt=receipt), receipt)
    except BankSilent:
        payment = Payment.objects.get(booking=booking, status=Status.PENDING, gateway=TERMINAL)
        return CardTaken(payment, None)
    return ask_terminal(payment=payment, now=now)


def ask_terminal(*, payment: Payment, now: datetime) -> CardTaken:
    """This function asks the terminal how an open payment ended, and settles it by the answer."""
    try:
        answer = gateway_named(payment.gateway).ask_state(charge_of(payment), now=now)
    except BankSilent:
        answer = None
    if answer:
        settle_payment(answer=answer, now=now)
    payment = Payment.objects.select_related("booking").get(pk=payment.pk)
    return CardTaken(payment, TillReceipt.objects.filter(payment=payment).first())


def give_up_card(*, payment: Payment, now: datetime) -> CardTaken:
    """This function ends an open payment at the terminal, unless the card was charged a moment before."""
    given_up = BankAnswer(
        event_id=f"given-up-{payment.uuid}", charge_uuid=payment.uuid, outcome=Outcome.ABANDONED
    )
    answer = gateway_named(payment.gateway).close(charge_of(payment), now=now) or given_up
    settle_payment(answer=answer, now=now)
    payment = Payment.objects.select_related("booking").get(pk=payment.pk)
    return CardTaken(payment, TillReceipt.objects.filter(payment=payment).first())
