"""What the API answers about bookings; the published schema is made from these."""

from typing import Any

from rest_framework import serializers

from bookings.api.v1.inputs import LANGUAGES
from bookings.api.v1.offer_outputs import (
    FareOutput,
    MoneyOutput,
    PointedOutput,
    SeatOutput,
    SeatPartOutput,
    SoldTripOutput,
)
from bookings.models import Booking, BookingEvent, Passenger, Payment, RefundOffer, Ticket
from bookings.queries.live import NOTICE_KINDS
from bookings.queries.rights import FREE_REFUND_REASONS
from bookings.tickets import TicketStatus
from railway.lib.fields import LocalTime
from timetables.api.v1.outputs import AlertOutput


class DocumentOutput(serializers.Serializer[Any]):
    """A document, masked."""

    type = serializers.CharField()
    last4 = serializers.CharField(help_text="Its last characters, at most four.")


class ProofOutput(serializers.Serializer[Any]):
    """The document that proves the benefit given, masked, and whether it was seen before."""

    kind = serializers.CharField(help_text="One of the benefit's `proof_kinds`; empty where none was named.")
    last4 = serializers.CharField(help_text="Its last characters, at most four; empty where none was named.")
    seen_until = serializers.DateField(
        allow_null=True, help_text="The last day on which what was seen counts; null where it must be shown."
    )
    must_show = serializers.BooleanField(help_text="Whether the passenger shows it on this journey.")
    text = serializers.CharField(help_text="In the language of the request.")


class ConsentOutput(serializers.Serializer[Any]):
    """The consent that a benefit of health, radiation or war needs, on its own and never ticked beforehand."""

    text = serializers.CharField(help_text="The code of the text: send it as the passenger's `consent`.")
    words = serializers.CharField(help_text="What is agreed to, in the language of the request.")
    law = serializers.CharField(help_text="BY or RU.")
    by_guardian = serializers.BooleanField(help_text="Whether a parent or guardian must give it.")
    given_at = LocalTime(
        allow_null=True, help_text="null while it is missing: then the booking can't be paid."
    )


class IssuedTicketOutput(serializers.Serializer[Any]):
    """A ticket that was issued."""

    number = serializers.CharField()
    state = serializers.ChoiceField(choices=Ticket.State.choices)


class AncillariesOutput(serializers.Serializer[Any]):
    """What a passenger takes along: how many of each."""

    bicycle = serializers.IntegerField()
    pet = serializers.IntegerField()
    baggage = serializers.IntegerField()


class PassengerOutput(serializers.Serializer[Any]):
    """A passenger of a booking."""

    number = serializers.IntegerField(help_text="Counts from 1.")
    state = serializers.ChoiceField(choices=Passenger.State.choices)
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    patronymic = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)
    country = serializers.CharField(help_text="BY, RU, or empty.")
    benefit = serializers.CharField(allow_null=True, help_text="The code of the benefit that was asked for.")
    document = DocumentOutput(allow_null=True)
    proof = ProofOutput(
        allow_null=True, help_text="null where the benefit given needs no document of its own."
    )
    consent = ConsentOutput(
        allow_null=True, help_text="null where none is asked: the contract is ground enough."
    )
    seat = SeatOutput(allow_null=True, help_text="The first of `seats`; null on trains without seat numbers.")
    seats = SeatPartOutput(
        many=True,
        help_text="One seat all the way or, by an offer of seats_in_turn, several in the order of the way.",
    )
    ancillaries = AncillariesOutput()
    fare = FareOutput(allow_null=True)
    ticket = IssuedTicketOutput(allow_null=True)


class BookingEventOutput(serializers.Serializer[Any]):
    """A line of the booking's history."""

    at = LocalTime()
    kind = serializers.ChoiceField(choices=BookingEvent.Kind.choices)
    text = serializers.CharField(help_text="In the language of the request.")


class PurchaserOutput(serializers.Serializer[Any]):
    """Who buys."""

    email = serializers.CharField()
    phone = serializers.CharField()
    language = serializers.ChoiceField(choices=LANGUAGES)


class ChargeOutput(serializers.Serializer[Any]):
    """What is charged at once for several bookings."""

    id = serializers.UUIDField()
    amount = MoneyOutput()
    bookings = serializers.ListField(
        child=serializers.CharField(), help_text="References, in order of travel."
    )


class JourneyBookingOutput(serializers.Serializer[Any]):
    """One train of a trip, with its booking."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=Booking.State.choices)
    way = serializers.ChoiceField(choices=[("there", "there"), ("back", "back")])
    train = serializers.CharField()
    origin = serializers.CharField()
    destination = serializers.CharField()
    departure = LocalTime()
    total = MoneyOutput()


class WholeTripOutput(serializers.Serializer[Any]):
    """The bookings made in one go, a train each, in order of travel."""

    reference = serializers.CharField(help_text="Of the whole: that of its first booking.")
    total = MoneyOutput(allow_null=True, help_text="Of what is held or paid; null in two currencies.")
    amount_due = MoneyOutput(allow_null=True, help_text="Of what is held.")
    bookings = JourneyBookingOutput(many=True)


class PaymentOutput(serializers.Serializer[Any]):
    """A payment."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Payment.Status.choices)
    amount = MoneyOutput()
    redirect_url = serializers.CharField(help_text="The bank's page; empty where there is nothing to pay.")
    decline_reason = serializers.CharField(help_text="Why the bank declined; else empty.")
    charge = ChargeOutput(allow_null=True, help_text="Paid together with other bookings; else null.")


