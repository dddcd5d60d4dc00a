"""Money at the desk: cash and cards taken, tickets given back, cash owed paid out."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from bookings.desk.doors import booking_at_desk, in_shift, see_other, show
from bookings.desk.forms import BADLY_WRITTEN, SumField
from bookings.desk.order import show_order
from bookings.desk.refusals import MONEY_REFUSALS, desk_refusal_words
from bookings.models import Booking, Payment, RefundOffer, Shift
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.operations.pay_out import pay_out_due, refund_at_desk
from bookings.operations.take_at_desk import CardTaken, ask_terminal, give_up_card, take_card, take_cash
from bookings.payments.desk import TERMINAL
from bookings.payments.desk.simulator import OUTCOMES_TO_TELL
from bookings.queries import booking_page
from bookings.web.problems import FieldProblem
from railway.accounts.signed_in import signed_in
from railway.lib.template_words import language
from railway.lib.wording import write_money

Button = Callable[[HttpRequest, Shift, Booking, datetime], HttpResponse]


@require_POST
@in_shift
def money(request: HttpRequest, shift: Shift, reference: str, button: str) -> HttpResponse:
    """This function carries out a button of an order's page; what is refused is said there, and nothing is lost."""
    if button not in BUTTONS:
        raise Http404
    booking, now = booking_at_desk(reference), timezone.now()
    try:
        return BUTTONS[button](request, shift, booking, now)
    except MONEY_REFUSALS as refusal:
        words = desk_refusal_words(refusal, booking.currency)
        booking.refresh_from_db()
        problem = FieldProblem("handed" if button == "cash" else "main", words)
        view = booking_page(booking, now=now)
        return show_order(
            request, shift, view, now=now, problems=[problem], handed=request.POST.get("handed", "")[:20]
        )


def _cash(request: HttpRequest, shift: Shift, booking: Booking, now: datetime) -> HttpResponse:
    text = request.POST.get("handed", "")
    try:
        handed = SumField().clean(text) if text.strip() or booking.due > 0 else Decimal(0)
    except ValidationError:
        problem = FieldProblem("handed", str(BADLY_WRITTEN))
        return show_order(
            request, shift, booking_page(booking, now=now), now=now, problems=[problem], handed=text[:20]
        )
    receipt = take_cash(booking=booking, shift=shift, handed=handed or Decimal(0), now=now)
    return see_other("receipt", receipt.pk)


def _card(request: HttpRequest, shift: Shift, booking: Booking, now: datetime) -> HttpResponse:
    told = request.POST.get("outcome")
    taken = take_card(
        booking=booking, shift=shift, now=now, outcome=told if told in OUTCOMES_TO_TELL else None
    )
    return _after_card(request, booking, taken)


def _ask(request: HttpRequest, shift: Shift, booking: Booking, now: datetime) -> HttpResponse:
    return _after_card(request, booking, ask_terminal(payment=_at_terminal(shift, booking), now=now))


def _give_up(request: HttpRequest, shift: Shift, booking: Booking, now: datetime) -> HttpResponse:
    return _after_card(request, booking, give_up_card(payment=_at_terminal(shift, booking), now=now))


def _at_terminal(shift: Shift, booking: Booking) -> Payment:
    payment = booking.payments.filter(gateway=TERMINAL, shift=shift).order_by("-created_at").first()
    if payment is None:
        raise Http404
    return payment


def _after_card(request: HttpRequest, booking: Booking, taken: CardTaken) -> HttpResponse:
    if taken.receipt:
        return see_other("receipt", taken.receipt.pk)
    words = {
        Payment.Status.PENDING: _("The terminal does not answer. Ask it before you run the card again."),
        Payment.Status.DECLINED: _("The card was declined. Nothing was taken."),
        Payment.Status.ABANDONED: _("The card payment was given up. Nothing was taken."),
        Payment.Status.REFUND_DUE: _("The seats were gone: the money goes back to the card by itself."),
    }.get(Payment.Status(taken.payment.status), "")
    messages.warning(request, words)
    return see_other("order", booking.shown_reference)


def _offer(request: HttpRequest, shift: Shift, booking: Booking, now: datetime) -> HttpResponse:
    chosen = [int(number) for number in request.POST.getlist("passenger") if number in {"1", "2", "3", "4"}]
    try:
        offer = offer_refund(booking=booking, passenger_numbers=chosen or None, now=now)
    except RefundRefused as refusal:
        words = {
            "not_paid": _("Only a paid booking can be returned."),
            "departed": _("The train has departed."),
        }.get(refusal.code, _("There is no ticket left to return."))
        messages.error(request, words)
        return see_other("order", booking.shown_reference)
    ways = set(booking.payments.filter(status=Payment.Status.CAPTURED).values_list("gateway", flat=True))
    title = _("Return the tickets of %(reference)s") % {"reference": booking.shown_reference}
    context = {"shift": shift, "booking": booking, "offer": offer, "ways": ways}
    return show(request, "refund", title, context)


def _refund(request: HttpRequest, shift: Shift, booking: Booking, now: datetime) -> HttpResponse:
    offer = _find_offer(booking, request.POST.get("offer", ""))
    done = refund_at_desk(offer=offer, shift=shift, now=now)
    user = signed_in(request)
    LogEntry.objects.log_actions(user.pk, [booking], CHANGE, change_message=gettext_noop("Returned tickets"))
    for currency, amount in done.by_bank.items():
        words = _("%(amount)s go back by the bank of the passenger by itself.")
        messages.info(request, words % {"amount": write_money(amount, currency, language())})
    if len(done.receipts) == 1:
        return see_other("receipt", done.receipts[0].pk)
    messages.success(request, _("The tickets are returned."))
    return see_other("order", booking.shown_reference)


def _find_offer(booking: Booking, text: str) -> RefundOffer:
    try:
        offer = RefundOffer.objects.filter(booking=booking, uuid=UUID(text)).first()
    except ValueError:
        offer = None
    if offer is None:
        raise Http404
    return offer


def _pay_out(request: HttpRequest, shift: Shift, booking: Booking, now: datetime) -> HttpResponse:
    receipts = pay_out_due(booking=booking, shift=shift, now=now)
    if len(receipts) == 1:
        return see_other("receipt", receipts[0].pk)
    return see_other("order", booking.shown_reference)


BUTTONS: dict[str, Button] = {
    "cash": _cash,
    "card": _card,
    "ask": _ask,
    "give-up": _give_up,
    "offer-refund": _offer,
    "refund": _refund,
    "pay-out": _pay_out,
}
