"""What the API answers about sales; the published schema is made from these."""

from typing import Any

from rest_framework import serializers


class MoneyOutput(serializers.Serializer[Any]):
    """An amount of one currency."""

    amount = serializers.CharField(help_text='Decimal with two places, e.g. "12.30".')
    currency = serializers.ChoiceField(choices=["BYN", "RUB"])


class SeatOutput(serializers.Serializer[Any]):
    """A seat by coach and number."""

    coach = serializers.IntegerField()
    number = serializers.IntegerField()


class FareLineOutput(serializers.Serializer[Any]):
    """One line of an explained price."""

    kind = serializers.CharField(help_text="section, conversion, reduction, rounding or total.")
    text = serializers.CharField(help_text="The line in the language of the request.")
    hint = serializers.CharField(allow_blank=True)
    amount = MoneyOutput()
    other = MoneyOutput(allow_null=True)


class ReasonOutput(serializers.Serializer[Any]):
    """Why a passenger pays this price, in the language of the request."""

    text = serializers.CharField(allow_blank=True)
    where = serializers.CharField(allow_blank=True)
    carry = serializers.CharField(allow_blank=True)
    legal = serializers.CharField(allow_blank=True, help_text="The act and the article.")


class FareOutput(serializers.Serializer[Any]):
    """A passenger's price with its explanation."""

    price = MoneyOutput()
    full_price = MoneyOutput()
    benefit = serializers.CharField(allow_null=True, help_text="The code of the benefit that was given.")
    lines = FareLineOutput(many=True)
    reason = ReasonOutput(allow_null=True)
    problems = serializers.ListField(child=serializers.CharField())


class TripStationOutput(serializers.Serializer[Any]):
    """A stop of a trip with its local time."""

    code = serializers.CharField()
    name = serializers.CharField()
    time = serializers.DateTimeField(help_text="Local time of the stop with its offset (RFC 3339).")


class SoldTripOutput(serializers.Serializer[Any]):
    """The train a booking or an offer is for."""

    dated_trip = serializers.IntegerField()
    train = serializers.CharField()
    route = serializers.CharField()
    service_date = serializers.DateField()
    origin = TripStationOutput()
    destination = TripStationOutput()
    seat_mode = serializers.CharField()
    state = serializers.CharField()
    delay_minutes = serializers.IntegerField()
    demonstration = serializers.BooleanField()


class OfferOutput(serializers.Serializer[Any]):
    """An offer: sealed, so it holds until it expires while the rules stay as they are."""

    id = serializers.CharField()
    expires = serializers.DateTimeField()
    trip = SoldTripOutput()
    total = MoneyOutput()
    other_total = MoneyOutput(allow_null=True)
    passengers = FareOutput(many=True)
    seats_left = serializers.IntegerField(allow_null=True, help_text="null: no limit.")
    available = serializers.BooleanField()
    refusal = serializers.CharField(allow_null=True)


class OffersOutput(serializers.Serializer[Any]):
    """The offers of a day."""

    offers = OfferOutput(many=True)


class BenefitOutput(serializers.Serializer[Any]):
    """A category of passengers that a law lets pay less."""

    code = serializers.CharField()
    country = serializers.CharField()
    name = serializers.CharField()
    discount_percent = serializers.IntegerField()
    season_from = serializers.CharField(allow_blank=True, help_text="Month-day, each year; empty: all year.")
    season_to = serializers.CharField(allow_blank=True)
    age_min = serializers.IntegerField(allow_null=True)
    age_max = serializers.IntegerField(allow_null=True)
    automatic = serializers.BooleanField()
    only_with = serializers.ListField(child=serializers.CharField())
    proof = serializers.CharField(allow_blank=True)
    act = serializers.CharField(allow_blank=True)
    article = serializers.CharField(allow_blank=True)
    quality = serializers.CharField(help_text="S sourced, P partly, U unverified.")


