"""What writes of the API take: shapes only; meaning is checked by the operations."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers

from bookings.models.choices import Country, Currency
from bookings.operations.create_journey import MOST_TRAINS
from railway.lib.fields import Code, Day

LANGUAGES = [("ru", "ru"), ("be", "be"), ("en", "en")]
SANDBOX_OUTCOMES = ["accept", "decline", "late"]
CONFIRMATION = ["CONFIRMED"]


def several(one: type[serializers.Serializer[Any]], **bounds: Any) -> Any:
    """This function declares a list of such inputs, with its bounds."""
    return one(many=True, **bounds)


class PriceFactsInput(serializers.Serializer[Any]):
    """What a passenger's price needs."""

    birth_date = Day(required=False, allow_null=True, default=None)
    country = serializers.ChoiceField(
        choices=Country.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="The law whose document the passenger holds; empty for citizens of other states.",
    )
    benefit = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        max_length=40,
        help_text="A code of GET /benefits; the best single benefit applies.",
    )


class OfferRequest(serializers.Serializer[Any]):
    """A search for offers."""

    origin = Code(help_text="A stop's code, e.g. VITEBSK.")
    destination = Code(help_text="A stop's code, e.g. SMOLENSK.")
    date = Day(help_text="The day of departure at the origin, in its own timezone.")
    currency = serializers.ChoiceField(choices=Currency.choices, default=Currency.BYN)
    passengers = several(PriceFactsInput, min_length=1, max_length=settings.PARTY_LIMIT)
    with_seat_changes = serializers.BooleanField(
        default=False,
        help_text="Also offer `seats_in_turn` on full trains: the passengers change seats on the way.",
    )


class DocumentInput(serializers.Serializer[Any]):
    """A passenger's document."""

    type = serializers.CharField(max_length=32, help_text="A type such as BY_PASSPORT or RU_PASSPORT.")
    number = serializers.CharField(max_length=40, trim_whitespace=True)


class ProofInput(serializers.Serializer[Any]):
    """The document that proves a passenger's benefit. Its number is not kept, only a keyed hash and its ending.

    Told together with name and birth date, or after them, it is checked by itself where a registry is asked.
    """

    kind = serializers.CharField(
        max_length=32,
        required=False,
        allow_blank=True,
        default="",
        help_text="One of the benefit's `proof_kinds`; the first of them when left out.",
    )
    number = serializers.CharField(max_length=40, trim_whitespace=True)


CONSENT = (
    "The code of `consent.text` of the booking's passenger, once its words were shown and agreed to by an act of its"
    " own: a box not ticked beforehand. Asked only for benefits of health, radiation or war."
)


class AncillariesInput(serializers.Serializer[Any]):
    """What a passenger takes along for a ticket of its own (OSDM ancillaries). Hand baggage up to 36 kg, a pram, a
    wheelchair and skis need none.
    """

    bicycle = serializers.IntegerField(min_value=0, max_value=9, required=False, default=0)
    pet = serializers.IntegerField(min_value=0, max_value=9, required=False, default=0)
    baggage = serializers.IntegerField(
        min_value=0, max_value=9, required=False, default=0, help_text="Pieces beyond what is free."
    )


class PassengerInput(PriceFactsInput):
    """A passenger of a new booking; names and document may follow after the hold."""

    given_name = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    family_name = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    patronymic = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    document = DocumentInput(required=False, allow_null=True, default=None)
    proof = ProofInput(
        required=False,
        allow_null=True,
        default=None,
        help_text="Of the benefit; whoever names none shows it on the train.",
    )
    ancillaries = AncillariesInput(
        required=False,
        allow_null=True,
        default=None,
        help_text="Their price comes on top of the offer's total; places are held with the seats.",
    )
    consent = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=40, help_text=CONSENT
    )


class PassengerPatch(serializers.Serializer[Any]):
    """What may still be told or corrected of a passenger before payment; fields left out stay as they are."""

    given_name = serializers.CharField(required=False, max_length=100)
    family_name = serializers.CharField(required=False, max_length=100)
    patronymic = serializers.CharField(required=False, allow_blank=True, max_length=100)
    birth_date = Day(required=False)
    country = serializers.ChoiceField(choices=Country.choices, required=False, allow_blank=True)
    benefit = serializers.CharField(required=False, allow_null=True, max_length=40)
    document = DocumentInput(required=False)
    proof = ProofInput(required=False, allow_null=True, help_text="null takes it away.")
    ancillaries = AncillariesInput(
        required=False, help_text="All that is taken along: a kind left out is left at home."
    )
    consent = serializers.CharField(
        required=False, allow_null=True, max_length=40, help_text=f"{CONSENT} null takes it back."
    )


class PurchaserInput(serializers.Serializer[Any]):
    """Who buys; the tickets go to this address."""

    email = serializers.EmailField()
    phone = serializers.CharField(required=False, allow_blank=True, default="", max_length=32)
    language = serializers.ChoiceField(
        choices=LANGUAGES,
        required=False,
        allow_null=True,
        default=None,
        help_text="Of the letters; the request's own when left out.",
    )