class FreeRefundOutput(serializers.Serializer[Any]):
    """On what ground the tickets may be returned in full."""

    reason = serializers.ChoiceField(choices=[(reason, reason) for reason in FREE_REFUND_REASONS])
    limit_minutes = serializers.IntegerField(
        allow_null=True, help_text="Of train_late: from what delay the rule in force gives the right."
    )
    text = serializers.CharField(help_text="In the language of the request.")


class LiveNoticeOutput(serializers.Serializer[Any]):
    """One thing to know about the train of a booking."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in NOTICE_KINDS])
    title = serializers.CharField(help_text="In the language of the request.")
    text = serializers.CharField(help_text="In the language of the request; may be empty.")
    is_grave = serializers.BooleanField(
        help_text="The way itself is concerned: a part, a stop or a seat is lost."
    )


class BookingOutput(serializers.Serializer[Any]):
    """A booking (OSDM Booking). The state is by the clock: a hold that has ended is RELEASED."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=Booking.State.choices)
    confirmation_time_limit = LocalTime(
        allow_null=True, help_text="Until when the seats are kept for payment."
    )
    trip = SoldTripOutput()
    passengers = PassengerOutput(many=True)
    purchaser = PurchaserOutput()
    total = MoneyOutput()
    other_total = MoneyOutput(
        allow_null=True, help_text="The same in the other currency, at the frozen rate."
    )
    requested_information = PointedOutput(
        many=True, help_text="What is still missing before payment; pointers lead into this document."
    )
    warnings = PointedOutput(many=True, help_text="What is worth a word and refuses nothing.")
    amount_due = MoneyOutput(
        allow_null=True,
        help_text="What is to be paid while the seats are kept; of an exchange, what is missing.",
    )
    exchanged_from = serializers.CharField(
        allow_null=True,
        help_text="The reference of the booking these tickets are got for; null without an exchange.",
    )
    exchanged_for = serializers.ListField(
        child=serializers.CharField(),
        help_text="References of bookings its tickets are, or are about to be, given for.",
    )
    season_ticket = serializers.CharField(
        allow_null=True,
        help_text="The reference of the season ticket a free seat was reserved with; null of what was sold.",
    )
    is_refundable = serializers.BooleanField()
    is_exchangeable = serializers.BooleanField(
        help_text="false of a seat reserved with a season ticket: give it back and reserve another one."
    )
    free_refund = FreeRefundOutput(
        allow_null=True, help_text="The right to a full refund without a fee; null where there is none now."
    )
    notices = LiveNoticeOutput(many=True, help_text="How the train stands now, the gravest first.")
    alerts = AlertOutput(many=True, help_text="What will hold on the way.")
    payment = PaymentOutput(allow_null=True, help_text="The latest one.")
    journey = WholeTripOutput(
        allow_null=True, help_text="The trip it was booked for in one go; null of a single one."
    )
    history = BookingEventOutput(many=True)


class NewBookingOutput(BookingOutput):
    """A new booking with the secret that opens it. The secret is told here and in the purchaser's mail alone."""

    access_token = serializers.CharField()


class PriceChangeOutput(serializers.Serializer[Any]):
    """A total that is another one now."""

    old = MoneyOutput()
    new = MoneyOutput()


class CompletedBookingOutput(BookingOutput):
    """A booking after a change of what is known about a passenger."""

    price_changed = PriceChangeOutput(allow_null=True)


class RefundOfferOutput(serializers.Serializer[Any]):
    """What comes back if these tickets are returned (OSDM RefundOffer)."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=RefundOffer.Status.choices)
    passengers = serializers.ListField(child=serializers.IntegerField())
    paid = MoneyOutput()
    fee = MoneyOutput()
    refundable_amount = MoneyOutput()
    valid_until = LocalTime()


class TicketOutput(serializers.Serializer[Any]):
    """A ticket's facts, for clients that draw their own."""

    number = serializers.CharField()
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in TicketStatus])
    reference = serializers.CharField()
    passenger = serializers.CharField()
    document = serializers.CharField(help_text="Masked.")
    train = serializers.CharField()
    service_date = serializers.DateField()
    origin = serializers.CharField(source="origin.code")
    destination = serializers.CharField(source="destination.code")
    departure = LocalTime()
    arrival = LocalTime()
    seat = SeatOutput(allow_null=True)
    seats_in_turn = SeatPartOutput(
        many=True, help_text="Of who changes seats: all of them in the order of the way; else empty."
    )
    price = MoneyOutput()
    carry = serializers.ListField(child=serializers.CharField(), help_text="What to take along.")
    along = serializers.CharField(
        help_text="What travels along for a ticket of its own, such as a bicycle; else empty."
    )
    proof = serializers.CharField(
        help_text="Says that the document of the benefit was seen and need not be shown; else empty."
    )
    proof_until = serializers.DateField(allow_null=True, help_text="The last day on which that counts.")
    code = serializers.CharField(help_text="The signed content of the Aztec code, in base64.")
    issued_at = LocalTime()
    demonstration = serializers.CharField(help_text="Says that the times are demonstration data; else empty.")