class SeatStateOutput(serializers.Serializer[Any]):
    """A seat on the plan."""

    number = serializers.IntegerField()
    row = serializers.IntegerField(allow_null=True)
    column = serializers.IntegerField(allow_null=True)
    kind = serializers.CharField()
    is_window = serializers.BooleanField()
    has_table = serializers.BooleanField()
    state = serializers.ChoiceField(choices=["free", "taken", "yours"])


class CoachOutput(serializers.Serializer[Any]):
    """A coach on the plan."""

    number = serializers.IntegerField()
    bicycle_places = serializers.IntegerField()
    seats = SeatStateOutput(many=True)


class SeatMapOutput(serializers.Serializer[Any]):
    """The plan of a train for one section of the line."""

    seat_mode = serializers.CharField()
    seats_left = serializers.IntegerField(allow_null=True)
    coaches = CoachOutput(many=True)


class DocumentOutput(serializers.Serializer[Any]):
    """A document, masked."""

    type = serializers.CharField()
    last4 = serializers.CharField()


class PassengerOutput(serializers.Serializer[Any]):
    """A passenger of a booking."""

    number = serializers.IntegerField()
    state = serializers.CharField()
    given_name = serializers.CharField(allow_blank=True)
    family_name = serializers.CharField(allow_blank=True)
    patronymic = serializers.CharField(allow_blank=True)
    birth_date = serializers.DateField(allow_null=True)
    country = serializers.CharField(allow_blank=True)
    document = DocumentOutput(allow_null=True)
    seat = SeatOutput(allow_null=True)
    fare = FareOutput()
    ticket = serializers.CharField(allow_null=True, help_text="The ticket's number once issued.")


class RequestedOutput(serializers.Serializer[Any]):
    """A thing still missing before the booking can be paid."""

    pointer = serializers.CharField()
    code = serializers.CharField()


class BookingEventOutput(serializers.Serializer[Any]):
    """A line of the booking's history."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    text = serializers.CharField()


class PurchaserOutput(serializers.Serializer[Any]):
    """Who buys."""

    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    language = serializers.CharField()


class BookingOutput(serializers.Serializer[Any]):
    """A booking (OSDM Booking)."""

    reference = serializers.CharField()
    state = serializers.CharField(help_text="PREBOOKED, CONFIRMED, FULFILLED, CANCELLED, RELEASED, REFUNDED.")
    confirmation_time_limit = serializers.DateTimeField(allow_null=True)
    trip = SoldTripOutput()
    passengers = PassengerOutput(many=True)
    purchaser = PurchaserOutput()
    total = MoneyOutput()
    other_total = MoneyOutput(allow_null=True)
    requested_information = RequestedOutput(many=True)
    warnings = RequestedOutput(many=True)
    history = BookingEventOutput(many=True)


class NewBookingOutput(BookingOutput):
    """A new booking with the secret that opens it. The secret is told only here and in the purchaser's mail."""

    access_token = serializers.CharField()


class PaymentOutput(serializers.Serializer[Any]):
    """A payment."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    amount = MoneyOutput()
    redirect_url = serializers.CharField(allow_blank=True)
    decline_reason = serializers.CharField(allow_blank=True)


class RefundOfferOutput(serializers.Serializer[Any]):
    """What comes back if these tickets are returned (OSDM RefundOffer)."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["OFFERED", "CONFIRMED", "EXPIRED"])
    passengers = serializers.ListField(child=serializers.IntegerField())
    paid = MoneyOutput()
    fee = MoneyOutput()
    refundable_amount = MoneyOutput()
    valid_until = serializers.DateTimeField()


class TicketOutput(serializers.Serializer[Any]):
    """A ticket's facts, for clients that draw their own."""

    number = serializers.CharField()
    state = serializers.CharField()
    passenger = serializers.CharField()
    trip = SoldTripOutput()
    seat = SeatOutput(allow_null=True)
    carry = serializers.ListField(child=serializers.CharField())
    code = serializers.CharField(help_text="The signed content of the Aztec code, base64.")
    issued_at = serializers.DateTimeField()
