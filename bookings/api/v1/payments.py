"""Paying a booking over REST."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.v1 import examples, inputs, outputs
from bookings.api.v1.authentication import authorized_booking
from bookings.api.v1.idempotency import answer_once
from bookings.api.v1.schema import BOOKING_KEY, KEY_REFUSALS, LOCATION, REFERENCE, REPLAYED, of_booking
from bookings.api.v1.shown_booking import shown_payment
from bookings.models import Booking
from bookings.operations.lock_booking import HoldExpired
from bookings.operations.settle_benefits import PriceChanged
from bookings.operations.start_checkout import CurrenciesDiffer, start_checkout
from bookings.operations.start_payment import AlreadyPaid, InformationMissing
from bookings.payments.gateway import BankRefused
from bookings.payments.registry import UnknownGateway
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.schema import IDEMPOTENCY_KEY, LANGUAGE, READ, answers, reads


@extend_schema(
    operation_id="createPayment",
    summary="Pay",
    tags=["Payments"],
    parameters=[REFERENCE, LANGUAGE, IDEMPOTENCY_KEY, LOCATION, REPLAYED],
    request=inputs.PaymentRequest,
    examples=examples.PAYMENTS,
    auth=BOOKING_KEY,
    responses=answers(
        {201: outputs.PaymentOutput},
        refusals=of_booking(
            InformationMissing,
            PriceChanged,
            HoldExpired,
            AlreadyPaid,
            UnknownGateway,
            BankRefused,
            CurrenciesDiffer,
            codes=KEY_REFUSALS,
        ),
        body=True,
    ),
)
@endpoint("POST", cache=PRIVATE)
def create(request: Request, reference: str) -> Response:
    """Start paying the booking's total: lead the passenger to `redirect_url`, then poll the payment or the booking.

    Bookings made in one go (`offers`) are paid together with one charge, asked for from any of them: `amount` is this
    booking's part, `charge` the whole.

    Asked again while a payment is under way, the same payment comes back. A booking that costs nothing is confirmed
    at once. The sandbox bank also takes `outcome` and answers by itself, as if its page had been used.
    """
    opened = authorized_booking(request, reference)
    asked = inputs.told(inputs.PaymentRequest(data=request.data))
    return answer_once(request, lambda: _pay(opened, asked))


def _pay(opened: Booking, asked: dict[str, Any]) -> Response:
    payment = start_checkout(booking=opened, now=timezone.now(), **asked)
    address = reverse("api:payment", args=[opened.reference, payment.uuid])
    body = outputs.PaymentOutput(shown_payment(payment)).data
    return Response(body, status=status.HTTP_201_CREATED, headers={"Location": address})


@extend_schema(
    operation_id="getPayment",
    summary="Read a payment",
    tags=["Payments"],
    parameters=[REFERENCE, *READ],
    auth=BOOKING_KEY,
    responses=reads({200: outputs.PaymentOutput}, refusals=of_booking()),
)
@endpoint("GET", cache=PRIVATE)
def payment(request: Request, reference: str, uuid: UUID) -> Response:
    """The payment as it is now; `pending` until the bank has answered."""
    opened = authorized_booking(request, reference)
    found = get_object_or_404(opened.payments, uuid=uuid)
    return Response(outputs.PaymentOutput(shown_payment(found)).data)
