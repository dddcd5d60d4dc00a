"""What the API answers about the network and its trains."""

import datetime as dt
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from railway.lib.fields import Kilometres, LocalTime
from timetables.models import Alert, DatedTrip, Stop, Trip, VehiclePosition
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
        """This method is the delay in whole minutes, below 0 when the train is early."""
        return int(train.delay_s / 60)


class LocalAlertTime(serializers.DateTimeField):
    """An instant in the timezone of the service."""

    def to_representation(self, value: dt.datetime) -> str:
        """This method writes 2026-12-01T07:12:00+03:00."""
        return timezone.localtime(value).isoformat(timespec="seconds")


class TripStopOutput(serializers.Serializer[Any]):
    """A stop on the way; the border is a point that trains only pass."""

    code = serializers.CharField(source="stop.stop_id")
    name = serializers.CharField(source="stop.name")
    arrival = LocalTime()
    departure = LocalTime()
    kilometre = Kilometres(source="km", allow_null=True, help_text="From the trip's first stop.")
    is_border = serializers.BooleanField()
    calls = serializers.BooleanField(help_text="Whether anybody can get on or off here on this day.")
    expected_arrival = LocalTime(help_text="With the delay known now of this very stop.")
    expected_departure = LocalTime(help_text="With the delay known now of this very stop.")
    arrival_cancelled = serializers.BooleanField(help_text="The train does not come here on this day.")
    departure_cancelled = serializers.BooleanField(
        help_text="The train does not go on from here on this day."
    )
    platform = serializers.CharField(help_text="Empty where unknown.")
    platform_changed = serializers.BooleanField(help_text="The platform is not the planned one.")


class BusOutput(serializers.Serializer[Any]):
    """A bus that runs instead of a train on a part of its way; tickets of the train are valid on it."""

    origin = StopBriefOutput()
    destination = StopBriefOutput()
    departure = LocalTime()
    arrival = LocalTime()
    place = serializers.CharField(help_text="Where it waits, in the language of the request; may be empty.")


class AlertOutput(serializers.Serializer[Any]):
    """What passengers must know (GTFS-Realtime Alert). Without an end it holds until withdrawn."""

    id = serializers.IntegerField(source="pk")
    severity = serializers.ChoiceField(choices=Alert.Severity.choices)
    cause = serializers.ChoiceField(choices=Alert.Cause.choices)
    effect = serializers.ChoiceField(choices=Alert.Effect.choices)
    title = serializers.CharField(source="header", help_text="In the language of the request.")
    text = serializers.CharField(help_text="In the language of the request; may be empty.")
    url = serializers.CharField(help_text="A page with more, or empty.")
    starts = LocalAlertTime(source="active_from")
    ends = LocalAlertTime(source="active_until", allow_null=True)
    routes = serializers.SerializerMethodField(help_text="Ids of lines.")
    stops = serializers.SerializerMethodField(help_text="Codes of stops.")
    trips = serializers.ListField(
        child=serializers.CharField(), source="trip_ids", help_text="Nothing named: the whole network."
    )

    def get_routes(self, alert: Any) -> list[str]:
        """This method names the lines it concerns."""
        return [route.route_id for route in alert.routes.all()]

    def get_stops(self, alert: Any) -> list[str]:
        """This method names the stations it concerns."""
        return [stop.stop_id for stop in alert.stops.all()]


class AlertsOutput(serializers.Serializer[Any]):
    """The alerts in force, the gravest first."""

    at = LocalTime()
    alerts = AlertOutput(many=True)


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
    cancelled = serializers.BooleanField(
        source="is_cancelled", help_text="The train does not run, or not all the way of this journey."
    )
    buses = BusOutput(many=True, help_text="What runs instead on a part of the journey.")
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
    expected = LocalTime(help_text="With the delay known now of this very stop.")
    cancelled = serializers.BooleanField(
        source="is_cancelled", help_text="The train does not run, or does not go on from here."
    )
    only_to = serializers.CharField(
        source="short_of", help_text="The station it ends at on this day; else empty."
    )
    platform = serializers.CharField(help_text="Empty where unknown.")
    platform_changed = serializers.BooleanField(help_text="The platform is not the planned one.")


class DeparturesOutput(serializers.Serializer[Any]):
    """A station's board."""

    stop = StopBriefOutput()
    at = LocalTime()
    departures = DepartureOutput(many=True)
    alerts = AlertOutput(many=True, help_text="What concerns the station, or lines and trains of the board.")


class CallOutput(serializers.Serializer[Any]):
    """A train at a stop of a timetable; without times it passes, or doesn't run there at all."""

    arrival = LocalTime(allow_null=True)
    departure = LocalTime(allow_null=True)
    passes = serializers.BooleanField()
    delay_minutes = serializers.IntegerField(
        source="late_minutes", help_text="Known now, below 0 when early."
    )
    cancelled = serializers.BooleanField(
        source="is_cancelled", help_text="It does not come here on this day."
    )


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


class PositionOutput(serializers.Serializer[Any]):
    """The last known place of a train (GTFS-Realtime VehiclePosition), WGS 84."""

    latitude = serializers.FloatField(source="lat")
    longitude = serializers.FloatField(source="lon")
    bearing = serializers.FloatField(allow_null=True, help_text="Degrees from north.")
    speed_mps = serializers.FloatField(allow_null=True, help_text="Metres a second.")
    vehicle = serializers.CharField(source="vehicle_label")
    stop_position = serializers.IntegerField(
        source="position",
        allow_null=True,
        help_text="The position, from 0, of the stop that `status` speaks of.",
    )
    status = serializers.ChoiceField(choices=VehiclePosition.Status.choices, allow_blank=True)
    measured_at = LocalAlertTime(source="reported_at")
