"""What the API answers about benefits, prices, offers and free seats."""

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bookings.fares.fare_price import LineKind
from bookings.models import AncillaryKind, Benefit
from bookings.models.choices import Country, Currency, Quality
from bookings.proofs import kinds_of
from railway.lib.fields import LocalTime
from timetables.api.v1.outputs import BusOutput
from timetables.models import DatedTrip, Seat
from timetables.models.trip import SeatMode

SEAT_STATES = ["free", "taken", "yours"]
ONE_SEAT, SEATS_IN_TURN = "one_seat", "seats_in_turn"
OFFER_KINDS = [(ONE_SEAT, ONE_SEAT), (SEATS_IN_TURN, SEATS_IN_TURN)]


class MoneyOutput(serializers.Serializer[Any]):
    """An amount of one currency."""

    amount = serializers.RegexField(r"^\d+\.\d{2}$", help_text="Decimal text with two places: 12.30.")
    currency = serializers.ChoiceField(choices=Currency.choices)


class SignedMoneyOutput(serializers.Serializer[Any]):
    """An amount that may be taken off."""

    amount = serializers.RegexField(r"^-?\d+\.\d{2}$", help_text="Decimal text with two places: -6.15.")
    currency = serializers.ChoiceField(choices=Currency.choices)


class SeatOutput(serializers.Serializer[Any]):
    """A seat by coach and number."""

    coach = serializers.IntegerField()
    number = serializers.IntegerField()


class SeatPartOutput(SeatOutput):
    """A seat between two stops: all the way, or one of several in turn."""

    origin = serializers.CharField(help_text="The code of the stop from which it is the passenger's.")
    destination = serializers.CharField(help_text="The code of the stop up to which.")


class PointedOutput(serializers.Serializer[Any]):
    """A reason and where it points (RFC 6901; passengers count from 0)."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="In the language of the request.")


class FareLineOutput(serializers.Serializer[Any]):
    """One line of an explained price."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in LineKind])
    text = serializers.CharField(help_text="In the language of the request.")
    hint = serializers.CharField()
    legal = serializers.CharField(help_text="The act and the article it rests on.")
    amount = SignedMoneyOutput(help_text="Zero on a conversion's line, which only tells the rate.")
    other = SignedMoneyOutput(help_text="The same in the other currency.")
    country = serializers.ChoiceField(
        choices=Country.choices,
        allow_null=True,
        help_text="Of a section: where it lies; of a reduction: whose law.",
    )
    kilometres = serializers.CharField(allow_null=True, help_text="Of a section, as decimal text.")
    tariff = serializers.CharField(allow_null=True, help_text="Of a section: the tariff's own name.")
    tariff_since = serializers.DateField(
        allow_null=True, help_text="First day of the tariff's version; null in prices of earlier releases."
    )
    benefit = serializers.CharField(allow_null=True, help_text="Of a reduction: the benefit's code.")
    percent = serializers.CharField(
        allow_null=True,
        help_text="Of a reduction: the share taken off; of an ancillary: the share of the full fare.",
    )
    ancillary = serializers.ChoiceField(
        choices=AncillaryKind.choices,
        allow_null=True,
        help_text="Of an ancillary: what travels along on this section.",
    )
    quantity = serializers.IntegerField(allow_null=True, help_text="Of an ancillary: how many.")
    rate = serializers.CharField(allow_null=True, help_text="Of a conversion: BYN for 100 RUB.")
    rate_date = serializers.DateField(allow_null=True, help_text="Of a conversion: the day of the rate.")


class ReasonOutput(serializers.Serializer[Any]):
    """Why a passenger pays this price, in the language of the request."""

    is_granted = serializers.BooleanField(help_text="Whether a benefit was given.")
    name = serializers.CharField(help_text="The benefit's name.")
    text = serializers.CharField()
    where = serializers.CharField()
    carry = serializers.CharField(help_text="What to take along as proof.")
    without = serializers.CharField(help_text="What happens without the proof.")
    legal = serializers.CharField(help_text="The act and the article.")


