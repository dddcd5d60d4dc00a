"""Giving tickets back over REST: ask for an offer, then confirm it."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.v1 import inputs, outputs
from bookings.api.v1.authentication import authorized_booking
from bookings.api.v1.idempotency import answer_once
from bookings.api.v1.schema import BOOKING_KEY, KEY_REFUSALS, LOCATION, REFERENCE, REPLAYED, of_booking
from bookings.api.v1.shown_booking import shown_refund_offer
from bookings.inventory import Busy
from bookings.models import Booking, RefundOffer
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.offer_refund import RefundRefused, offer_refund
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.schema import IDEMPOTENCY_KEY, LANGUAGE, READ, answers, reads


@extend_schema(
    operation_id="createRefundOffer",
    summary="Ask for a refund offer",
    tags=["Refunds"],
    parameters=[REFERENCE, LANGUAGE, IDEMPOTENCY_KEY, LOCATION, REPLAYED],
    request=inputs.RefundOfferRequest,
    auth=BOOKING_KEY,
    responses=answers(
        {201: outputs.RefundOfferOutput}, refusals=of_booking(RefundRefused, codes=KEY_REFUSALS), body=True
    ),
)
@endpoint("POST", cache=PRIVATE)
def create(request: Request, reference: str) -> Response:
    """What comes back if these tickets (all, unless `passengers` names some) are returned now. Nothing changes yet."""
    opened = authorized_booking(request, reference)
    asked = inputs.told(inputs.RefundOfferRequest(data=request.data))
    return answer_once(request, lambda: _offer(opened, asked))


def _offer(opened: Booking, asked: dict[str, Any]) -> Response:
    offer = offer_refund(booking=opened, passenger_numbers=asked["passengers"], now=timezone.now())
    address = reverse("api:refund_offer", args=[opened.reference, offer.uuid])
    return Response(_body(offer), status=status.HTTP_201_CREATED, headers={"Location": address})


@extend_schema(
    methods=["GET"],
    operation_id="getRefundOffer",
    summary="Read a refund offer",
    description="The refund offer as it is now.",
    tags=["Refunds"],
    parameters=[REFERENCE, *READ],
    auth=BOOKING_KEY,
    responses=reads({200: outputs.RefundOfferOutput}, refusals=of_booking()),
)
@extend_schema(
    methods=["PATCH"],
    operation_id="confirmRefundOffer",
    summary="Confirm a refund offer",
    description="Returns the tickets: they are void and their seats free at once; the money follows by itself."
    " Confirmed again, nothing more happens.",
    tags=["Refunds"],
    parameters=[REFERENCE, LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    request=inputs.RefundOfferConfirmation,
    auth=BOOKING_KEY,
    responses=answers(
        {200: outputs.RefundOfferOutput},
        refusals=of_booking(RefundOfferExpired, Busy, codes=KEY_REFUSALS),
        body=True,
    ),
)
@endpoint("GET", "PATCH", cache=PRIVATE)
def refund_offer(request: Request, reference: str, uuid: UUID) -> Response:
    """A refund offer: read it, or confirm it."""
    opened = authorized_booking(request, reference)
    offer = get_object_or_404(opened.refund_offers.select_related("booking__origin"), uuid=uuid)
    if request.method == "PATCH":
        inputs.told(inputs.RefundOfferConfirmation(data=request.data))
        return answer_once(request, lambda: Response(_body(confirm_refund(offer=offer, now=timezone.now()))))
    return Response(_body(offer))


def _body(offer: RefundOffer) -> Any:
    return outputs.RefundOfferOutput(shown_refund_offer(offer)).data
