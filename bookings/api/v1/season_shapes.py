"""What calls about season tickets take and answer."""

from typing import Any

from rest_framework import serializers

from bookings.api.v1.inputs import (
    DocumentInput,
    PriceFactsInput,
    ProofInput,
    PurchaserInput,
    SeatInput,
    several,
)
from bookings.api.v1.offer_outputs import FareLineOutput, MoneyOutput, ReasonOutput
from bookings.api.v1.outputs import ConsentOutput, ProofOutput
from bookings.models import SeasonDays, SeasonRefundOffer, SeasonTicket, SeasonTrip
from bookings.models.choices import Currency
from railway.lib.fields import Code, Day, LocalTime


class SeasonOfferRequest(serializers.Serializer[Any]):
    """Which section, from which day, for whom."""

    origin = Code(help_text="A stop's code, e.g. VITEBSK. The ticket holds in both directions.")
    destination = Code(help_text="A stop's code of the same line, e.g. SMOLENSK.")
    first_day = Day(help_text="The first service day.")
    currency = serializers.ChoiceField(choices=Currency.choices, default=Currency.BYN)
    passenger = PriceFactsInput(required=False, default=dict)


class SeasonHolderInput(PriceFactsInput):
    """The passenger the ticket is made out to; the birth date is needed with a benefit."""

    given_name = serializers.CharField(max_length=100)
    family_name = serializers.CharField(max_length=100)
    patronymic = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    document = DocumentInput()
    proof = ProofInput(
        required=False,
        allow_null=True,
        default=None,
        help_text="Of the benefit; whoever names none shows it on the train.",
    )
    consent = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=40,
        help_text="The code of the offer's `consent.text`, once its words were shown and agreed to by an act of its"
        " own: a box not ticked beforehand. Asked only for benefits of health, radiation or war.",
    )


class SeasonTicketRequest(serializers.Serializer[Any]):
    """A season ticket of a kind that was offered."""

    product = serializers.CharField(max_length=40, help_text="The `product` of an offer.")
    origin = Code()
    destination = Code()
    first_day = Day()
    currency = serializers.ChoiceField(choices=Currency.choices, default=Currency.BYN)
    passenger = SeasonHolderInput()
    purchaser = PurchaserInput()
    expected_price = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        min_value=0,
        required=False,
        allow_null=True,
        default=None,
        help_text="The price of the offer, to be refused (`offer_stale`) where it has changed.",
    )


class SeasonReservationRequest(serializers.Serializer[Any]):
    """A seat on a train with numbered seats, between two stops of the section; any seat when none is named."""

    dated_trip = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    origin = Code()
    destination = Code()
    seats = several(SeatInput, required=False, max_length=1)


class SeasonPriceOutput(serializers.Serializer[Any]):
    """The explained price."""

    price = MoneyOutput()
    full_price = MoneyOutput()
    other_price = MoneyOutput()
    benefit = serializers.CharField(allow_null=True, help_text="The code of the benefit that was given.")
    lines = FareLineOutput(many=True)
    reason = ReasonOutput(allow_null=True)


class SeasonKindOutput(serializers.Serializer[Any]):
    """What kind of ticket it is."""

    product = serializers.CharField()
    name = serializers.CharField(help_text="In the language of the request.")
    days = serializers.ChoiceField(
        choices=SeasonDays.choices, help_text="On which days it holds: all, working days, days off."
    )
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(help_text="The last service day, included.")
    trips = serializers.IntegerField(allow_null=True, help_text="null: no limit.")


class SeasonOfferOutput(SeasonKindOutput):
    """A kind of season ticket on offer; without a price where it isn't for this passenger."""

    fare = SeasonPriceOutput(allow_null=True)
    refusal = serializers.CharField(help_text="Why there is no price, in the language of the request.")
    consent = ConsentOutput(
        allow_null=True,
        help_text="What the holder must agree to for this price; null where nothing is asked.",
    )


class SeasonOffersOutput(serializers.Serializer[Any]):
    """The kinds sold for the section."""

    offers = SeasonOfferOutput(many=True)


class SeasonTripOutput(serializers.Serializer[Any]):
    """A trip made or reserved with the ticket."""

    dated_trip = serializers.IntegerField()
    service_date = serializers.DateField()
    state = serializers.ChoiceField(choices=SeasonTrip.State.choices)
    booking = serializers.CharField(allow_null=True, help_text="The reference of the reservation.")


class SeasonHolderOutput(serializers.Serializer[Any]):
    """The passenger, with the end of the document's number alone."""

    given_name = serializers.CharField()
    family_name = serializers.CharField()
    patronymic = serializers.CharField()
    document_type = serializers.CharField()
    document = serializers.CharField(help_text="•••••4567")
    proof = ProofOutput(
        allow_null=True, help_text="null where the benefit given needs no document of its own."
    )
    consent = ConsentOutput(allow_null=True, help_text="null where none was asked, or it was taken back.")


class SeasonTicketOutput(SeasonKindOutput):
    """A season ticket, by the clock."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=SeasonTicket.State.choices)
    origin = serializers.CharField()
    destination = serializers.CharField()
    confirmation_time_limit = LocalTime(help_text="Until when an unpaid one can be paid.")
    passenger = SeasonHolderOutput()
    fare = SeasonPriceOutput()
    trips_left = serializers.IntegerField(allow_null=True)
    made = SeasonTripOutput(many=True)
    code = serializers.CharField(
        allow_null=True, help_text="The signed content of the Aztec code, as Base64; once paid."
    )


class NewSeasonTicketOutput(SeasonTicketOutput):
    """A new season ticket, with its secret."""

    access_token = serializers.CharField(help_text="Opens the ticket; it is not told again.")


class SeasonReservationOutput(serializers.Serializer[Any]):
    """The reservation: an ordinary booking, fulfilled, that costs nothing."""

    reference = serializers.CharField()
    access_token = serializers.CharField(help_text="Opens the booking, its ticket and its seat.")
    season_ticket = serializers.CharField()
    trips_left = serializers.IntegerField(allow_null=True)


class SeasonRefundOfferOutput(serializers.Serializer[Any]):
    """What comes back of a season ticket if it is given back now."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=SeasonRefundOffer.Status.choices)
    expires = LocalTime()
    paid = MoneyOutput()
    fee = MoneyOutput(help_text="What is kept.")
    amount = MoneyOutput(help_text="What comes back.")
    unit = serializers.ChoiceField(choices=[("trips", "trips"), ("days", "days")])
    left = serializers.IntegerField(help_text="Unused parts; before the first day the whole is one part.")
    whole = serializers.IntegerField()
    share_percent = serializers.CharField()
