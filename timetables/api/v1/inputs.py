"""What may be asked of the timetable."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from railway.lib.fields import Code, Day, Moment
from timetables.models import Trip, VehiclePosition


class StopsQuestion(serializers.Serializer[Any]):
    """Which stops."""

    q = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=80,
        help_text="A name as typed: in any of the three languages, on the wrong keyboard, with a slip.",
    )


class TripsQuestion(serializers.Serializer[Any]):
    """From where, to where, when."""

    origin = Code(help_text="A stop's code, e.g. VITEBSK.")
    destination = Code(help_text="A stop's code, e.g. SMOLENSK.")
    date = Day(help_text="The day of departure at the origin, in the origin's own timezone.")


class JourneysQuestion(serializers.Serializer[Any]):
    """From where, to where, and from when on or until when."""

    origin = Code(help_text="A stop's code, e.g. VITEBSK.")
    destination = Code(help_text="A stop's code, e.g. ORSHA.")
    depart_after = Moment(
        required=False,
        default=None,
        help_text="An instant (RFC 3339): what leaves from then on and arrives earliest. Now when both are left out.",
    )
    arrive_by = Moment(
        required=False, default=None, help_text="An instant: what is there by then and leaves last."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This method refuses both instants at once."""
        if attrs["depart_after"] and attrs["arrive_by"]:
            words = _("Give either depart_after or arrive_by.")
            raise serializers.ValidationError({"arrive_by": words}, code="one_instant")
        return attrs


class TimetableQuestion(serializers.Serializer[Any]):
    """Which day and direction of a line."""

    date = Day(required=False, default=None, help_text="A service date; today when left out.")
    direction = serializers.ChoiceField(
        choices=Trip.Direction.choices,
        default=0,
        help_text="GTFS direction_id: 0 from Belarus, 1 to Belarus.",
    )


class DeparturesQuestion(serializers.Serializer[Any]):
    """From which moment on."""

    at = Moment(required=False, default=None, help_text="An instant (RFC 3339); now when left out.")
    limit = serializers.IntegerField(min_value=1, max_value=40, default=8)


class AlertsQuestion(serializers.Serializer[Any]):
    """Which alerts: those that concern any of these; without any, all in force."""

    stop = Code(required=False, default="", help_text="A stop's code.")
    route = serializers.CharField(required=False, default="", max_length=64, help_text="A line's id.")
    trip = serializers.CharField(required=False, default="", max_length=64, help_text="A trip's code.")


class PositionRequest(serializers.Serializer[Any]):
    """Where a train is, WGS 84."""

    latitude = serializers.FloatField(min_value=-90, max_value=90)
    longitude = serializers.FloatField(min_value=-180, max_value=180)
    bearing = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=0, max_value=360
    )
    speed_mps = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=0, max_value=150
    )
    vehicle = serializers.CharField(required=False, allow_blank=True, default="", max_length=64)
    stop_position = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=1000
    )
    status = serializers.ChoiceField(
        choices=VehiclePosition.Status.choices, required=False, allow_blank=True, default=""
    )
    measured_at = Moment(help_text="When it was measured.")


def asked(question: type[serializers.Serializer[Any]], query: Any) -> dict[str, Any]:
    """This function reads the query of an address by one of these serializers. Raises ValidationError."""
    serializer = question(data=query)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
