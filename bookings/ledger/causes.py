"""What each operation posts, in its own transaction."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bookings.fares import FareLine
from bookings.ledger.book import Cause, Line, post
from bookings.ledger.tickets import ancillary_back, owed_at_once, taken_back, ticket_lines
from bookings.models import (
    Booking,
    LedgerAccount,
    LedgerCause,
    LedgerTransaction,
    Passenger,
    Payment,
    Refund,
    RefundOffer,
    Shift,
)

Posted = LedgerTransaction | None
# Where money is that did not come through a bank.
AT_DESK = {"cash": LedgerAccount.TILL, "terminal": LedgerAccount.TERMINAL}


def post_sale(*, booking: Booking, at: datetime, is_late: bool = False) -> Posted:
    """This function posts the tickets of a booking that is paid: what passengers owe, and whose revenue it is.

    Posted late, the sale is what it was then: with what travelled along and has been given back since without the
    ticket, as that return is posted for itself.
    """
    passengers = booking.passengers.select_related("granted_benefit").order_by("number")
    lines = [line for each in passengers for line in ticket_lines(each, booking.currency)]
    if is_late:
        lines = owed_at_once([*lines, *_given_back_since(booking)])
    return post(_cause(LedgerCause.SALE, booking.pk, booking, at), lines)


def _given_back_since(booking: Booking) -> Iterator[Line]:
    for offer in booking.refund_offers.filter(status=RefundOffer.Status.CONFIRMED):
        if _is_of_what_went_along(offer):
            for line in _along_back(offer):
                yield replace(line, amount=-line.amount)


def post_payment(*, payment: Payment, at: datetime) -> Posted:
    """This function posts money the bank took for us, kept or not: it is at the bank, and the passenger's.

    Payments taken with one charge carry the charge's reference, each with its own amount.
    """
    charge = payment.checkout or payment
    return post(
        _of_payment(LedgerCause.PAYMENT, payment.pk, payment, charge.uuid.hex, at),
        _pair(_place(payment), LedgerAccount.PASSENGERS, payment.amount, payment.currency),
    )


def post_exchange(*, booking: Booking, at: datetime) -> Posted:
    """This function posts the tickets a booking was made in exchange for: taken back, and the fee kept for it."""
    lines: list[Line] = []
    for each in booking.passengers.select_related("replaces__granted_benefit").order_by("number"):
        if each.replaces:
            lines += taken_back(each.replaces, booking.currency)
            lines += _fee(each, each.fees - each.replaces.fees, booking.currency)
    return post(_cause(LedgerCause.EXCHANGE, booking.pk, booking, at), lines)


def post_return(*, offer: RefundOffer, at: datetime) -> Posted:
    """This function posts tickets returned: taken back, and what the railway keeps of them.

    A full refund gives back fees of exchanges too: then what is kept is below nothing. Of an offer that gives back only
    what travelled along, its lines are posted; the ticket stays sold.
    """
    booking = offer.booking
    if _is_of_what_went_along(offer):
        return post(_cause(LedgerCause.RETURN, offer.pk, booking, at), _along_back(offer))
    back = {line["number"]: Decimal(line["amount"]) for line in offer.passengers}
    lines: list[Line] = []
    returned = booking.passengers.filter(number__in=back).select_related("granted_benefit")
    for each in returned.order_by("number"):
        lines += taken_back(each, booking.currency)
        lines += _fee(each, each.price - back[each.number], booking.currency)
    return post(_cause(LedgerCause.RETURN, offer.pk, booking, at), lines)


def _is_of_what_went_along(offer: RefundOffer) -> bool:
    return bool(offer.passengers) and "along" in offer.passengers[0]


def _along_back(offer: RefundOffer) -> Iterator[Line]:
    told = {line["number"]: line["along"] for line in offer.passengers}
    for each in offer.booking.passengers.filter(number__in=told).order_by("number"):
        taken = [FareLine.from_json(line) for line in told[each.number]]
        yield from ancillary_back(each, taken, offer.booking.currency)


def post_refund(*, refund: Refund, at: datetime) -> Posted:
    """This function posts money ordered back: no longer the passenger's account, but to be sent."""
    return post(
        _of_payment(LedgerCause.REFUND, refund.pk, refund.payment, "", at),
        _pair(LedgerAccount.PASSENGERS, LedgerAccount.REFUNDS_DUE, refund.amount, refund.currency),
    )


def post_refund_sent(*, refund: Refund, at: datetime, shift: Shift | None = None) -> Posted:
    """This function posts money the bank sent back, or a desk did in a shift."""
    return post(
        _of_payment(LedgerCause.REFUND_SENT, refund.pk, refund.payment, refund.key.hex, at, shift),
        _pair(LedgerAccount.REFUNDS_DUE, _place(refund.payment), refund.amount, refund.currency),
    )


def _cause(kind: LedgerCause, key: int, booking: Booking, at: datetime) -> Cause:
    return Cause(kind=kind, key=key, at=at, booking=booking, rate=booking.rate_value)


def _of_payment(
    kind: LedgerCause,
    key: int,
    payment: Payment,
    reference: str,
    at: datetime,
    shift: Shift | None = None,
) -> Cause:
    if kind == LedgerCause.PAYMENT:
        shift = _open_shift(payment)
    return Cause(
        kind=kind,
        key=key,
        at=at,
        booking=payment.booking,
        season_ticket=payment.season_ticket,
        gateway=payment.gateway,
        reference=reference,
        shift=shift,
    )


def _place(payment: Payment) -> LedgerAccount:
    return AT_DESK.get(payment.gateway, LedgerAccount.BANK)


def _open_shift(payment: Payment) -> Shift | None:
    """The shift that a desk takes money in; a card that answers once its shift is closed belongs to none."""
    if payment.shift_id is None:
        return None
    return Shift.objects.select_for_update(no_key=True).filter(pk=payment.shift_id, closed_at=None).first()


def _pair(debit: LedgerAccount, credit: LedgerAccount, amount: Decimal, currency: str) -> list[Line]:
    return [
        Line(account=debit, amount=amount, currency=currency),
        Line(account=credit, amount=-amount, currency=currency),
    ]


def _fee(passenger: Passenger, amount: Decimal, currency: str) -> Iterator[Line]:
    for account, signed in ((LedgerAccount.PASSENGERS, amount), (LedgerAccount.FEES, -amount)):
        yield Line(account=account, amount=signed, currency=currency, passenger_number=passenger.number)
