"""What the API answers about exchanges."""

from typing import Any

from rest_framework import serializers

from bookings.api.v1.offer_outputs import FareOutput, MoneyOutput, SignedMoneyOutput, SoldTripOutput
from bookings.api.v1.outputs import AncillariesOutput
from bookings.models import Booking, ExchangeOffer
from railway.lib.fields import LocalTime


class ExchangedPassengerOutput(serializers.Serializer[Any]):
    """What an exchange costs one passenger."""

    number = serializers.IntegerField(help_text="In the booking that is given up.")
    paid = MoneyOutput()
    fee = MoneyOutput()
    fare = FareOutput(help_text="The new price, explained for the day of the new trip.")
    left_behind = AncillariesOutput(
        help_text="Bicycles, pets and baggage that the new train has no place for; the others come along."
    )


class ExchangeBookingOutput(serializers.Serializer[Any]):
    """The booking that an exchange made. It has a reference and a secret of its own."""

    reference = serializers.CharField()
    access_token = serializers.CharField()
    state = serializers.ChoiceField(choices=Booking.State.choices)
    confirmation_time_limit = LocalTime(
        allow_null=True, help_text="Until when the new seats are kept for payment."
    )
    amount_due = MoneyOutput(
        help_text="What is to be paid; nothing when it is paid, or where it was nothing."
    )


class ExchangeOfferOutput(serializers.Serializer[Any]):
    """Other tickets for these (OSDM ExchangeOffer)."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=ExchangeOffer.Status.choices)
    dated_trip = serializers.IntegerField()
    origin = serializers.CharField()
    destination = serializers.CharField()
    passengers = ExchangedPassengerOutput(many=True)
    paid = MoneyOutput(help_text="The price of the old tickets, as it was paid.")
    fee = MoneyOutput(help_text="What is kept for the exchange.")
    price = MoneyOutput(help_text="Of the new tickets.")
    difference = SignedMoneyOutput(
        help_text="price + fee - paid: to be paid; below nothing, it goes back by itself."
    )
    free_reason = serializers.CharField(
        help_text="Why there is no fee: a right that the train's change or delay gave; empty where the rule counts."
    )
    valid_until = LocalTime()
    booking = ExchangeBookingOutput(allow_null=True, help_text="Once confirmed.")


class ExchangeOptionOutput(serializers.Serializer[Any]):
    """A train of the day and the offer to change to it."""

    trip = SoldTripOutput()
    seats_left = serializers.IntegerField(allow_null=True, help_text="null: no limit.")
    available = serializers.BooleanField()
    refusal = serializers.CharField(
        allow_null=True,
        help_text="cancelled, departed, sales_closed, beyond_horizon, no_price, sold_out, same_trip; null when"
        " available.",
    )
    offer = ExchangeOfferOutput(allow_null=True)


class ExchangeOptionsOutput(serializers.Serializer[Any]):
    """The trains of a day for an exchange, in order of departure."""

    exchange_offers = ExchangeOptionOutput(many=True)
