"""What the API answers about ways from one stop to another: direct trains, and journeys with changes."""

from typing import Any

from rest_framework import serializers

from railway.lib.fields import LocalTime
from timetables.api.v1.outputs import AlertOutput, StopBriefOutput, TripOptionOutput


class TrainChangeOutput(serializers.Serializer[Any]):
    """A change of trains between two legs of a journey."""

    stop = StopBriefOutput(source="left.destination", help_text="Where one train is left.")
    next_stop = StopBriefOutput(
        source="taken.origin", help_text="Where the next is taken: the same stop, or one to walk to."
    )
    arrival = LocalTime(source="left.arrival")
    departure = LocalTime(source="taken.departure")
    minutes = serializers.SerializerMethodField(help_text="Between the trains, as planned.")
    minimum_minutes = serializers.SerializerMethodField(help_text="What a change there takes.")
    missed = serializers.BooleanField(
        source="is_missed", help_text="By the delays known now the next train leaves too early to get to it."
    )

    def get_minutes(self, change: Any) -> int:
        """This method is the planned time between the trains."""
        return int(change.wait.total_seconds()) // 60

    def get_minimum_minutes(self, change: Any) -> int:
        """This method is the time a change takes, rounded up."""
        return -(-int(change.needed_s) // 60)


class JourneyOutput(serializers.Serializer[Any]):
    """A journey: one train, or several one after another. Each train is sold by offers of its own."""

    departure = LocalTime()
    arrival = LocalTime()
    duration_minutes = serializers.SerializerMethodField()
    changes = serializers.IntegerField(
        source="number_of_changes", help_text="How many times to change trains."
    )
    missed = serializers.BooleanField(
        source="is_missed", help_text="One of its connections will be missed by what is known now."
    )
    legs = TripOptionOutput(
        many=True, help_text="The trains in order; for offers ask for each leg's origin, destination and day."
    )
    transfers = TrainChangeOutput(many=True, source="changes", help_text="Between each two legs.")

    def get_duration_minutes(self, journey: Any) -> int:
        """This method is the planned time on the way, waiting included."""
        return int(journey.duration.total_seconds()) // 60


class TripsOutput(serializers.Serializer[Any]):
    """The ways from one stop to another on a day, and the nearest days that have any."""

    origin = StopBriefOutput()
    destination = StopBriefOutput()
    date = serializers.DateField()
    trips = TripOptionOutput(many=True, help_text="Direct trains, cancelled ones included.")
    journeys = JourneyOutput(
        many=True,
        help_text="Journeys with changes that leave later or arrive earlier than any other, direct trains included.",
    )
    previous_date = serializers.DateField(
        allow_null=True, help_text="The nearest earlier day with a train, else with a journey."
    )
    next_date = serializers.DateField(
        allow_null=True, help_text="The nearest later day with a train, else with a journey."
    )
    alerts = AlertOutput(many=True, help_text="What holds on that day for these stops, lines or trains.")


class JourneysOutput(serializers.Serializer[Any]):
    """The journeys from one stop to another around an instant, direct ones with no changes."""

    origin = StopBriefOutput()
    destination = StopBriefOutput()
    journeys = JourneyOutput(many=True, help_text="For each number of changes that helps, the best one.")
