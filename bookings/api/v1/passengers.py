"""What is told about passengers after the hold, and where they sit, over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.v1 import examples, inputs, outputs
from bookings.api.v1.authentication import authorized_booking
from bookings.api.v1.idempotency import answer_once
from bookings.api.v1.party import changed_details
from bookings.api.v1.schema import BOOKING_KEY, KEY_REFUSALS, NUMBER, REFERENCE, REPLAYED, of_booking
from bookings.api.v1.shown_booking import shown_booking
from bookings.api.v1.shown_offers import shown_money
from bookings.inventory import Busy, SeatRef, SeatsKept, SeatTaken, WrongSeat
from bookings.models import Booking
from bookings.offers import NotOnSale, PartyRefused
from bookings.operations.change_seats import change_seats
from bookings.operations.complete_passengers import CompletionResult, complete_passengers
from bookings.operations.lock_booking import HoldExpired, NotHeld
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.schema import IDEMPOTENCY_KEY, LANGUAGE, answers


@extend_schema(
    operation_id="updatePassenger",
    summary="Tell about a passenger",
    tags=["Bookings"],
    parameters=[REFERENCE, NUMBER, LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    request=inputs.PassengerPatch,
    examples=examples.PASSENGERS,
    auth=BOOKING_KEY,
    responses=answers(
        {200: outputs.CompletedBookingOutput},
        refusals=of_booking(HoldExpired, NotHeld, NotOnSale, PartyRefused, codes=KEY_REFUSALS),
        body=True,
    ),
)
@endpoint("PATCH", cache=PRIVATE)
def passenger(request: Request, reference: str, number: str) -> Response:
    """Names, document and what the price depends on, while the seats are kept. Fields left out stay as they are.

    Where birth date, country or benefit change the price, `price_changed` tells the old and the new total.
    """
    opened = authorized_booking(request, reference)
    if not opened.passengers.filter(number=number).exists():
        raise exceptions.NotFound
    told = inputs.told(inputs.PassengerPatch(data=request.data))
    return answer_once(request, lambda: _complete(opened, int(number), told))


def _complete(opened: Booking, number: int, told: dict[str, Any]) -> Response:
    now = timezone.now()
    result = complete_passengers(booking=opened, details={number: changed_details(told)}, now=now)
    shown = shown_booking(result.booking, now=now, warnings=result.warnings)
    return Response(outputs.CompletedBookingOutput(shown | {"price_changed": _change(result)}).data)


def _change(result: CompletionResult) -> dict[str, Any] | None:
    if result.price_changed is None:
        return None
    pair = zip(("old", "new"), result.price_changed, strict=True)
    return {name: shown_money(total, result.booking.currency) for name, total in pair}


@extend_schema(
    operation_id="changeSeats",
    summary="Change seats",
    tags=["Bookings"],
    parameters=[REFERENCE, LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    request=inputs.SeatsPatch,
    auth=BOOKING_KEY,
    responses=answers(
        {200: outputs.BookingOutput},
        refusals=of_booking(HoldExpired, NotHeld, SeatTaken, SeatsKept, WrongSeat, Busy, codes=KEY_REFUSALS),
        body=True,
    ),
)
@endpoint("PATCH", cache=PRIVATE)
def seats(request: Request, reference: str) -> Response:
    """Other seats for some of the passengers, while theirs are kept: all of them or none; two may exchange theirs."""
    opened = authorized_booking(request, reference)
    told = inputs.told(inputs.SeatsPatch(data=request.data))["seats"]
    wanted = {seat["passenger"]: SeatRef(seat["coach"], seat["number"]) for seat in told}
    return answer_once(request, lambda: _reseat(opened, wanted))


def _reseat(opened: Booking, wanted: dict[int, SeatRef]) -> Response:
    now = timezone.now()
    change_seats(booking=opened, wanted=wanted, now=now)
    return Response(outputs.BookingOutput(shown_booking(opened, now=now)).data)
