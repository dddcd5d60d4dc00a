"""A party goes to pay for all trains of its trip at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bookings.models import Booking, Checkout, Payment
from bookings.operations.give_up_payments import close_at_bank, give_up_payments
from bookings.operations.lock_booking import lock_together
from bookings.operations.settle_benefits import PriceChanged, settle_benefits
from bookings.operations.start_payment import (
    InformationMissing,
    note_started,
    open_at_bank,
    pay_nothing,
    refuse_unpayable,
    start_payment,
)
from bookings.payments.registry import gateway_named
from bookings.queries import held_together, requested_information

Parts = Sequence[Booking]


class CurrenciesDiffer(Exception):
    """One charge is of one currency: the bookings of the trip must be priced in the same."""


def start_checkout(
    *, booking: Booking, method: str, return_url: str, now: datetime, outcome: str | None = None
) -> Payment:
    """Open one charge for a booking and those held together with it; each has its own payment of what it costs.

    This function returns the booking's payment, with `redirect_url`. Called again, from any of the bookings' pages, it
    leads to the charge that is under way as long as bookings and prices are the same; else that one is given up. A
    booking held alone is paid alone. `outcome` tells the sandbox bank what to answer.
    Raises InformationMissing, PriceChanged (old and new sum of all), CurrenciesDiffer, HoldExpired, AlreadyPaid,
    UnknownGateway, BankRefused.
    """
    together = held_together(booking, now=now)
    if len(together) < 2:
        return start_payment(booking=booking, method=method, return_url=return_url, now=now, outcome=outcome)
    _refuse_unready(together, now)
    with transaction.atomic():
        parts = list(lock_together(each.pk for each in together).values())
        for part in parts:
            refuse_unpayable(part, now)
        if len({part.currency for part in parts}) > 1:
            raise CurrenciesDiffer
        if not any(part.due for part in parts):
            return _own([pay_nothing(part, return_url=return_url, now=now) for part in parts], booking)
        gateway = gateway_named(method, currency=parts[0].currency)
        payments = _under_way(parts)
        given_up = [] if _is_for(payments, parts, method) else give_up_payments(payments)
        payment = _own(
            payments if not given_up and payments else _open(parts, method, return_url, now), booking
        )
    for superseded in given_up:
        close_at_bank(superseded, now)
    if outcome or not payment.redirect_url:
        open_at_bank(payment, gateway, _describe(parts), outcome)
        _lead_all(payment)
    return payment


def _refuse_unready(parts: Parts, now: datetime) -> None:
    """All that has to be settled before money is asked for; prices that changed are told as one sum."""
    for part in parts:
        if problems := requested_information(part):
            raise InformationMissing(problems, booking=part)
    before, changed = sum((part.due for part in parts), Decimal(0)), Decimal(0)
    for part in parts:
        try:
            settle_benefits(booking=part, now=now)
        except PriceChanged as change:
            changed += change.new - change.old
    if changed:
        raise PriceChanged(before, before + changed, parts[0].currency)


def _under_way(parts: Parts) -> list[Payment]:
    pending = Payment.objects.filter(booking__in=parts, status=Payment.Status.PENDING)
    return list(pending.select_related("checkout", "booking").order_by("booking"))


def _is_for(payments: Sequence[Payment], parts: Parts, method: str) -> bool:
    """Whether the payments under way are one charge, for just these bookings at their prices, by that bank."""
    if not payments or payments[0].checkout is None:
        return False
    asked = {(each.booking_id, each.amount, each.currency, each.gateway) for each in payments}
    wanted = {(part.pk, part.due, part.currency, method) for part in parts}
    return asked == wanted and {each.checkout_id for each in payments} == {payments[0].checkout_id}


def _open(parts: Parts, method: str, return_url: str, now: datetime) -> list[Payment]:
    common = {"currency": parts[0].currency, "gateway": method, "created_at": now}
    amount = sum((part.due for part in parts), Decimal(0))
    checkout = Checkout.objects.create(amount=amount, **common)
    payments = Payment.objects.bulk_create(
        Payment(booking=part, checkout=checkout, amount=part.due, return_url=return_url, **common)
        for part in parts
    )
    for part, payment in zip(parts, payments, strict=True):
        note_started(part, payment, now)
    return payments


def _own(payments: Iterable[Payment], booking: Booking) -> Payment:
    return next(payment for payment in payments if payment.booking_id == booking.pk)


def _lead_all(payment: Payment) -> None:
    """Each booking's page leads to the same page of the bank."""
    same = Payment.objects.filter(checkout=payment.checkout_id)
    same.update(redirect_url=payment.redirect_url, gateway_reference=payment.gateway_reference)


def _describe(parts: Parts) -> str:
    """The references as one travels, and the way: what a bank's page and statement name."""
    ordered = sorted(parts, key=lambda part: part.departs_at)
    ends = {part.way: part.destination for part in ordered}  # of each way the last one
    names = [stop.name_in(ordered[0].language) for stop in (ordered[0].origin, *ends.values())]
    return f"{', '.join(part.shown_reference for part in ordered)}: {' – '.join(names)}"