class FareOutput(serializers.Serializer[Any]):
    """A passenger's price with its explanation."""

    price = MoneyOutput()
    full_price = MoneyOutput()
    other_price = MoneyOutput()
    benefit = serializers.CharField(allow_null=True, help_text="The code of the benefit that was given.")
    lines = FareLineOutput(many=True)
    reason = ReasonOutput(allow_null=True)
    warnings = PointedOutput(many=True, help_text="Why a benefit was not given, and what to mind.")


class TripStationOutput(serializers.Serializer[Any]):
    """A stop of a trip with its local time."""

    code = serializers.CharField()
    name = serializers.CharField()
    time = LocalTime(help_text="Planned, in the stop's timezone.")
    expected = LocalTime(help_text="With the delay known now.")


class SoldTripOutput(serializers.Serializer[Any]):
    """The train of an offer or a booking."""

    dated_trip = serializers.IntegerField()
    train = serializers.CharField()
    route = serializers.CharField()
    service_date = serializers.DateField()
    origin = TripStationOutput()
    destination = TripStationOutput()
    seat_mode = serializers.ChoiceField(choices=SeatMode.choices)
    state = serializers.ChoiceField(choices=DatedTrip.State.choices)
    delay_minutes = serializers.IntegerField(help_text="Of the departure; below 0 when it leaves early.")
    part_cancelled = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="The two stops between which the train does not run on this day; null where it runs all the way.",
    )
    platform = serializers.CharField(help_text="Where passengers get on; empty where unknown.")
    buses = BusOutput(many=True, help_text="What runs instead on a part of the journey.")
    demonstration = serializers.BooleanField()


class AncillaryOfferOutput(serializers.Serializer[Any]):
    """What can be taken along on this train, and at which price (OSDM ancillary)."""

    kind = serializers.ChoiceField(choices=AncillaryKind.choices)
    price = MoneyOutput(help_text="Of one, all the way; no benefit takes anything off it.")
    other_price = MoneyOutput()
    most = serializers.IntegerField(
        help_text="How many one passenger may take; 0 where a country on the way sells none."
    )
    left = serializers.IntegerField(help_text="Places of the train that are free all the way.")


class OfferOutput(serializers.Serializer[Any]):
    """An offer: sealed, it holds until it expires as long as train and price stay as they are."""

    id = serializers.CharField(
        allow_null=True, help_text="For POST /bookings; null where the train can't be booked."
    )
    expires = LocalTime()
    trip = SoldTripOutput()
    total = MoneyOutput(allow_null=True)
    other_total = MoneyOutput(allow_null=True, help_text="The same in the other currency.")
    passengers = FareOutput(many=True, help_text="In the order of the request.")
    seats_left = serializers.IntegerField(allow_null=True, help_text="null: no limit.")
    kind = serializers.ChoiceField(
        choices=OFFER_KINDS,
        help_text="seats_in_turn, only where asked for: no seat is free all the way, the passengers change seats."
        " Tell them where, and book it with accept_seat_changes.",
    )
    seat_changes = serializers.IntegerField(help_text="Of all passengers together, as few as can be.")
    seat_plan = serializers.ListField(
        child=SeatPartOutput(many=True),
        help_text="Of seats_in_turn: each passenger's seats in the order of the way, passengers as in the request."
        " When others take a seat meanwhile another may be given, but seats are never changed elsewhere.",
    )
    ancillaries = AncillaryOfferOutput(
        many=True, help_text="What can be taken along, told by POST /bookings for each passenger."
    )
    available = serializers.BooleanField()
    refusal = serializers.CharField(
        allow_null=True,
        help_text="cancelled, departed, sales_closed, beyond_horizon, no_price, sold_out; null when available.",
    )


class OffersOutput(serializers.Serializer[Any]):
    """The trains of a day with their prices, in order of departure."""

    offers = OfferOutput(many=True)


