"""A receipt read from the database into plain values: the same words as on the page and in the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from bookings.models import Payment, Refund
from bookings.offers.wording import (
    Glossary,
    ShownLine,
    ShownReason,
    fare_lines,
    fare_reason,
    load_glossary,
)
from bookings.queries import BookingView, PassengerView

Status = Payment.Status
TAKEN = (Status.CAPTURED, Status.REFUND_DUE, Status.REFUNDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPassenger:
    """One passenger: what their ticket cost and why; `note` says that it was returned or exchanged."""

    number: int
    name: str
    benefit: str
    note: str
    price: Decimal
    other_price: Decimal | None
    lines: Sequence[ShownLine]
    reason: ShownReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """Money that came, or went back (below nothing): when, how, under which of the bank's numbers."""

    at: datetime
    text: str
    amount: Decimal
    currency: str
    reference: str = ""
    is_settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An order's account. Amounts are in its currency; `charged` is tickets and fees less what older tickets paid."""

    view: BookingView
    passengers: Sequence[ReceiptPassenger]
    tickets: Decimal
    fees: Decimal
    credit: Decimal
    credit_from: str
    money: Sequence[MoneyLine]

    @property
    def charged(self) -> Decimal:
        """This property is what the order had to be paid with."""
        return self.tickets + self.fees - self.credit

    @property
    def paid(self) -> Decimal:
        """This property is all money that came."""
        return sum((line.amount for line in self.money if line.amount > 0), Decimal(0))

    @property
    def returned(self) -> Decimal:
        """This property is all money that went back or is on its way."""
        return -sum((line.amount for line in self.money if line.amount < 0), Decimal(0))

    @property
    def kept(self) -> Decimal:
        """This property is what remains with the railway."""
        return self.paid - self.returned


def has_receipt(view: BookingView) -> bool:
    """This function tells whether an order has a receipt: from the moment it was paid, or was got for nothing."""
    return view.booking.confirmed_at is not None or any(each.status in TAKEN for each in view.payments)


def receipt_of(view: BookingView, *, language: str) -> Receipt:
    """This function reads a booking's receipt in a language, which must be active, in three queries."""
    names = load_glossary([each.fare for each in view.passengers])
    day = view.trip.departure.date()
    booking = view.booking
    return Receipt(
        view=view,
        passengers=[_passenger(each, names, day, language) for each in view.passengers],
        tickets=sum((each.price for each in view.passengers), Decimal(0)),
        fees=sum((each.passenger.fees for each in view.passengers), Decimal(0)),
        credit=booking.credit,
        credit_from=view.exchanged_from.shown_reference if view.exchanged_from else "",
        money=_money(view.payments),
    )


def _passenger(each: PassengerView, names: Glossary, day: date, language: str) -> ReceiptPassenger:
    return ReceiptPassenger(
        number=each.number,
        name=each.name or _("Passenger %(number)s") % {"number": each.number},
        benefit=each.granted_benefit.text_in("name", language) if each.granted_benefit else "",
        note="" if each.is_travelling else str(each.passenger.get_state_display()),
        price=each.price,
        other_price=each.other_price,
        lines=fare_lines(each.fare, language=language, glossary=names) if each.fare else (),
        reason=fare_reason(each.fare, travel_date=day, language=language, glossary=names)
        if each.fare
        else None,
    )


def _money(payments: Iterable[Payment]) -> list[MoneyLine]:
    taken = [payment for payment in payments if payment.status in TAKEN and payment.amount]
    refunds = Refund.objects.filter(payment__in=[payment.pk for payment in taken]).order_by("created_at")
    lines = [_payment(payment) for payment in taken] + [_refund(refund) for refund in refunds]
    return sorted(lines, key=lambda line: line.at)


def _payment(payment: Payment) -> MoneyLine:
    return MoneyLine(
        at=payment.settled_at or payment.created_at,
        text=_("Paid: %(bank)s") % {"bank": _bank_name(payment.gateway)},
        amount=payment.amount,
        currency=payment.currency,
        reference=payment.gateway_reference,
    )


def _refund(refund: Refund) -> MoneyLine:
    return MoneyLine(
        at=refund.sent_at or refund.created_at,
        text=str(refund.get_reason_display()),
        amount=-refund.amount,
        currency=refund.currency,
        is_settled=refund.status == Refund.Status.SENT,
    )


def _bank_name(gateway: str) -> str:
    return {
        "sandbox": _("sandbox bank, no real money"),
        "cash": _("cash at a ticket desk"),
        "terminal": _("card at a ticket desk"),
    }.get(gateway, gateway)
