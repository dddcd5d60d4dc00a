"""What can be asked of the timetable. Answers are ready values; no question changes anything."""

from timetables.queries.alerts import alerts_for, alerts_in_force
from timetables.queries.boards import BoardRow, arrivals, departures
from timetables.queries.buses import BusRide, buses_by_trip
from timetables.queries.days import days_with_trains, next_day_with_train, previous_day_with_train
from timetables.queries.find_stops import find_stops
from timetables.queries.journeys import (
    JourneyOption,
    TrainChange,
    changes_between,
    days_with_journeys,
    find_journeys,
    next_day_with_journey,
    previous_day_with_journey,
)
from timetables.queries.line_timetable import Cell, LineColumn, LineRow, LineTimetable, line_timetable
from timetables.queries.live import live_version
from timetables.queries.network import lines, passenger_stops, stop_by_code
from timetables.queries.plan_journeys import journeys_after, journeys_before
from timetables.queries.stops_of_trip import Section, TripStop, part_cancelled, sections_between, trip_stops
from timetables.queries.trips import TripOption, find_rides, find_trip, find_trips

__all__ = [
    "BoardRow",
    "BusRide",
    "Cell",
    "JourneyOption",
    "LineColumn",
    "LineRow",
    "LineTimetable",
    "Section",
    "TrainChange",
    "TripOption",
    "TripStop",
    "alerts_for",
    "alerts_in_force",
    "arrivals",
    "buses_by_trip",
    "changes_between",
    "days_with_journeys",
    "days_with_trains",
    "departures",
    "find_journeys",
    "find_rides",
    "find_stops",
    "find_trip",
    "find_trips",
    "journeys_after",
    "journeys_before",
    "line_timetable",
    "lines",
    "live_version",
    "next_day_with_journey",
    "next_day_with_train",
    "part_cancelled",
    "passenger_stops",
    "previous_day_with_journey",
    "previous_day_with_train",
    "sections_between",
    "stop_by_code",
    "trip_stops",
]
