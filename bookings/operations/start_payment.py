"""A passenger goes to pay."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bookings.models import Booking, BookingEvent, Payment, Shift
from bookings.operations.finish_exchange import ExchangeOver, give_up_replaced, may_finish
from bookings.operations.fulfil_booking import SeatsLost, fulfil_booking
from bookings.operations.give_up_payments import close_at_bank, give_up_payments
from bookings.operations.lock_booking import HoldExpired, lock_with_replaced
from bookings.operations.record_event import record_event
from bookings.operations.settle_benefits import settle_benefits
from bookings.payments.charges import charge_of
from bookings.payments.desk import TERMINAL
from bookings.payments.gateway import Gateway
from bookings.payments.registry import gateway_named
from bookings.queries import Problem, requested_information
from timetables.models import DatedTrip

WITHOUT_A_BANK = "none"
UNPAYABLE = frozenset({Booking.State.CANCELLED, Booking.State.RELEASED})


class InformationMissing(Exception):
    """The booking can't be paid before these fields are filled in."""

    def __init__(self, problems: Sequence[Problem], *, booking: Booking | None = None) -> None:
        super().__init__(", ".join(problem.pointer for problem in problems))
        self.problems = list(problems)
        self.booking = booking


class AlreadyPaid(Exception):
    """There is nothing left to pay."""


class AtAnotherDesk(Exception):
    """A card for this booking is at the terminal of another desk just now."""


def start_payment(
    *,
    booking: Booking,
    method: str,
    return_url: str,
    now: datetime,
    outcome: str | None = None,
    shift: Shift | None = None,
) -> Payment:
    """This function opens a payment of what is due for the booking and returns it with `redirect_url`, the bank's page.

    Called again, from a second tab or by a double click, it returns the payment that is already under way. Where
    nothing is due, because it costs nothing or was paid with the tickets exchanged, it is paid at once, without a
    bank. `outcome` tells the sandbox bank what to answer. Cash and cards at a desk are taken in its `shift` alone.
    Raises InformationMissing, PriceChanged, HoldExpired, AlreadyPaid, AtAnotherDesk, UnknownGateway, BankRefused.
    """
    if problems := requested_information(booking):
        raise InformationMissing(problems)
    settle_benefits(booking=booking, now=now)
    with transaction.atomic():
        locked = lock_with_replaced(booking.pk)
        refuse_unpayable(locked, now)
        if locked.due <= 0:
            return pay_nothing(locked, return_url=return_url, now=now)
        gateway = gateway_named(method, at_desk=shift is not None, currency=locked.currency)
        _refuse_other_desk(locked, shift)
        given_up = give_up_payments(_of_another_kind(locked, method))
        payment = _pending(locked) or _open(locked, method, return_url, now, shift)
    for superseded in given_up:
        close_at_bank(superseded, now)
    if outcome or not payment.redirect_url:
        open_at_bank(payment, gateway, _describe(locked), outcome)
    return payment


def open_at_bank(payment: Payment, gateway: Gateway, description: str, outcome: str | None) -> None:
    """This function opens the charge of a payment at its bank and keeps where it is paid. Raises BankRefused."""
    opened = gateway.start(charge_of(payment, description=description), outcome=outcome)
    payment.redirect_url = opened.redirect_url
    payment.gateway_reference = opened.reference or payment.gateway_reference
    payment.save(update_fields=["redirect_url", "gateway_reference"])


def refuse_unpayable(booking: Booking, now: datetime) -> None:
    """This function raises HoldExpired or AlreadyPaid of a locked booking that can't be paid now."""
    if booking.state in UNPAYABLE:
        raise HoldExpired
    if booking.state != Booking.State.PREBOOKED:
        raise AlreadyPaid
    held_until = booking.hold_expires_at
    if held_until is None or held_until <= now or booking.dated_trip.state == DatedTrip.State.CANCELLED:
        raise HoldExpired
    if not may_finish(booking=booking, now=now):
        raise HoldExpired


def _pending(booking: Booking) -> Payment | None:
    return booking.payments.filter(status=Payment.Status.PENDING).first()


def _of_another_kind(booking: Booking, method: str) -> list[Payment]:
    """This function finds a payment under way that is of another price or bank, or of other bookings too."""
    payment = _pending(booking)
    wanted = (booking.due, booking.currency, method, None)
    if payment is None or (payment.amount, payment.currency, payment.gateway, payment.checkout_id) == wanted:
        return []
    return [payment]


def _refuse_other_desk(booking: Booking, shift: Shift | None) -> None:
    payment = _pending(booking)
    if shift and payment and payment.shift_id not in {None, shift.pk}:
        raise AtAnotherDesk


def _open(booking: Booking, method: str, return_url: str, now: datetime, shift: Shift | None) -> Payment:
    payment = Payment.objects.create(
        booking=booking,
        amount=booking.due,
        currency=booking.currency,
        gateway=method,
        shift=shift if method == TERMINAL else None,  # cash is in a shift once it is counted
        return_url=return_url,
        created_at=now,
    )
    note_started(booking, payment, now)
    return payment


def note_started(booking: Booking, payment: Payment, now: datetime) -> None:
    """This function writes into the booking's history that its purchaser went to pay."""
    data = {"amount": str(payment.amount), "currency": payment.currency}
    record_event(booking=booking, kind=BookingEvent.Kind.PAYMENT_STARTED, now=now, data=data)


def pay_nothing(
    booking: Booking, *, return_url: str, now: datetime, replaced_given_up: bool = False
) -> Payment:
    """This function fulfils a locked booking for which nothing is due, in the caller's transaction. Raises HoldExpired.

    Tickets it replaces are given up with it, unless that was done already.
    """
    payment = Payment.objects.create(
        booking=booking,
        amount=Decimal(0),
        currency=booking.currency,
        gateway=WITHOUT_A_BANK,
        status=Payment.Status.CAPTURED,
        return_url=return_url,
        redirect_url=return_url,
        created_at=now,
        settled_at=now,
    )
    try:
        if not replaced_given_up:
            give_up_replaced(booking=booking, now=now)
        fulfil_booking(booking=booking, payment=payment, now=now)
    except (SeatsLost, ExchangeOver):
        raise HoldExpired from None
    return payment


def _describe(booking: Booking) -> str:
    names = [stop.name_in(booking.language) for stop in (booking.origin, booking.destination)]
    return f"{booking.shown_reference}: {' – '.join(names)}"
