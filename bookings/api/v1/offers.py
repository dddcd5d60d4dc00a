"""Benefits, offers and free seats over REST."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bookings import inventory
from bookings.api.v1 import examples, inputs, offer_outputs
from bookings.api.v1.authentication import authorized_booking
from bookings.api.v1.party import party_of
from bookings.api.v1.refusals import refused
from bookings.api.v1.schema import PERHAPS_BOOKING_KEY
from bookings.api.v1.shown_offers import shown_offers
from bookings.fares import NoRate
from bookings.offers import PartyRefused, TripNotFound, search_offers, select_trip
from bookings.queries import offered_benefits
from railway.lib.endpoint import CHANGES_SELDOM, PRIVATE, endpoint
from railway.lib.schema import LANGUAGE, READ, answers, reads
from timetables.api.v1.stops import known_stop


@extend_schema(
    operation_id="listBenefits",
    summary="Benefits",
    tags=["Offers"],
    parameters=[*READ, inputs.BenefitsQuestion],
    responses=reads({200: offer_outputs.BenefitsOutput}),
)
@endpoint("GET", cache=CHANGES_SELDOM)
def benefits(request: Request) -> Response:
    """The categories of passengers that a law lets pay less and that can be asked for here."""
    country = inputs.told(inputs.BenefitsQuestion(data=request.query_params))["country"]
    return Response(offer_outputs.BenefitsOutput({"benefits": offered_benefits(country)}).data)


@extend_schema(
    operation_id="createOffers",
    summary="Ask for offers",
    tags=["Offers"],
    parameters=[LANGUAGE],
    request=inputs.OfferRequest,
    examples=examples.OFFERS,
    responses=answers({200: offer_outputs.OffersOutput}, refusals=refused(PartyRefused, NoRate), body=True),
)
@endpoint("POST", cache=PRIVATE)
def offers(request: Request) -> Response:
    """The trains of a day with the price of each passenger, explained. Nothing is kept: an offer is sealed.

    Birth date, country and benefit decide the price; a benefit that doesn't apply is told in the fare's `warnings`
    and the full fare counts. A full train may still have seats in turn: `with_seat_changes` asks for such offers, of
    the kind `seats_in_turn`, with the fewest changes of seat there can be.
    """
    asked = inputs.told(inputs.OfferRequest(data=request.data))
    found = search_offers(
        origin=known_stop(asked["origin"], "/origin"),
        destination=known_stop(asked["destination"], "/destination"),
        date=asked["date"],
        party=party_of(asked["passengers"]),
        currency=asked["currency"],
        now=timezone.now(),
        with_changes_of_seat=asked["with_seat_changes"],
    )
    return Response(offer_outputs.OffersOutput({"offers": shown_offers(found)}).data)


@extend_schema(
    operation_id="getSeats",
    summary="Free seats",
    tags=["Offers"],
    parameters=[*READ, inputs.SeatsQuestion],
    auth=PERHAPS_BOOKING_KEY,
    responses=reads(
        {200: offer_outputs.SeatMapOutput}, refusals=refused(TripNotFound) | {401: "`not_authenticated`."}
    ),
)
@endpoint("GET", cache=PRIVATE)
def seats(request: Request, dated_trip_id: str) -> Response:
    """The coaches and seats of a train, and which are free all the way from `origin` to `destination`."""
    asked = inputs.told(inputs.SeatsQuestion(data=request.query_params))
    booking = authorized_booking(request, asked["booking"]) if asked["booking"] else None
    selection = select_trip(
        dated_trip_id=int(dated_trip_id), origin_code=asked["origin"], destination_code=asked["destination"]
    )
    trip, span = selection.dated_trip_id, selection.span
    plan = {
        "seat_mode": selection.option.seat_mode,
        "seats_left": inventory.seats_left(spans={trip: span})[trip],
        "coaches": inventory.seat_map(
            dated_trip_id=trip, span=span, booking_id=booking.pk if booking else None
        ),
    }
    return Response(offer_outputs.SeatMapOutput(plan).data)
