"""The bank has answered. Answers come late, twice, out of order, or after the seats were gone."""

from collections.abc import Callable
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from bookings import inventory, ledger
from bookings.models import Booking, BookingEvent, Payment, Refund
from bookings.operations.expire_holds import tell_hold_ended
from bookings.operations.finish_exchange import ExchangeOver, give_up_replaced, may_finish
from bookings.operations.fulfil_booking import SeatsLost, fulfil_booking
from bookings.operations.lock_booking import lock_together
from bookings.operations.note_answer import mark_declined, mark_given_up, note_answer
from bookings.operations.record_event import record_event
from bookings.operations.return_payment import return_payment
from bookings.operations.settle_season_payment import settle_season_payment
from bookings.operations.till_receipts import write_sale_receipt
from bookings.payments.gateway import BankAnswer, Outcome
from timetables.models import DatedTrip

Reason = Refund.Reason
Status = Payment.Status
Step = Callable[[Booking, Payment, BankAnswer, datetime], None]


class UnknownPayment(Exception):
    """The bank speaks of a payment that isn't ours."""


@inventory.with_retries
@transaction.atomic
def settle_payment(*, answer: BankAnswer, now: datetime) -> Payment:
    """This function takes in an answer of the bank and returns the payment as it then stands.

    The same answer may come any number of times, from callbacks, the passenger's browser and our own questions: it
    counts once. A charge for several bookings pays for all of them in this one transaction; money whose seats can
    neither be sold nor won back goes back by itself, each booking's for itself. Raises UnknownPayment.
    """
    if of_season := _payment_of_season(answer):
        return settle_season_payment(payment=of_season, answer=answer, now=now)
    of_charge = payments_of(answer.charge_uuid)
    keys = of_charge.filter(booking__isnull=False).values_list("booking_id", flat=True)
    bookings = lock_together({key for key in keys if key})
    payments = list(of_charge.select_for_update(of=("self",)).order_by("pk"))
    if not payments:
        raise UnknownPayment(answer.charge_uuid)
    is_new = note_answer(payments[0], answer, now)
    for payment in payments if is_new else ():
        if step := STEPS.get((answer.outcome, Status(payment.status))):
            step(bookings[cast(int, payment.booking_id)], payment, answer, now)
        elif payment.status == Status.ABANDONED:
            _hear_end(payment, now)
    return payments[0]


def payments_of(charge: UUID) -> QuerySet[Payment]:
    """This function finds the payments a charge at the bank is for: one, or those of a checkout."""
    return Payment.objects.filter(Q(uuid=charge, checkout=None) | Q(checkout__uuid=charge))


def _payment_of_season(answer: BankAnswer) -> Payment | None:
    return Payment.objects.filter(uuid=answer.charge_uuid, season_ticket__isnull=False).first()


def _take_money(booking: Booking, payment: Payment, answer: BankAnswer, now: datetime) -> None:
    payment.settled_at, payment.gateway_reference = now, answer.reference
    reason = _why_not_ours(booking, payment, now)
    if reason is None:
        try:
            with transaction.atomic():
                _keep(booking, payment, now)
        except (SeatsLost, ExchangeOver) as lost:
            booking.refresh_from_db(fields=["state", "confirmed_at", "ended_at"])
            reason = Reason.EXCHANGE_OVER if isinstance(lost, ExchangeOver) else Reason.LATE_PAYMENT
    if reason is not None:
        return_payment(booking=booking, payment=payment, reason=reason, now=now)


def _why_not_ours(booking: Booking, payment: Payment, now: datetime) -> Refund.Reason | None:
    if booking.state not in {Booking.State.PREBOOKED, Booking.State.RELEASED}:
        if booking.payments.filter(status=Status.CAPTURED).exists():
            return Reason.DOUBLE_PAYMENT
        return Reason.LATE_PAYMENT if may_finish(booking=booking, now=now) else Reason.EXCHANGE_OVER
    if booking.dated_trip.state == DatedTrip.State.CANCELLED:
        return Reason.TRAIN_CANCELLED
    if booking.departs_at <= now:
        return Reason.LATE_PAYMENT
    if (payment.amount, payment.currency) != (booking.due, booking.currency):
        return Reason.PRICE_CHANGED
    return None


def _keep(booking: Booking, payment: Payment, now: datetime) -> None:
    payment.status = Status.CAPTURED
    payment.save(update_fields=["status", "settled_at", "gateway_reference"])
    ledger.post_payment(payment=payment, at=now)
    give_up_replaced(booking=booking, now=now)
    fulfil_booking(booking=booking, payment=payment, now=now)
    write_sale_receipt(payment=payment, now=now)


def _decline(booking: Booking, payment: Payment, answer: BankAnswer, now: datetime) -> None:
    mark_declined(payment, answer, now)
    data = {"reason": payment.decline_reason}
    record_event(booking=booking, kind=BookingEvent.Kind.PAYMENT_DECLINED, now=now, data=data)
    _tell_what_waited(booking, now)


def _give_up(booking: Booking, payment: Payment, answer: BankAnswer, now: datetime) -> None:
    mark_given_up(payment, now)
    _tell_what_waited(booking, now)


def _hear_end(payment: Payment, now: datetime) -> None:
    """What we gave up for another payment has ended at the bank too: nobody need ask about it any more."""
    payment.settled_at = payment.settled_at or now
    payment.save(update_fields=["settled_at"])


def _tell_what_waited(booking: Booking, now: datetime) -> None:
    """The end of a hold isn't told while the bank may still take the money; now it is sure that it won't."""
    if booking.state == Booking.State.RELEASED:
        tell_hold_ended(booking, now)


# What an answer does to a payment in each status. What isn't here changes nothing: money once taken in or sent back
# stays so, whatever is said later; but money taken after a decline or after we gave up is real, and is taken in.
STEPS: dict[tuple[Outcome, Payment.Status], Step] = {
    (Outcome.ACCEPTED, Status.PENDING): _take_money,
    (Outcome.ACCEPTED, Status.DECLINED): _take_money,
    (Outcome.ACCEPTED, Status.ABANDONED): _take_money,
    (Outcome.DECLINED, Status.PENDING): _decline,
    (Outcome.ABANDONED, Status.PENDING): _give_up,
}
