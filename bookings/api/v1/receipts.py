"""The receipt of a booking over REST: as data and to print."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.v1.authentication import authorized_booking
from bookings.api.v1.offer_outputs import FareOutput, MoneyOutput, SignedMoneyOutput
from bookings.api.v1.schema import BOOKING_KEY, REFERENCE, of_booking
from bookings.api.v1.shown_offers import shown_fare, shown_money
from bookings.models import Passenger
from bookings.offers.wording import load_glossary
from bookings.queries import BookingView, booking_page
from bookings.receipts import MoneyLine, Receipt, has_receipt, receipt_of, render_receipt_pdf
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.fields import LocalTime
from railway.lib.schema import READ, reads

NOT_YET = {404: "Also before the booking is paid."}


class ReceiptPassengerOutput(serializers.Serializer[Any]):
    """A passenger's ticket: its price with every line."""

    number = serializers.IntegerField(help_text="Counts from 1.")
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=Passenger.State.choices)
    fare = FareOutput(allow_null=True)


class ReceiptMoneyOutput(serializers.Serializer[Any]):
    """Money that came, or, below nothing, went back."""

    at = LocalTime()
    text = serializers.CharField(help_text="In the language of the request.")
    amount = SignedMoneyOutput()
    reference = serializers.CharField(help_text="The bank's own; empty where there is none.")
    is_settled = serializers.BooleanField(help_text="False while a refund is on its way to the bank.")


class ReceiptOutput(serializers.Serializer[Any]):
    """The account of a booking: what its tickets cost and why, what was paid and what went back."""

    reference = serializers.CharField()
    passengers = ReceiptPassengerOutput(many=True)
    tickets = MoneyOutput(help_text="The prices of all tickets, those given back too.")
    fees = MoneyOutput(help_text="For exchanges.")
    credit = MoneyOutput(help_text="Paid with the tickets that these were got for.")
    charged = SignedMoneyOutput(help_text="tickets and fees less credit.")
    money = ReceiptMoneyOutput(many=True, help_text="In order of time.")
    paid = MoneyOutput()
    returned = MoneyOutput(help_text="With what is on its way.")
    kept = SignedMoneyOutput(help_text="paid less returned.")


@extend_schema(
    operation_id="getReceipt",
    summary="A booking's receipt",
    tags=["Payments"],
    parameters=[REFERENCE, *READ],
    auth=BOOKING_KEY,
    responses=reads({200: ReceiptOutput}, refusals=of_booking(codes=NOT_YET)),
)
@endpoint("GET", cache=PRIVATE)
def receipt(request: Request, reference: str) -> Response:
    """Every line of each ticket's price, every payment and everything that went back."""
    view = _view(request, reference)
    return Response(ReceiptOutput(_shown(receipt_of(view, language=_language()))).data)


@extend_schema(
    operation_id="getReceiptPdf",
    summary="A booking's receipt to print",
    tags=["Payments"],
    parameters=[REFERENCE, *READ],
    auth=BOOKING_KEY,
    responses=reads({(200, "application/pdf"): OpenApiTypes.BINARY}, refusals=of_booking(codes=NOT_YET)),
)
@endpoint("GET", cache=PRIVATE, accept_any=True)
def pdf(request: Request, reference: str) -> HttpResponse:
    """The same as a PDF, in the language of the request."""
    view = _view(request, reference)
    found = receipt_of(view, language=_language())
    response = HttpResponse(
        render_receipt_pdf(found, language=_language(), now=timezone.now()), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{view.reference}-receipt.pdf"'
    return response


def _view(request: Request, reference: str) -> BookingView:
    view = booking_page(authorized_booking(request, reference), now=timezone.now())
    if not has_receipt(view):
        raise exceptions.NotFound
    return view


def _language() -> str:
    return (get_language() or "ru")[:2]


def _shown(receipt: Receipt) -> dict[str, Any]:
    view, zone = receipt.view, ZoneInfo(receipt.view.trip.origin.timezone)
    names = load_glossary([each.fare for each in view.passengers])
    day = view.trip.departure.date()
    sums = ("tickets", "fees", "credit", "charged", "paid", "returned", "kept")
    return {
        "reference": view.booking.reference,
        "passengers": [
            {
                "number": each.number,
                "name": each.name,
                "state": each.passenger.state,
                "fare": shown_fare(each.number, each.fare, names, travel_date=day),
            }
            for each in view.passengers
        ],
        **{name: shown_money(getattr(receipt, name), view.currency) for name in sums},
        "money": [_money(line, zone) for line in receipt.money],
    }


def _money(line: MoneyLine, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "at": line.at.astimezone(zone),
        "text": line.text,
        "amount": shown_money(line.amount, line.currency),
        "reference": line.reference,
        "is_settled": line.is_settled,
    }
