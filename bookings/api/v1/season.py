"""Season tickets over REST: offers, the ticket, payment, free seats, return of the unused part."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.access import season_token
from bookings.api.v1 import examples, inputs, outputs, season_shapes
from bookings.api.v1.authentication import authorized_season
from bookings.api.v1.idempotency import answer_once
from bookings.api.v1.inputs import told
from bookings.api.v1.refusals import refused
from bookings.api.v1.schema import KEY_REFUSALS, LOCATION, REPLAYED, SEASON_KEY
from bookings.api.v1.shown_booking import shown_payment
from bookings.api.v1.shown_season import (
    shown_reservation,
    shown_season,
    shown_season_offers,
    shown_season_refund,
)
from bookings.fares import NoRate
from bookings.inventory import Busy, SeatRef, SeatsKept, SeatTaken, SoldOut, WrongSeat
from bookings.models import Booking, SeasonTicket
from bookings.offers import NotOnSale, PartyMember, TripNotFound
from bookings.offers.season import NoSeasonSection, season_offers, season_section
from bookings.operations.check_season_trip import SeasonNotValid
from bookings.operations.create_booking import OfferStale
from bookings.operations.create_season_ticket import (
    SeasonRefused,
    SeasonWish,
    create_season_ticket,
    day_problems,
)
from bookings.operations.passenger_details import PassengerDetails, Purchaser
from bookings.operations.pay_season_ticket import SeasonOver, cancel_season_ticket, start_season_payment
from bookings.operations.refund_season_ticket import (
    SeasonRefundExpired,
    SeasonRefundRefused,
    confirm_season_refund,
    offer_season_refund,
)
from bookings.operations.reserve_season_seat import NoSeatNeeded, reserve_season_seat
from bookings.operations.start_payment import AlreadyPaid
from bookings.payments.gateway import BankRefused
from bookings.payments.registry import UnknownGateway
from bookings.tickets.season import render_season_pdf
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.schema import IDEMPOTENCY_KEY, LANGUAGE, READ, answers, reads
from timetables.api.v1.stops import known_stop

NO_TOKEN = {401: "`not_authenticated`: the season ticket's bearer token is missing."}
SEASON = OpenApiParameter(
    "reference",
    {"type": "string", "pattern": "^[A-Za-z0-9-]{1,12}$"},
    OpenApiParameter.PATH,
    description="The season ticket's reference, as told or as people write it: K7M4TQ9, k7m-4tq9.",
)
WRITES = [SEASON, LANGUAGE, IDEMPOTENCY_KEY, REPLAYED]


@extend_schema(
    operation_id="searchSeasonTickets",
    summary="Season tickets on offer",
    tags=["Season tickets"],
    parameters=[LANGUAGE],
    request=season_shapes.SeasonOfferRequest,
    examples=examples.SEASON_OFFERS,
    responses=answers(
        {200: season_shapes.SeasonOffersOutput},
        refusals=refused(NoSeasonSection, SeasonRefused, NoRate),
        body=True,
    ),
)
@endpoint("POST", cache=PRIVATE)
def offers(request: Request) -> Response:
    """Price every kind of season ticket sold for a section of a line, in both directions, from a day on.

    A price is so many single fares of each country's section, less the benefit where the rule of this kind names it and
    it holds on every day of the ticket.
    """
    asked = told(season_shapes.SeasonOfferRequest(data=request.data))
    now = timezone.now()
    if problems := list(day_problems(asked["first_day"], now)):
        raise SeasonRefused(problems)
    section = season_section(
        origin=known_stop(asked["origin"], "/origin"),
        destination=known_stop(asked["destination"], "/destination"),
        day=asked["first_day"],
    )
    found = season_offers(
        section=section,
        first_day=asked["first_day"],
        passenger=_member(asked["passenger"]),
        currency=asked["currency"],
        now=now,
    )
    return Response(
        season_shapes.SeasonOffersOutput(
            {"offers": shown_season_offers(found, birth_date=asked["passenger"].get("birth_date"), now=now)}
        ).data
    )


@extend_schema(
    operation_id="createSeasonTicket",
    summary="Order a season ticket",
    tags=["Season tickets"],
    parameters=[LANGUAGE, IDEMPOTENCY_KEY, LOCATION, REPLAYED],
    request=season_shapes.SeasonTicketRequest,
    examples=examples.SEASON_TICKETS,
    responses=answers(
        {201: season_shapes.NewSeasonTicketOutput},
        refusals=refused(NoSeasonSection, SeasonRefused, OfferStale, NoRate, codes=KEY_REFUSALS),
        body=True,
    ),
)
@endpoint("POST", cache=PRIVATE)
def create(request: Request) -> Response:
    """Make a season ticket out to a passenger; it is to be paid by `confirmation_time_limit`.

    The answer tells `access_token`, which opens the ticket from now on.
    """
    asked = told(season_shapes.SeasonTicketRequest(data=request.data))
    return answer_once(request, lambda: _create(asked))


def _create(asked: Mapping[str, Any]) -> Response:
    now = timezone.now()
    made = create_season_ticket(
        wish=SeasonWish(
            product=asked["product"],
            origin=known_stop(asked["origin"], "/origin"),
            destination=known_stop(asked["destination"], "/destination"),
            first_day=asked["first_day"],
            currency=asked["currency"],
        ),
        holder=_holder(asked["passenger"]),
        purchaser=_purchaser(asked["purchaser"]),
        channel=Booking.Channel.API,
        now=now,
        expected_price=asked["expected_price"],
    )
    body = shown_season(made, now=now) | {"access_token": season_token(made)}
    address = reverse("api:season_ticket", args=[made.reference])
    answer = season_shapes.NewSeasonTicketOutput(body).data
    return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": address})


@extend_schema(
    methods=["GET"],
    operation_id="getSeasonTicket",
    summary="Read a season ticket",
    tags=["Season tickets"],
    parameters=[SEASON, *READ],
    auth=SEASON_KEY,
    responses=reads({200: season_shapes.SeasonTicketOutput}, refusals=NO_TOKEN),
)
@extend_schema(
    methods=["DELETE"],
    operation_id="cancelSeasonTicket",
    summary="Let an unpaid season ticket go",
    description="What the bank takes for it afterwards goes back by itself.",
    tags=["Season tickets"],
    parameters=WRITES,
    auth=SEASON_KEY,
    responses=answers({204: None}, refusals=refused(SeasonOver, AlreadyPaid, codes=KEY_REFUSALS | NO_TOKEN)),
)
@endpoint("GET", "DELETE", cache=PRIVATE)
def season_ticket(request: Request, reference: str) -> Response:
    """The season ticket as it is now, with the trips made and left."""
    opened = authorized_season(request, reference)
    if request.method == "DELETE":
        return answer_once(request, lambda: _cancel(opened))
    return Response(season_shapes.SeasonTicketOutput(shown_season(opened, now=timezone.now())).data)


def _cancel(opened: SeasonTicket) -> Response:
    cancel_season_ticket(ticket=opened, now=timezone.now())
    return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(
    operation_id="getSeasonTicketPdf",
    summary="A season ticket to print",
    tags=["Season tickets"],
    parameters=[SEASON, *READ],
    auth=SEASON_KEY,
    responses=reads(
        {(200, "application/pdf"): OpenApiTypes.BINARY},
        refusals=NO_TOKEN | {404: "Also before the ticket is paid."},
    ),
)
@endpoint("GET", cache=PRIVATE, accept_any=True)
def pdf(request: Request, reference: str) -> HttpResponse:
    """The paid season ticket as a PDF page, in the language of the request, with its Aztec code."""
    opened = authorized_season(request, reference)
    if opened.payload is None:
        raise exceptions.NotFound
    response = HttpResponse(
        render_season_pdf(opened, (get_language() or "ru")[:2]), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{opened.shown_reference}.pdf"'
    return response


@extend_schema(
    operation_id="paySeasonTicket",
    summary="Pay a season ticket",
    tags=["Season tickets"],
    parameters=[*WRITES, LOCATION],
    request=inputs.PaymentRequest,
    examples=examples.PAYMENTS,
    auth=SEASON_KEY,
    responses=answers(
        {201: outputs.PaymentOutput},
        refusals=refused(SeasonOver, AlreadyPaid, UnknownGateway, BankRefused, codes=KEY_REFUSALS | NO_TOKEN),
        body=True,
    ),
)
@endpoint("POST", cache=PRIVATE)
def pay(request: Request, reference: str) -> Response:
    """Start paying: lead the passenger to `redirect_url`, then poll the season ticket."""
    opened = authorized_season(request, reference)
    asked = told(inputs.PaymentRequest(data=request.data))
    return answer_once(request, lambda: _pay(opened, asked))


def _pay(opened: SeasonTicket, asked: dict[str, Any]) -> Response:
    payment = start_season_payment(ticket=opened, now=timezone.now(), **asked)
    address = reverse("api:season_ticket", args=[opened.reference])
    body = outputs.PaymentOutput(shown_payment(payment)).data
    return Response(body, status=status.HTTP_201_CREATED, headers={"Location": address})


@extend_schema(
    operation_id="reserveSeatWithSeasonTicket",
    summary="Reserve a seat free of charge",
    tags=["Season tickets"],
    parameters=[*WRITES, LOCATION],
    request=season_shapes.SeasonReservationRequest,
    examples=examples.SEASON_RESERVATIONS,
    auth=SEASON_KEY,
    responses=answers(
        {201: season_shapes.SeasonReservationOutput},
        refusals=refused(
            SeasonNotValid, NoSeatNeeded, TripNotFound, NotOnSale, SeatTaken, SeatsKept, SoldOut, WrongSeat, Busy,
            codes=KEY_REFUSALS | NO_TOKEN,
        ),
        body=True,
    ),
)  # fmt: skip
@endpoint("POST", cache=PRIVATE)
def reserve(request: Request, reference: str) -> Response:
    """Book a seat for the holder on a train with numbered seats: a booking that costs nothing, fulfilled at once.

    It takes a trip of a ticket for so many; give the booking back before departure (a refund offer of nothing), and the
    trip counts as not made. Trains without numbered seats need no booking.
    """
    opened = authorized_season(request, reference)
    asked = told(season_shapes.SeasonReservationRequest(data=request.data))
    return answer_once(request, lambda: _reserve(opened, asked))


def _reserve(opened: SeasonTicket, asked: Mapping[str, Any]) -> Response:
    booking = reserve_season_seat(
        ticket=opened,
        dated_trip_id=asked["dated_trip"],
        origin=asked["origin"],
        destination=asked["destination"],
        channel=Booking.Channel.API,
        now=timezone.now(),
        seats=[SeatRef(seat["coach"], seat["number"]) for seat in asked.get("seats") or ()] or None,
    )
    opened.refresh_from_db(fields=["trips_used"])
    address = reverse("api:booking", args=[booking.reference])
    body = season_shapes.SeasonReservationOutput(shown_reservation(opened, booking)).data
    return Response(body, status=status.HTTP_201_CREATED, headers={"Location": address})


@extend_schema(
    operation_id="createSeasonRefundOffer",
    summary="Ask what comes back of a season ticket",
    tags=["Season tickets"],
    parameters=[*WRITES, LOCATION],
    request=None,
    auth=SEASON_KEY,
    responses=answers(
        {201: season_shapes.SeasonRefundOfferOutput},
        refusals=refused(SeasonRefundRefused, codes=KEY_REFUSALS | NO_TOKEN),
    ),
)
@endpoint("POST", cache=PRIVATE)
def offer_refund(request: Request, reference: str) -> Response:
    """What comes back if the season ticket is given back now, by the rule in force. Nothing changes yet."""
    opened = authorized_season(request, reference)
    return answer_once(request, lambda: _offer_refund(opened))


def _offer_refund(opened: SeasonTicket) -> Response:
    offer = offer_season_refund(ticket=opened, now=timezone.now())
    address = reverse("api:season_refund_offer", args=[opened.reference, offer.uuid])
    body = season_shapes.SeasonRefundOfferOutput(shown_season_refund(offer)).data
    return Response(body, status=status.HTTP_201_CREATED, headers={"Location": address})


@extend_schema(
    methods=["GET"],
    operation_id="getSeasonRefundOffer",
    summary="Read a refund offer of a season ticket",
    description="The refund offer as it is now.",
    tags=["Season tickets"],
    parameters=[SEASON, *READ],
    auth=SEASON_KEY,
    responses=reads({200: season_shapes.SeasonRefundOfferOutput}, refusals=NO_TOKEN),
)
@extend_schema(
    methods=["PATCH"],
    operation_id="confirmSeasonRefundOffer",
    summary="Give a season ticket back",
    description="The ticket ends at once; the money follows by itself. Confirmed again, nothing more happens.",
    tags=["Season tickets"],
    parameters=WRITES,
    request=inputs.RefundOfferConfirmation,
    auth=SEASON_KEY,
    responses=answers(
        {200: season_shapes.SeasonRefundOfferOutput},
        refusals=refused(SeasonRefundExpired, codes=KEY_REFUSALS | NO_TOKEN),
        body=True,
    ),
)
@endpoint("GET", "PATCH", cache=PRIVATE)
def refund_offer(request: Request, reference: str, uuid: UUID) -> Response:
    """A refund offer of a season ticket: read it, or confirm it."""
    opened = authorized_season(request, reference)
    offer = get_object_or_404(opened.refund_offers.select_related("season_ticket__route"), uuid=uuid)
    if request.method == "PATCH":
        told(inputs.RefundOfferConfirmation(data=request.data))
        return answer_once(request, lambda: _shown(confirm_season_refund(offer=offer, now=timezone.now())))
    return _shown(offer)


def _shown(offer: Any) -> Response:
    return Response(season_shapes.SeasonRefundOfferOutput(shown_season_refund(offer)).data)


def _member(asked: Mapping[str, Any]) -> PartyMember:
    return PartyMember(asked.get("country") or "", asked.get("benefit") or None, asked.get("birth_date"))


def _holder(asked: Mapping[str, Any]) -> PassengerDetails:
    proof: Mapping[str, Any] = asked["proof"] or {}
    return PassengerDetails(
        given_name=asked["given_name"],
        family_name=asked["family_name"],
        patronymic=asked["patronymic"],
        birth_date=asked["birth_date"],
        country=asked["country"],
        benefit_code=asked["benefit"] or "",
        document_type=asked["document"]["type"],
        document_number=asked["document"]["number"],
        proof_kind=proof.get("kind"),
        proof_number=proof.get("number"),
        consent=asked["consent"],
        consent_language=(get_language() or "ru")[:2],
    )


def _purchaser(asked: Mapping[str, Any]) -> Purchaser:
    language = asked["language"] or (get_language() or "ru")[:2]
    return Purchaser(asked["email"], asked["phone"], language)
