"""The timetable's tables, named after GTFS."""

from timetables.models.calendar import Calendar, CalendarDate, PublicHoliday
from timetables.models.dated_trip import DatedStop, DatedTrip, ScheduleChange
from timetables.models.network import Agency, FeedInfo, Route, Stop
from timetables.models.rolling_stock import Coach, RollingStock, Seat
from timetables.models.timetable import Timetable
from timetables.models.trip import SeatMode, StopTime, Trip

__all__ = [
    "Agency",
    "Calendar",
    "CalendarDate",
    "Coach",
    "DatedStop",
    "DatedTrip",
    "FeedInfo",
    "PublicHoliday",
    "RollingStock",
    "Route",
    "ScheduleChange",
    "Seat",
    "SeatMode",
    "Stop",
    "StopTime",
    "Timetable",
    "Trip",
]
