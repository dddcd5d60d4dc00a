"""The bank has answered about a season ticket."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bookings import ledger
from bookings.models import Notification, Payment, Refund, SeasonTicket
from bookings.notifications.season import enqueue_season
from bookings.operations.follow_proofs import follow_season_proof
from bookings.operations.lock_season import lock_season
from bookings.operations.note_answer import mark_declined, mark_given_up, note_answer
from bookings.payments.gateway import BankAnswer, Outcome
from bookings.tickets.season import season_payload

LATE_MONEY_COUNTS = timedelta(days=1)  # a season ticket has no seat to lose: money a day late still buys it
State = SeasonTicket.State
Status = Payment.Status
Step = Callable[[SeasonTicket, Payment, BankAnswer, datetime], None]


def settle_season_payment(*, payment: Payment, answer: BankAnswer, now: datetime) -> Payment:
    """This function takes in an answer of the bank about a season ticket, in the caller's transaction.

    Money that can't be kept, because the ticket was cancelled or is paid already, goes back by itself.
    """
    if payment.season_ticket_id is None:
        raise RuntimeError(f"payment {payment.pk} is of no season ticket")
    ticket = lock_season(payment.season_ticket_id)
    locked = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    is_new = note_answer(locked, answer, now)
    step = STEPS.get((answer.outcome, Status(locked.status)))
    if is_new and step:
        step(ticket, locked, answer, now)
    return locked


def _take_money(ticket: SeasonTicket, payment: Payment, answer: BankAnswer, now: datetime) -> None:
    payment.settled_at, payment.gateway_reference = now, answer.reference
    reason = _why_not_ours(ticket, payment, now)
    if reason is not None:
        _return(ticket, payment, reason, now)
        return
    payment.status = Status.CAPTURED
    payment.save(update_fields=["status", "settled_at", "gateway_reference"])
    ledger.post_payment(payment=payment, at=now)
    fulfil_season_ticket(ticket, now)


def _why_not_ours(ticket: SeasonTicket, payment: Payment, now: datetime) -> Refund.Reason | None:
    if ticket.payments.filter(status=Status.CAPTURED).exists():
        return Refund.Reason.DOUBLE_PAYMENT
    in_time = now <= ticket.hold_expires_at + LATE_MONEY_COUNTS
    if ticket.state not in {State.PREBOOKED, State.RELEASED} or not in_time:
        return Refund.Reason.LATE_PAYMENT
    same = (payment.amount, payment.currency) == (ticket.price, ticket.currency)
    return None if same else Refund.Reason.PRICE_CHANGED


def fulfil_season_ticket(ticket: SeasonTicket, now: datetime) -> None:
    """This function turns a locked, paid season ticket into one to travel with, in the caller's transaction."""
    ticket.state, ticket.confirmed_at, ticket.ended_at = State.FULFILLED, now, None
    ticket.payload = season_payload(ticket, now=now)
    ticket.save(update_fields=["state", "confirmed_at", "ended_at", "payload"])
    ledger.post_season_sale(ticket=ticket, at=now)
    follow_season_proof(ticket=ticket)
    key = f"season_bought:{ticket.uuid}"
    enqueue_season(ticket=ticket, kind=Notification.Kind.SEASON_BOUGHT, dedupe_key=key, now=now)


def _return(ticket: SeasonTicket, payment: Payment, reason: Refund.Reason, now: datetime) -> None:
    payment.status = Status.REFUND_DUE
    payment.save(update_fields=["status", "settled_at", "gateway_reference"])
    refund = Refund.objects.create(
        payment=payment, amount=payment.amount, currency=payment.currency, reason=reason, created_at=now
    )
    ledger.post_payment(payment=payment, at=now)
    ledger.post_refund(refund=refund, at=now)
    data = {"amount": str(refund.amount), "currency": refund.currency, "reason": reason.value}
    key = f"season_returned:{payment.uuid}"
    enqueue_season(ticket=ticket, kind=Notification.Kind.SEASON_REFUNDED, dedupe_key=key, data=data, now=now)


def _decline(ticket: SeasonTicket, payment: Payment, answer: BankAnswer, now: datetime) -> None:
    mark_declined(payment, answer, now)


def _give_up(ticket: SeasonTicket, payment: Payment, answer: BankAnswer, now: datetime) -> None:
    mark_given_up(payment, now)


# As for bookings: what isn't here changes nothing.
STEPS: dict[tuple[Outcome, Payment.Status], Step] = {
    (Outcome.ACCEPTED, Status.PENDING): _take_money,
    (Outcome.ACCEPTED, Status.DECLINED): _take_money,
    (Outcome.ACCEPTED, Status.ABANDONED): _take_money,
    (Outcome.DECLINED, Status.PENDING): _decline,
    (Outcome.ABANDONED, Status.PENDING): _give_up,
}
