"""The operator's tables of timetables."""

from timetables.admin import (
    alert,
    calendar,
    dated_trip,
    edition,
    feed_upload,
    network,
    rolling_stock,
    substitute_days,
    trip,
    vehicle_position,
)

__all__ = [
    "alert",
    "calendar",
    "dated_trip",
    "edition",
    "feed_upload",
    "network",
    "rolling_stock",
    "substitute_days",
    "trip",
    "vehicle_position",
]
