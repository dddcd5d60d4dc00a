"""GTFS-Realtime: delays and changes of trains, where they are, and what passengers must know."""

from timetables.gtfs.realtime.alerts import alert_message
from timetables.gtfs.realtime.trip_updates import trip_update_message
from timetables.gtfs.realtime.vehicle_positions import vehicle_position_message

__all__ = ["alert_message", "trip_update_message", "vehicle_position_message"]
