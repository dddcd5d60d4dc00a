"""A season ticket goes to be paid, or is let go."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bookings.models import Payment, SeasonTicket
from bookings.operations.give_up_payments import close_at_bank, give_up_payments
from bookings.operations.lock_season import lock_season
from bookings.operations.settle_season_payment import fulfil_season_ticket
from bookings.operations.start_payment import WITHOUT_A_BANK, AlreadyPaid, open_at_bank
from bookings.payments.registry import gateway_named
from bookings.queries.season import effective_season_state

State = SeasonTicket.State
Status = Payment.Status


class SeasonOver(Exception):
    """The season ticket wasn't paid in time, or was cancelled."""


def start_season_payment(
    *, ticket: SeasonTicket, method: str, return_url: str, now: datetime, outcome: str | None = None
) -> Payment:
    """This function opens a payment of a season ticket and returns it with `redirect_url`, the bank's page.

    Called again it returns the payment already under way. A ticket that costs nothing is paid at once, without a bank.
    `outcome` tells the sandbox bank what to answer. Raises SeasonOver, AlreadyPaid, UnknownGateway, BankRefused.
    """
    with transaction.atomic():
        locked = lock_season(ticket.pk)
        _refuse_unpayable(locked, now)
        if not locked.price:
            return _pay_nothing(locked, return_url, now)
        gateway = gateway_named(method, currency=locked.currency)
        under_way = _pending(locked)
        other_bank = [under_way] if under_way and under_way.gateway != method else []
        given_up = give_up_payments(other_bank)
        payment = _pending(locked) or _open(locked, method, return_url, now)
    for superseded in given_up:
        close_at_bank(superseded, now)
    if outcome or not payment.redirect_url:
        open_at_bank(payment, gateway, _describe(locked), outcome)
    return payment


def cancel_season_ticket(*, ticket: SeasonTicket, now: datetime) -> SeasonTicket:
    """This function ends a season ticket that isn't paid; what the bank takes for it later goes back by itself.

    Raises AlreadyPaid, SeasonOver.
    """
    with transaction.atomic():
        locked = lock_season(ticket.pk)
        _refuse_unpayable(locked, now)
        locked.state, locked.ended_at = State.CANCELLED, now
        locked.save(update_fields=["state", "ended_at"])
        return locked


def _refuse_unpayable(ticket: SeasonTicket, now: datetime) -> None:
    state = effective_season_state(ticket, now)
    if state in {State.CANCELLED, State.RELEASED}:
        raise SeasonOver
    if state != State.PREBOOKED:
        raise AlreadyPaid


def _pending(ticket: SeasonTicket) -> Payment | None:
    return ticket.payments.filter(status=Status.PENDING).first()


def _open(ticket: SeasonTicket, method: str, return_url: str, now: datetime) -> Payment:
    return Payment.objects.create(
        season_ticket=ticket,
        amount=ticket.price,
        currency=ticket.currency,
        gateway=method,
        return_url=return_url,
        created_at=now,
    )


def _pay_nothing(ticket: SeasonTicket, return_url: str, now: datetime) -> Payment:
    payment = Payment.objects.create(
        season_ticket=ticket,
        amount=Decimal(0),
        currency=ticket.currency,
        gateway=WITHOUT_A_BANK,
        status=Status.CAPTURED,
        return_url=return_url,
        redirect_url=return_url,
        created_at=now,
        settled_at=now,
    )
    fulfil_season_ticket(ticket, now)
    return payment


def _describe(ticket: SeasonTicket) -> str:
    names = [stop.name_in(ticket.language) for stop in (ticket.origin, ticket.destination)]
    return f"{ticket.shown_reference}: {' – '.join(names)}"
