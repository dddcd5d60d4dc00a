"""What can be done to the timetable. Each operation is keyword-only and opens its own transaction."""

from timetables.operations.alerts import withdraw_alert
from timetables.operations.cancel_part import NoSuchPart, cancel_part, restore_part
from timetables.operations.change_stock import SeatsBusy, StockEffect, change_stock, foretell_stock
from timetables.operations.day_of_operation import (
    cancel_dated_trip,
    change_platform,
    drop_stop,
    restore_dated_trip,
    restore_stop,
)
from timetables.operations.delays import (
    DelayOutOfRange,
    StopDelay,
    TimesRunBack,
    delay_dated_trip,
    report_delays,
)
from timetables.operations.forget_touches import forget_touches
from timetables.operations.make_dated_trips import make_dated_trips
from timetables.operations.public_holidays import load_public_holidays
from timetables.operations.redate import redate_trips
from timetables.operations.replacement_bus import BusRunsBack, end_bus, set_bus
from timetables.operations.report_position import Place, ReportedTooEarly, make_device, report_position
from timetables.operations.retime import TimeFault, TimeProblem, TimesRefused, retime_trip, shift_trip
from timetables.operations.rolling_stock import PlanRefused, load_rolling_stock
from timetables.operations.train_lock import StopNotServed, TrainHasArrived, TrainIsCancelled

__all__ = [
    "BusRunsBack",
    "DelayOutOfRange",
    "NoSuchPart",
    "Place",
    "PlanRefused",
    "ReportedTooEarly",
    "SeatsBusy",
    "StockEffect",
    "StopDelay",
    "StopNotServed",
    "TimeFault",
    "TimeProblem",
    "TimesRefused",
    "TimesRunBack",
    "TrainHasArrived",
    "TrainIsCancelled",
    "cancel_dated_trip",
    "cancel_part",
    "change_platform",
    "change_stock",
    "delay_dated_trip",
    "drop_stop",
    "end_bus",
    "foretell_stock",
    "forget_touches",
    "load_public_holidays",
    "load_rolling_stock",
    "make_dated_trips",
    "make_device",
    "redate_trips",
    "report_delays",
    "report_position",
    "restore_dated_trip",
    "restore_part",
    "restore_stop",
    "retime_trip",
    "set_bus",
    "shift_trip",
    "withdraw_alert",
]
