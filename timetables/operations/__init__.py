"""What can be done to the timetable. Each operation is keyword-only and opens its own transaction."""

from timetables.operations.day_of_operation import (
    DelayOutOfRange,
    StopNotServed,
    TrainHasArrived,
    TrainIsCancelled,
    cancel_dated_trip,
    delay_dated_trip,
    drop_stop,
    restore_dated_trip,
)
from timetables.operations.make_dated_trips import make_dated_trips
from timetables.operations.public_holidays import load_public_holidays
from timetables.operations.redate import redate_trips
from timetables.operations.retime import TimeFault, TimeProblem, TimesRefused, retime_trip, shift_trip
from timetables.operations.rolling_stock import PlanRefused, load_rolling_stock

__all__ = [
    "DelayOutOfRange",
    "PlanRefused",
    "StopNotServed",
    "TimeFault",
    "TimeProblem",
    "TimesRefused",
    "TrainHasArrived",
    "TrainIsCancelled",
    "cancel_dated_trip",
    "delay_dated_trip",
    "drop_stop",
    "load_public_holidays",
    "load_rolling_stock",
    "make_dated_trips",
    "redate_trips",
    "restore_dated_trip",
    "retime_trip",
    "shift_trip",
]
