"""Where a bank's answers arrive: posted by the bank, and brought back by the passenger's browser."""

import logging
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from bookings.access import manage_url, season_url
from bookings.models import Booking, Payment
from bookings.operations.settle_payment import UnknownPayment, payments_of, settle_payment
from bookings.payments.charges import charge_of
from bookings.payments.gateway import BadSignature, BankAnswer, BankRefused
from bookings.payments.registry import UnknownGateway, gateway_named
from bookings.web.bank_callers import may_call
from bookings.web.leading import lead_on

log = logging.getLogger(__name__)

LONGEST_ANSWER = 65_536
UNSETTLED = frozenset({Payment.Status.PENDING, Payment.Status.ABANDONED})


@csrf_exempt
@require_POST
def callback(request: HttpRequest, gateway: str) -> HttpResponse:
    """This function takes in a bank's answer; a repeated one gets the same reply and changes nothing.

    400 for an answer that isn't the bank's, 403 for a caller who isn't, 404 for a payment or bank that isn't ours, 413
    for more than a bank writes; 503 where the bank must be asked and can't be heard: then it calls again.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_ANSWER:
        return _refuse("too_long", 413)
    if not may_call(gateway, request):
        log.warning("a call for %s from elsewhere was refused", gateway)
        return _refuse("unknown_caller", 403)
    try:
        return JsonResponse({"status": _take_in(request, gateway)})
    except BadSignature as error:
        log.warning("an answer of %s was refused: %s", gateway, error)
        return _refuse("bad_signature", 400)
    except (UnknownGateway, UnknownPayment):
        return _refuse("unknown_payment", 404)
    except BankRefused as error:
        log.warning("%s called, but can't be asked: %s", gateway, error)
        return _refuse("bank_silent", 503)


def _take_in(request: HttpRequest, gateway: str) -> str:
    now = timezone.now()
    answer = gateway_named(gateway).read_callback(request.body, request.headers, now=now)
    return settle_payment(answer=answer, now=now).status if answer else "noted"


def _refuse(code: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code}, status=status)


@never_cache
@require_GET
def come_back(request: HttpRequest, gateway: str, uuid: UUID) -> HttpResponse:
    """This function meets a passenger who comes from the bank's page, takes in the answer they bring, and leads on.

    A bank that gives none is asked. An answer that isn't signed by it is left aside: it will say itself what became of
    the payment.
    """
    payment = payments_of(uuid).filter(gateway=gateway).select_related("booking").order_by("pk").first()
    if payment is None:
        raise Http404
    now = timezone.now()
    try:
        answer = _brought(request, payment, now)
        if answer and answer.charge_uuid == uuid:
            settle_payment(answer=answer, now=now)
    except (UnknownGateway, BadSignature, BankRefused) as error:
        log.warning("a returning answer for payment %s was refused: %s", uuid, error)
    return _lead_on(request, payment)


def _brought(request: HttpRequest, payment: Payment, now: datetime) -> BankAnswer | None:
    bank = gateway_named(payment.gateway)
    answer = bank.read_return(request.GET, now=now)
    if answer or payment.status not in UNSETTLED:
        return answer
    return bank.ask_state(charge_of(payment), now=now)


def _page_of(payment: Payment) -> str:
    sold = payment.paid_for
    return manage_url(sold, sold.language) if isinstance(sold, Booking) else season_url(sold, sold.language)


def _lead_on(request: HttpRequest, payment: Payment) -> HttpResponse:
    address = payment.return_url or _page_of(payment)
    with override(payment.paid_for.language):
        return lead_on(request, address, "bookings/bank_return.html")
