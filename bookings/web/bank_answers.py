"""Where a bank's answers arrive: posted by the bank, and brought back by the passenger's browser."""

import logging
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from bookings.access import manage_url, season_url
from bookings.models import Booking, Payment
from bookings.operations.settle_payment import UnknownPayment, settle_payment
from bookings.payments.gateway import BadSignature
from bookings.payments.registry import UnknownGateway, gateway_named

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def callback(request: HttpRequest, gateway: str) -> HttpResponse:
    """This function takes in a bank's signed answer; a repeated one gets the same reply and changes nothing.

    400 for an answer that isn't the bank's, 404 for a payment or bank that isn't ours.
    """
    now = timezone.now()
    try:
        answer = gateway_named(gateway).read_callback(request.body, request.headers, now=now)
        payment = settle_payment(answer=answer, now=now)
    except BadSignature as error:
        log.warning("an answer of %s was refused: %s", gateway, error)
        return JsonResponse({"code": "bad_signature"}, status=400)
    except (UnknownGateway, UnknownPayment):
        return JsonResponse({"code": "unknown_payment"}, status=404)
    return JsonResponse({"status": payment.status})


@never_cache
@require_GET
def come_back(request: HttpRequest, gateway: str, uuid: UUID) -> HttpResponse:
    """This function meets a passenger who comes from the bank's page, takes in the answer they bring, and leads on.

    An answer that isn't signed by the bank is left aside: the bank will say itself what became of the payment.
    """
    payment = get_object_or_404(Payment.objects.select_related("booking"), uuid=uuid, gateway=gateway)
    now = timezone.now()
    try:
        answer = gateway_named(gateway).read_return(request.GET, now=now)
        if answer and answer.charge_uuid == payment.uuid:
            settle_payment(answer=answer, now=now)
    except (UnknownGateway, BadSignature) as error:
        log.warning("a returning answer for payment %s was refused: %s", uuid, error)
    return _lead_on(request, payment)


def _page_of(payment: Payment) -> str:
    sold = payment.paid_for
    return manage_url(sold, sold.language) if isinstance(sold, Booking) else season_url(sold, sold.language)


def _lead_on(request: HttpRequest, payment: Payment) -> HttpResponse:
    """This function redirects within the site; to another site's address it leads by a page that names it.

    A form's redirect to another host would be stopped by our own policy, and nobody should leave unawares.
    """
    address = payment.return_url or _page_of(payment)
    our_host = settings.SITE_URL.partition("://")[2]
    if url_has_allowed_host_and_scheme(address, {our_host, request.get_host()}):
        answer: HttpResponse = HttpResponseRedirect(address)
        answer.status_code = 303
        return answer
    with override(payment.paid_for.language):
        answer = render(request, "bookings/bank_return.html", {"address": address})
    answer["Refresh"] = f"0; url={address}"
    return answer
