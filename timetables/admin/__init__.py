"""The operator's tables of timetables."""

from timetables.admin import calendar, dated_trip, network, rolling_stock, substitute_days, trip

__all__ = ["calendar", "dated_trip", "network", "rolling_stock", "substitute_days", "trip"]