class SeatInput(serializers.Serializer[Any]):
    """A seat by coach and number."""

    coach = serializers.IntegerField(min_value=0, max_value=99)
    number = serializers.IntegerField(min_value=1, max_value=999)


class BookingRequest(serializers.Serializer[Any]):
    """A new booking out of an offer, or one for each train of a trip. The passengers are the offer's, in its order."""

    offer = serializers.CharField(max_length=8000, required=False)
    offers = serializers.ListField(
        child=serializers.CharField(max_length=8000),
        required=False,
        min_length=1,
        max_length=MOST_TRAINS,
        help_text="Instead of `offer`: the offers of all trains of a trip in order of travel, there and back too.",
    )
    passengers = several(PassengerInput, min_length=1, max_length=settings.PARTY_LIMIT)
    purchaser = PurchaserInput()
    seats = several(SeatInput, required=False, max_length=settings.PARTY_LIMIT)
    accept_seat_changes = serializers.BooleanField(
        default=False,
        help_text="The passengers' word that they change seats as the offer says; needed for `seats_in_turn`.",
    )

    def validate(self, told: dict[str, Any]) -> dict[str, Any]:
        """This method wants one offer or several, and seats chosen for one alone."""
        if ("offer" in told) == ("offers" in told):
            raise serializers.ValidationError(
                {"offers": [_("Name one offer, or the offers of several trains.")]}
            )
        offers = told.get("offers") or [told["offer"]]
        if len(offers) > 1 and told.get("seats"):
            words = _("Seats of several trains are chosen afterwards, for each booking.")
            raise serializers.ValidationError({"seats": [words]})
        return told | {"offers": offers}


class SandboxOutcome(serializers.ChoiceField):
    """What the sandbox bank shall answer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=SANDBOX_OUTCOMES, **kwargs)


class PassengerSeatInput(SeatInput):
    """A passenger's new seat."""

    passenger = serializers.IntegerField(min_value=1, max_value=settings.PARTY_LIMIT)


class SeatsPatch(serializers.Serializer[Any]):
    """Which passengers shall sit elsewhere; the others keep their seats."""

    seats = several(PassengerSeatInput, min_length=1, max_length=settings.PARTY_LIMIT)


class SeatsQuestion(serializers.Serializer[Any]):
    """The section of the line that the seats are asked for."""

    origin = Code(help_text="A stop's code, e.g. VITEBSK.")
    destination = Code(help_text="A stop's code, e.g. SMOLENSK.")
    booking = serializers.CharField(
        required=False,
        default="",
        max_length=12,
        help_text="A booking's reference: with its bearer token its own seats show as `yours`.",
    )


class BenefitsQuestion(serializers.Serializer[Any]):
    """Whose law."""

    country = serializers.ChoiceField(choices=Country.choices, required=False, default=None)


class PaymentRequest(serializers.Serializer[Any]):
    """A payment to start."""

    method = serializers.RegexField(
        "^[a-z0-9_]+$",
        max_length=20,
        help_text="A bank's name, as far as it is set up: `bepaid` for BYN, `yookassa` for RUB, `sandbox`.",
    )
    return_url = serializers.URLField(required=False, allow_blank=True, default="", max_length=500)
    outcome = SandboxOutcome(required=False, allow_null=True, default=None)


class RefundOfferRequest(serializers.Serializer[Any]):
    """Which passengers give their tickets back; all when left out."""

    passengers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=settings.PARTY_LIMIT),
        required=False,
        allow_null=True,
        default=None,
        min_length=1,
        max_length=settings.PARTY_LIMIT,
    )


class RefundOfferConfirmation(serializers.Serializer[Any]):
    """The passenger's word."""

    status = serializers.ChoiceField(choices=CONFIRMATION)


class ExchangeOffersRequest(serializers.Serializer[Any]):
    """Where to and when instead. What is left out stays as in the booking."""

    date = Day(help_text="The day of departure at the origin, in its own timezone.")
    origin = Code(required=False, allow_null=True, default=None, help_text="A stop's code, e.g. VITEBSK.")
    destination = Code(
        required=False, allow_null=True, default=None, help_text="A stop's code, e.g. SMOLENSK."
    )
    passengers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=settings.PARTY_LIMIT),
        required=False,
        allow_null=True,
        default=None,
        min_length=1,
        max_length=settings.PARTY_LIMIT,
        help_text="Whose tickets are exchanged; all when left out.",
    )
    currency = serializers.ChoiceField(
        choices=Currency.choices,
        required=False,
        allow_null=True,
        default=None,
        help_text="An exchange keeps the currency of the sale: another one is refused.",
    )


class ExchangeOfferConfirmation(serializers.Serializer[Any]):
    """The passenger's word, and the seats they have chosen, in the order of the passengers."""

    status = serializers.ChoiceField(choices=CONFIRMATION)
    seats = several(SeatInput, required=False, max_length=settings.PARTY_LIMIT)


def told(serializer: serializers.BaseSerializer[Any]) -> dict[str, Any]:
    """This function returns what a request said, checked. Raises ValidationError."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
