"""What calls about the waiting list take and answer."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from bookings.api.v1.inputs import LANGUAGES, PriceFactsInput, several
from bookings.models import WaitingEntry
from bookings.models.choices import Currency
from railway.lib.fields import Code, Day, LocalTime

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
FROM = "Trains that leave at this hour or later; null for any. By the clock of the origin, as 08:00."
BEFORE = "Trains that leave before this hour; null for any."


class Clock(serializers.RegexField):
    """An hour and minute of a day, as 08:00."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(CLOCK, required=False, allow_null=True, max_length=5, **kwargs)


class WaiterInput(serializers.Serializer[Any]):
    """Who hears of the offer."""

    email = serializers.EmailField(max_length=254)
    language = serializers.ChoiceField(
        choices=LANGUAGES,
        required=False,
        allow_null=True,
        default=None,
        help_text="Of the letters; the request's own when left out.",
    )


class WaitingListEntryRequest(serializers.Serializer[Any]):
    """A party that waits for seats on any train of a day that leaves between two hours."""

    origin = Code(help_text="A stop's code, e.g. RUDNYA.")
    destination = Code(help_text="A stop's code, e.g. SMOLENSK.")
    date = Day(help_text="The day of departure at the origin, in its own timezone.")
    departs_from = Clock(default=None, help_text=FROM)
    departs_before = Clock(default=None, help_text=BEFORE)
    passengers = several(PriceFactsInput, min_length=1, max_length=settings.PARTY_LIMIT)
    together = serializers.BooleanField(
        default=False,
        help_text="Only seats in one row, or in two rows one behind the other; without seat numbers it means nothing.",
    )
    currency = serializers.ChoiceField(choices=Currency.choices, default=Currency.BYN)
    purchaser = WaiterInput()


class WaitingListEntryPatch(serializers.Serializer[Any]):
    """Another wish; fields left out stay as they are. Who asks for more goes to the end of the queue."""

    origin = Code(required=False)
    destination = Code(required=False)
    date = Day(required=False)
    departs_from = Clock(help_text=FROM)
    departs_before = Clock(help_text=BEFORE)
    passengers = several(PriceFactsInput, required=False, min_length=1, max_length=settings.PARTY_LIMIT)
    together = serializers.BooleanField(required=False)
    currency = serializers.ChoiceField(choices=Currency.choices, required=False)
    purchaser = WaiterInput(required=False)


class WaitingPassengerOutput(serializers.Serializer[Any]):
    """Who travels, as far as the price needs to know."""

    birth_date = serializers.DateField(allow_null=True)
    country = serializers.CharField(help_text="BY, RU, or empty.")
    benefit = serializers.CharField(allow_null=True)


class WaitedTrainOutput(serializers.Serializer[Any]):
    """A train that is waited for."""

    dated_trip = serializers.IntegerField()
    train = serializers.CharField()
    departure = LocalTime()
    arrival = LocalTime()
    parties_before = serializers.IntegerField(help_text="How many parties are asked before this one.")


class WaitingOfferOutput(serializers.Serializer[Any]):
    """The seats offered: an ordinary booking, held, to be paid by its time limit."""

    reference = serializers.CharField()
    access_token = serializers.CharField(help_text="Opens the booking.")
    confirmation_time_limit = LocalTime()


class WaiterOutput(serializers.Serializer[Any]):
    """Who hears of the offer."""

    email = serializers.CharField()
    language = serializers.ChoiceField(choices=LANGUAGES)


class WaitingListEntryOutput(serializers.Serializer[Any]):
    """An entry of the waiting list, by the clock."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(
        choices=WaitingEntry.State.choices,
        help_text="WAITING; OFFERED: seats are held, see `offer`; SEATED: the offer was paid; REFUSED and LAPSED: it"
        " was not taken; LEFT; ENDED: the last train can't be offered any more. One entry gets one offer.",
    )
    origin = serializers.CharField()
    destination = serializers.CharField()
    departs_from = LocalTime()
    departs_before = LocalTime(help_text="Not included.")
    passengers = WaitingPassengerOutput(many=True)
    together = serializers.BooleanField()
    currency = serializers.ChoiceField(choices=Currency.choices)
    purchaser = WaiterOutput()
    joined_at = LocalTime(help_text="Since when the place in the queue counts.")
    parties_before = serializers.IntegerField(
        help_text="Parties that are asked before, on any of the trains."
    )
    trains = WaitedTrainOutput(many=True, help_text="While the entry waits.")
    offer = WaitingOfferOutput(allow_null=True, help_text="In state OFFERED.")


class NewWaitingListEntryOutput(WaitingListEntryOutput):
    """A new entry, with its secret."""

    access_token = serializers.CharField(help_text="Opens the entry; it is not told again.")
