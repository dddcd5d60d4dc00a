"""Bookings over REST: made, read, let go."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.access import access_token
from bookings.api.v1 import examples, inputs, outputs
from bookings.api.v1.authentication import account_if_told, authorized_booking
from bookings.api.v1.idempotency import answer_once
from bookings.api.v1.party import PassengersDiffer, check_same_party, new_details, seats_of
from bookings.api.v1.refusals import refused
from bookings.api.v1.schema import BOOKING_KEY, KEY_REFUSALS, LOCATION, REFERENCE, REPLAYED, of_booking
from bookings.api.v1.shown_booking import shown_booking
from bookings.inventory import Busy, SeatsKept, SeatTaken, SoldOut, WrongSeat
from bookings.models import Booking
from bookings.offers import (
    NotOnSale,
    OfferBroken,
    OfferExpired,
    PartyRefused,
    SeatChangesNotAccepted,
    TripNotFound,
    open_offer,
)
from bookings.operations.attach_bookings import attach_booking
from bookings.operations.create_booking import OfferStale
from bookings.operations.create_journey import PartiesDiffer, TooManyTrains, TrainsOverlap, create_journey
from bookings.operations.passenger_details import document_warnings
from bookings.operations.release_booking import NotReleasable, release_booking
from railway.accounts.models import User
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.schema import IDEMPOTENCY_KEY, LANGUAGE, READ, answers, reads


@extend_schema(
    operation_id="createBooking",
    summary="Book",
    tags=["Bookings"],
    parameters=[LANGUAGE, IDEMPOTENCY_KEY, LOCATION, REPLAYED],
    request=inputs.BookingRequest,
    examples=examples.BOOKINGS,
    responses=answers(
        {201: outputs.NewBookingOutput},
        refusals=refused(
            TripNotFound, NotOnSale, OfferBroken, OfferExpired, OfferStale, PartyRefused, PassengersDiffer,
            SeatTaken, SeatsKept, SoldOut, WrongSeat, SeatChangesNotAccepted, TooManyTrains, TrainsOverlap,
            PartiesDiffer, Busy, codes=KEY_REFUSALS,
        ),
        body=True,
    ),
)  # fmt: skip
@endpoint("POST", cache=PRIVATE)
def create(request: Request) -> Response:
    """Keep seats for the passengers of an offer until `confirmation_time_limit`; state PREBOOKED.

    The passengers are those of the offer, in its order. Names and documents may come now or later (PATCH); what is
    still missing stands in `requested_information`. Without `seats` the party is seated together. An offer of the kind
    `seats_in_turn` is booked only with `accept_seat_changes`: the passengers must have been shown where they change.
    The answer tells `access_token`, which opens the booking from now on.

    With `offers` instead of `offer` seats are kept on each train of a trip, there and back for example, or on none: a
    booking a train, all until the same moment. The answer is the first booking; its `journey` lists them all. The
    access token of one opens the others too, and one payment pays for all of them.
    """
    asked = inputs.told(inputs.BookingRequest(data=request.data))
    person = account_if_told(request)
    return answer_once(request, lambda: _belonging(person, _book(asked)))


def _belonging(person: User | None, made: Response) -> Response:
    """What is booked with an account's token belongs to the account."""
    if person is not None:
        attach_booking(account=person, booking=Booking.objects.get(reference=made.data["reference"]))
    return made


def _book(asked: dict[str, Any]) -> Response:
    now = timezone.now()
    offers = [open_offer(sealed, now=now) for sealed in asked["offers"]]
    for offer in offers:
        check_same_party(offer.party, asked["passengers"])
    if any(offer.plan for offer in offers) and not asked["accept_seat_changes"]:
        raise SeatChangesNotAccepted
    details = [new_details(passenger) for passenger in asked["passengers"]]
    booking, *_others = create_journey(
        offers=offers,
        **_of_purchaser(asked["purchaser"]),
        channel=Booking.Channel.API,
        seats=seats_of(asked.get("seats")),
        passengers=details,
        now=now,
    )
    shown = shown_booking(booking, now=now, warnings=document_warnings(dict(enumerate(details, start=1))))
    body = outputs.NewBookingOutput(shown | {"access_token": access_token(booking)}).data
    address = reverse("api:booking", args=[booking.reference])
    return Response(body, status=status.HTTP_201_CREATED, headers={"Location": address})


def _of_purchaser(purchaser: dict[str, Any]) -> dict[str, Any]:
    language = purchaser["language"] or (get_language() or "ru")[:2]
    return {"email": purchaser["email"], "phone": purchaser["phone"], "language": language}


@extend_schema(
    methods=["GET"],
    operation_id="getBooking",
    summary="Read a booking",
    tags=["Bookings"],
    parameters=[REFERENCE, *READ],
    auth=BOOKING_KEY,
    responses=reads({200: outputs.BookingOutput}, refusals=of_booking()),
)
@extend_schema(
    methods=["DELETE"],
    operation_id="releaseBooking",
    summary="Let a booking go",
    description="Frees the seats of a booking that isn't paid; it ends as CANCELLED. A paid one is given back by a"
    " refund offer.",
    tags=["Bookings"],
    parameters=[REFERENCE, LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    auth=BOOKING_KEY,
    responses=answers({204: None}, refusals=of_booking(NotReleasable, Busy, codes=KEY_REFUSALS)),
)
@endpoint("GET", "DELETE", cache=PRIVATE)
def booking(request: Request, reference: str) -> Response:
    """The booking as it is now. The state is by the clock: a hold that has ended shows as RELEASED."""
    opened = authorized_booking(request, reference)
    if request.method == "DELETE":
        return answer_once(request, lambda: _release(opened))
    return Response(outputs.BookingOutput(shown_booking(opened, now=timezone.now())).data)


def _release(opened: Booking) -> Response:
    release_booking(booking=opened, now=timezone.now())
    return Response(status=status.HTTP_204_NO_CONTENT)
