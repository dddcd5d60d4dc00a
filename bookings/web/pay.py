"""Paying: what is bought and why it costs so much, where tickets go, and the way to the bank."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.fares import CURRENCIES
from bookings.models import Booking, Payment
from bookings.offers import NotOnSale
from bookings.operations.change_currency import change_currencies
from bookings.operations.complete_journey import complete_journey
from bookings.operations.lock_booking import NotHeld
from bookings.operations.passenger_details import Purchaser
from bookings.operations.settle_benefits import PriceChanged
from bookings.operations.start_checkout import start_checkout
from bookings.operations.start_payment import AlreadyPaid, InformationMissing
from bookings.payments.gateway import BankRefused
from bookings.payments.registry import UnknownGateway
from bookings.queries import BookingView, booking_page
from bookings.web.doors import of_order
from bookings.web.frame import order_context
from bookings.web.leading import lead_to_bank
from bookings.web.paid_trains import first_unready, paid_trains, sum_in
from bookings.web.passenger_form import label_of, required_words
from bookings.web.problems import FieldProblem, by_field
from bookings.web.refund_rules import refund_rules
from bookings.web.typed import typed
from bookings.web.ways_to_pay import read_way, ways_to_pay
from railway.lib.see_other import see_other
from railway.lib.template_words import language

LONGEST_EMAIL, LONGEST_PHONE = 254, 32
SUM = re.compile(r"\d{1,9}\.\d\d", re.ASCII)


@dataclass
class Attempt:
    """What was typed, and why it didn't lead to the bank."""

    email: str
    phone: str
    currency: str
    method: str = ""
    problems: list[FieldProblem] = field(default_factory=list)
    old_total: Decimal | None = None
    bank_refused: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@of_order
def pay(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function shows what is to be paid and leads to the bank; a paid or ended order goes to its own page."""
    now = timezone.now()
    view = booking_page(booking, now=now)
    if not view.is_held or view.trip.is_cancelled:
        return _to_order(view)
    if unready := first_unready(booking, now):
        return see_other(reverse("bookings:places", args=[unready.shown_reference]))
    attempt = Attempt(booking.email, booking.phone, booking.currency)
    if request.method == "POST":
        attempt = _read(request, booking)
        try:
            if (payment := _start(request, booking, attempt, now)) is not None:
                return lead_to_bank(request, payment.redirect_url)
        except (NotHeld, AlreadyPaid):
            return _to_order(view)
        except InformationMissing:
            return see_other(reverse("bookings:places", args=[view.reference]))
        view = booking_page(booking, now=now)
    return _show(request, view, attempt, now)


def _read(request: HttpRequest, booking: Booking) -> Attempt:
    currency, method = read_way(request.POST.get("currency", booking.currency))
    if currency not in CURRENCIES:
        currency, method = read_way(booking.currency)
    attempt = Attempt(
        typed(request.POST, "email", limit=LONGEST_EMAIL + 1),
        typed(request.POST, "phone", limit=LONGEST_PHONE),
        currency,
        method,
    )
    if not is_email(attempt.email):
        attempt.problems.append(FieldProblem("email", required_words("email"), label_of("email")))
    return attempt


def is_email(text: str) -> bool:
    """This function tells whether a letter could be sent to an address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_EMAIL


def _start(request: HttpRequest, booking: Booking, attempt: Attempt, now: datetime) -> Payment | None:
    """This function starts the payment, or returns None and notes why it was not started."""
    if attempt.problems:
        return None
    purchaser = Purchaser(attempt.email, attempt.phone, language())
    complete_journey(booking=booking, details={}, purchaser=purchaser, now=now)
    seen = _seen_total(request, attempt.currency)
    try:
        priced = change_currencies(booking=booking, currency=attempt.currency, now=now)
    except NotOnSale:
        raise NotHeld from None
    if seen is not None and seen != sum(each.due for each in priced):
        attempt.old_total = seen
        booking.refresh_from_db()
        return None
    try:
        return start_checkout(
            booking=next(
                each for each in priced if each.pk == booking.pk
            ),  # with the purchaser told just now
            method=attempt.method,
            return_url=reverse("bookings:order", args=[booking.shown_reference]),
            now=now,
        )
    except PriceChanged as change:
        attempt.old_total = change.old
        booking.refresh_from_db()
        return None
    except (BankRefused, UnknownGateway):
        attempt.bank_refused = True
        booking.refresh_from_db()
        return None


def _seen_total(request: HttpRequest, currency: str) -> Decimal | None:
    text = request.POST.get(f"total_{currency}", "")
    return Decimal(text) if SUM.fullmatch(text) else None


def _to_order(view: BookingView) -> HttpResponse:
    return see_other(reverse("bookings:order", args=[view.reference]))


def _show(request: HttpRequest, view: BookingView, attempt: Attempt, now: datetime) -> HttpResponse:
    trains = paid_trains(view, now)
    payment = view.payment
    context = order_context(view, "pay", now) | {
        "trains": trains,
        "attempt": attempt,
        "problems": attempt.problems,
        "failed": bool(attempt.problems),
        "errors": by_field(attempt.problems),
        "last_payment": payment.status if payment else "",
        "decline_words": _decline_words(payment),
        "refund_rules": refund_rules(view),
        "due": max(sum_in(view.currency, trains) or Decimal(0), Decimal(0)),
        "other_due": sum_in(view.other_currency, trains),
        "ways": ways_to_pay(view.booking.currency),
        "other_ways": ways_to_pay(view.other_currency)
        if sum_in(view.other_currency, trains) is not None
        else [],
    }
    return render(request, "bookings/pay.html", context)


def _decline_words(payment: Payment | None) -> str:
    if payment is None or payment.status != Payment.Status.DECLINED:
        return ""
    return {
        "insufficient_funds": _("There is not enough money on the card."),
        "authentication_failed": _("The bank's code was not confirmed."),
        "card_expired": _("The card has expired."),
    }.get(payment.decline_reason, _("Ask your bank whether payments abroad are allowed."))
