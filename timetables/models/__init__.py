"""The timetable's tables, named after GTFS."""

from timetables.models.alert import Alert
from timetables.models.calendar import Calendar, CalendarDate, PublicHoliday, SubstituteDay
from timetables.models.dated_trip import DatedStop, DatedTrip, ScheduleChange
from timetables.models.feed import FeedRemainder, FeedUpload, FeedUploadPart
from timetables.models.network import Agency, FeedInfo, Route, Stop
from timetables.models.replacement_bus import ReplacementBus
from timetables.models.rolling_stock import Coach, RollingStock, Seat
from timetables.models.timetable import Draft, DraftStep, Publication, Timetable
from timetables.models.transfer import TimetableTouch, Transfer
from timetables.models.trip import SeatMode, StopTime, Trip
from timetables.models.vehicle_position import ReportingDevice, VehiclePosition

__all__ = [
    "Agency",
    "Alert",
    "Calendar",
    "CalendarDate",
    "Coach",
    "DatedStop",
    "DatedTrip",
    "Draft",
    "DraftStep",
    "FeedInfo",
    "FeedRemainder",
    "FeedUpload",
    "FeedUploadPart",
    "PublicHoliday",
    "Publication",
    "ReplacementBus",
    "ReportingDevice",
    "RollingStock",
    "Route",
    "ScheduleChange",
    "Seat",
    "SeatMode",
    "Stop",
    "StopTime",
    "SubstituteDay",
    "Timetable",
    "TimetableTouch",
    "Transfer",
    "Trip",
    "VehiclePosition",
]
