"""Other tickets for paid ones over REST: ask for offers of a day, then confirm one."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.v1 import examples, exchange_outputs, inputs
from bookings.api.v1.authentication import authorized_booking
from bookings.api.v1.idempotency import answer_once
from bookings.api.v1.party import seats_of
from bookings.api.v1.schema import BOOKING_KEY, KEY_REFUSALS, REFERENCE, REPLAYED, of_booking
from bookings.api.v1.shown_exchange import shown_exchange_offer, shown_exchange_options
from bookings.inventory import Busy, SeatsKept, SeatTaken, SoldOut, WrongSeat
from bookings.models import Booking, ExchangeOffer
from bookings.offers import NotOnSale, PartyRefused, TripNotFound
from bookings.operations.confirm_exchange import ExchangeOfferExpired, confirm_exchange
from bookings.operations.exchange_terms import ExchangeRefused
from bookings.operations.offer_exchange import offer_exchanges
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.schema import IDEMPOTENCY_KEY, LANGUAGE, READ, answers, reads
from timetables.api.v1.stops import known_stop
from timetables.models import Stop


@extend_schema(
    operation_id="createExchangeOffers",
    summary="Ask for exchange offers",
    tags=["Exchanges"],
    parameters=[REFERENCE, LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    request=inputs.ExchangeOffersRequest,
    examples=examples.EXCHANGES,
    auth=BOOKING_KEY,
    responses=answers(
        {201: exchange_outputs.ExchangeOptionsOutput},
        refusals=of_booking(ExchangeRefused, PartyRefused, codes=KEY_REFUSALS),
        body=True,
    ),
)
@endpoint("POST", cache=PRIVATE)
def create(request: Request, reference: str) -> Response:
    """The trains of a day with what an exchange into each costs: old price, fee, new price, difference.

    For all passengers, unless `passengers` names some; from and to the booking's own stops, unless told. The currency
    and the rate are those of the sale. Nothing changes yet.
    """
    opened = authorized_booking(request, reference)
    asked = inputs.told(inputs.ExchangeOffersRequest(data=request.data))
    return answer_once(request, lambda: _offer(opened, asked))


def _offer(opened: Booking, asked: dict[str, Any]) -> Response:
    found = offer_exchanges(
        booking=opened,
        origin=_stop(asked["origin"], "/origin") or opened.origin,
        destination=_stop(asked["destination"], "/destination") or opened.destination,
        date=asked["date"],
        passenger_numbers=asked["passengers"],
        currency=asked["currency"],
        now=timezone.now(),
    )
    shown = {"exchange_offers": shown_exchange_options(found)}
    return Response(exchange_outputs.ExchangeOptionsOutput(shown).data, status=status.HTTP_201_CREATED)


def _stop(code: str | None, pointer: str) -> Stop | None:
    return known_stop(code, pointer) if code else None


@extend_schema(
    methods=["GET"],
    operation_id="getExchangeOffer",
    summary="Read an exchange offer",
    description="The exchange offer as it is now, and what became of it.",
    tags=["Exchanges"],
    parameters=[REFERENCE, *READ],
    auth=BOOKING_KEY,
    responses=reads({200: exchange_outputs.ExchangeOfferOutput}, refusals=of_booking()),
)
@extend_schema(
    methods=["PATCH"],
    operation_id="confirmExchangeOffer",
    summary="Confirm an exchange offer",
    description="Keeps seats of the new train in a new booking, `booking`, which has its own `access_token`. Where"
    " `amount_due` is above nothing it is PREBOOKED: pay it by POST /bookings/{reference}/payments; the old tickets"
    " stay valid until it is paid, and stay so when it never is. Else it is fulfilled at once, the old tickets are void"
    " and the difference goes back by itself. Confirmed again, nothing more happens.",
    tags=["Exchanges"],
    parameters=[REFERENCE, LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    request=inputs.ExchangeOfferConfirmation,
    auth=BOOKING_KEY,
    responses=answers(
        {200: exchange_outputs.ExchangeOfferOutput},
        refusals=of_booking(
            ExchangeOfferExpired, ExchangeRefused, TripNotFound, NotOnSale, SeatTaken, SeatsKept, SoldOut, WrongSeat,
            Busy,
            codes=KEY_REFUSALS,
        ),
        body=True,
    ),
)  # fmt: skip
@endpoint("GET", "PATCH", cache=PRIVATE)
def exchange_offer(request: Request, reference: str, uuid: UUID) -> Response:
    """An exchange offer: read it, or confirm it."""
    opened = authorized_booking(request, reference)
    offers = opened.exchange_offers.select_related("booking__origin", "origin", "destination", "new_booking")
    offer = get_object_or_404(offers, uuid=uuid)
    if request.method == "PATCH":
        asked = inputs.told(inputs.ExchangeOfferConfirmation(data=request.data))
        return answer_once(request, lambda: _confirm(offer, asked))
    return _answer(offer)


def _confirm(offer: ExchangeOffer, asked: dict[str, Any]) -> Response:
    seats = seats_of(asked.get("seats"))
    channel = Booking.Channel.API
    return _answer(confirm_exchange(offer=offer, channel=channel, seats=seats, now=timezone.now()))


def _answer(offer: ExchangeOffer) -> Response:
    shown = shown_exchange_offer(offer, now=timezone.now())
    return Response(exchange_outputs.ExchangeOfferOutput(shown).data)
