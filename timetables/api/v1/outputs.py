"""What the API answers about the network and its trains."""

from typing import Any

from rest_framework import serializers

from railway.lib.fields import Kilometres, LocalTime
from timetables.models import DatedTrip, Stop, Trip
from timetables.models.trip import SeatMode


class NamesOutput(serializers.Serializer[Any]):
    """A name in each language; where one is unknown, the Russian."""

    ru = serializers.SerializerMethodField()
    be = serializers.SerializerMethodField()
    en = serializers.SerializerMethodField()

    def get_ru(self, named: Any) -> str:
        """This method is the Russian name."""
        return str(named.name_in("ru"))

    def get_be(self, named: Any) -> str:
        """This method is the Belarusian name."""
        return str(named.name_in("be"))

    def get_en(self, named: Any) -> str:
        """This method is the English name."""
        return str(named.name_in("en"))


class StopBriefOutput(serializers.Serializer[Any]):
    """A stop, briefly."""

    code = serializers.CharField(source="stop_id")
    name = serializers.CharField(help_text="In the language of the request.")


class StopOutput(StopBriefOutput):
    """A stop (GTFS stops.txt)."""

    names = NamesOutput(source="*")
    kind = serializers.ChoiceField(choices=Stop.Kind.choices)
    country = serializers.CharField(help_text="ISO 3166: BY or RU.")
    latitude = serializers.FloatField(source="lat", allow_null=True)
    longitude = serializers.FloatField(source="lon", allow_null=True)
    timezone = serializers.CharField(help_text="IANA name; times of the stop are in it.")
    esr = serializers.CharField(help_text="ESR code with its check digit; empty where unknown.")
    express3 = serializers.CharField(help_text="Express-3 code; empty where unknown.")


class AgencyOutput(serializers.Serializer[Any]):
    """The railway that runs a line (GTFS agency.txt)."""

    id = serializers.CharField(source="agency_id")
    name = serializers.CharField()
    url = serializers.CharField()
    phone = serializers.CharField()


class RouteBriefOutput(serializers.Serializer[Any]):
    """A line, briefly."""

    id = serializers.CharField(source="route_id")
    letter = serializers.CharField(source="short_name")
    name = serializers.CharField(help_text="In the language of the request.")
    color = serializers.CharField(help_text="Six hexadecimal digits, or empty.")


class RouteOutput(RouteBriefOutput):
    """A line (GTFS routes.txt)."""

    names = NamesOutput(source="*")
    text_color = serializers.CharField()
    route_type = serializers.IntegerField(help_text="GTFS route_type; 2 is rail.")
    timezone = serializers.CharField(help_text="The timezone of its service days.")
    agency = AgencyOutput()


class LiveOutput(serializers.Serializer[Any]):
    """What is known now about a train of a day."""

    state = serializers.ChoiceField(choices=DatedTrip.State.choices)
    delay_minutes = serializers.SerializerMethodField()
    demonstration = serializers.BooleanField(
        help_text="The times are demonstration data: the real timetable is not announced yet."
    )

    def get_delay_minutes(self, train: Any) -> int:
        """This method is the delay in whole minutes, rounded down."""
        return int(train.delay_s) // 60


class TripStopOutput(serializers.Serializer[Any]):
    """A stop on the way; the border is a point that trains only pass."""

    code = serializers.CharField(source="stop.stop_id")
    name = serializers.CharField(source="stop.name")
    arrival = LocalTime()
    departure = LocalTime()
    kilometre = Kilometres(source="km", allow_null=True, help_text="From the trip's first stop.")
    is_border = serializers.BooleanField()
    calls = serializers.BooleanField(help_text="Whether anybody can get on or off here on this day.")


class TripOptionOutput(LiveOutput):
    """A train of a day between two stops. Planned times; the expected ones have the delay known now."""

    dated_trip = serializers.IntegerField(source="dated_trip_id")
    trip = serializers.CharField(source="trip_id")
    train = serializers.CharField(source="train_number", help_text="The train's number, as text.")
    headsign = serializers.CharField()
    route = RouteBriefOutput()
    service_date = serializers.DateField()
    origin = StopBriefOutput()
    destination = StopBriefOutput()
    departure = LocalTime()
    arrival = LocalTime()
    expected_departure = LocalTime()
    expected_arrival = LocalTime()
    duration_minutes = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField(
        help_text="How many times to change trains: 0, as this is one train."
    )
    seat_mode = serializers.ChoiceField(choices=SeatMode.choices)
    rolling_stock = serializers.SerializerMethodField()
    stops = TripStopOutput(many=True)

    def get_duration_minutes(self, option: Any) -> int:
        """This method is the planned time on the way."""
        return int(option.duration.total_seconds()) // 60

    def get_changes(self, option: Any) -> int:
        """This method counts the changes of train: this is one train. Those with changes are journeys."""
        return 0

    def get_rolling_stock(self, option: Any) -> str | None:
        """This method names the train set in the language of the request."""
        return option.rolling_stock.name if option.rolling_stock else None


class DepartureOutput(LiveOutput):
    """A train on a station's board."""

    dated_trip = serializers.IntegerField(source="dated_trip_id")
    train = serializers.CharField(source="train_number")
    route = RouteBriefOutput()
    headsign = serializers.CharField(source="place")
    scheduled = LocalTime()
    expected = LocalTime()


class DeparturesOutput(serializers.Serializer[Any]):
    """A station's board."""

    stop = StopBriefOutput()
    at = LocalTime()
    departures = DepartureOutput(many=True)


class CallOutput(serializers.Serializer[Any]):
    """A train at a stop of a timetable; without times it passes, or doesn't run there at all."""

    arrival = LocalTime(allow_null=True)
    departure = LocalTime(allow_null=True)
    passes = serializers.BooleanField()


class TimetableTrainOutput(LiveOutput):
    """A train of a timetable: the head of a column."""

    dated_trip = serializers.IntegerField(
        source="dated_trip_id", allow_null=True, help_text="null beyond the sales horizon."
    )
    trip = serializers.CharField(source="trip_id")
    train = serializers.CharField(source="train_number")
    headsign = serializers.CharField()
    calendar = serializers.CharField(help_text="The name of its days of running.")
    seat_mode = serializers.ChoiceField(choices=SeatMode.choices)


class TimetableRowOutput(serializers.Serializer[Any]):
    """A stop of a timetable with a call for each train, in the order of `trains`."""

    code = serializers.CharField(source="stop.stop_id")
    name = serializers.CharField(source="stop.name")
    kilometre = Kilometres(source="km", allow_null=True, help_text="From the first row.")
    is_border = serializers.BooleanField()
    calls = CallOutput(many=True, source="cells")


class LineTimetableOutput(serializers.Serializer[Any]):
    """A line's timetable in one direction on a service date."""

    route = RouteBriefOutput()
    date = serializers.DateField()
    direction = serializers.ChoiceField(choices=Trip.Direction.choices)
    trains = TimetableTrainOutput(many=True, source="columns")
    stops = TimetableRowOutput(many=True, source="rows")