class ProofKindOutput(serializers.Serializer[Any]):
    """A kind of document that proves a benefit."""

    kind = serializers.CharField()
    name = serializers.CharField()


class BenefitOutput(serializers.Serializer[Any]):
    """A category of passengers that a law lets pay less."""

    code = serializers.CharField()
    country = serializers.ChoiceField(choices=Country.choices)
    name = serializers.CharField()
    reason = serializers.CharField()
    discount_percent = serializers.IntegerField()
    season_from = serializers.CharField(help_text="Month-day, each year; empty: all year.")
    season_to = serializers.CharField(help_text="Month-day, included.")
    age_min = serializers.IntegerField(allow_null=True, help_text="Whole years, included.")
    age_max = serializers.IntegerField(allow_null=True, help_text="Whole years, included.")
    through_birthday = serializers.BooleanField(help_text="age_max ends with that birthday itself.")
    automatic = serializers.BooleanField(help_text="Given by birth date and country alone.")
    only_with = serializers.ListField(
        child=serializers.CharField(), help_text="Only beside a passenger who travels by one of these."
    )
    companions_each = serializers.IntegerField(help_text="With only_with: so many for each one accompanied.")
    seat_modes = serializers.ListField(
        child=serializers.ChoiceField(choices=SeatMode.choices),
        help_text="Only on trains sold so; empty: on all.",
    )
    trips_per_day = serializers.IntegerField(
        allow_null=True, help_text="So many trips a day; null: no limit."
    )
    free_trips = serializers.IntegerField(
        allow_null=True, help_text="So many trips in a trips_period; null: no limit."
    )
    trips_period = serializers.ChoiceField(choices=Benefit.Period.choices)
    scope = serializers.ChoiceField(choices=Benefit.Scope.choices, help_text="Where it holds.")
    proof = serializers.CharField(help_text="What to carry.")
    proof_kinds = serializers.SerializerMethodField(
        help_text="The documents that prove it, the usual one first; empty where no document of its own is asked for."
    )
    proof_check = serializers.ChoiceField(choices=Benefit.ProofCheck.choices, help_text="How it is checked.")
    act = serializers.CharField()
    article = serializers.CharField()
    quality = serializers.ChoiceField(choices=Quality.choices, help_text="S sourced, P partly, U unverified.")

    @extend_schema_field(ProofKindOutput(many=True))
    def get_proof_kinds(self, benefit: Benefit) -> list[dict[str, str]]:
        """This method lists the kinds of proofs in the language of the request."""
        language = (get_language() or "ru")[:2]
        return [
            {"kind": each.kind, "name": each.document.names.in_language(language)}
            for each in kinds_of(benefit)
        ]


class BenefitsOutput(serializers.Serializer[Any]):
    """The benefits that passengers may ask for."""

    benefits = BenefitOutput(many=True)


class SeatStateOutput(serializers.Serializer[Any]):
    """A seat on the plan."""

    number = serializers.IntegerField()
    row = serializers.IntegerField()
    column = serializers.IntegerField(help_text="1 and 2, the aisle, 3 and 4.")
    kind = serializers.ChoiceField(choices=Seat.Kind.choices)
    is_window = serializers.BooleanField()
    has_table = serializers.BooleanField()
    state = serializers.ChoiceField(choices=SEAT_STATES)


class CoachOutput(serializers.Serializer[Any]):
    """A coach on the plan."""

    number = serializers.IntegerField()
    bicycle_places = serializers.IntegerField()
    seats = SeatStateOutput(many=True)


class SeatMapOutput(serializers.Serializer[Any]):
    """The plan of a train for one section of the line. Trains without seat numbers have no coaches here."""

    seat_mode = serializers.ChoiceField(choices=SeatMode.choices)
    seats_left = serializers.IntegerField(allow_null=True, help_text="Ordinary seats; null: no limit.")
    coaches = CoachOutput(many=True)
