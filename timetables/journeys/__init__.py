"""Journeys with changes of train, over a timetable kept in memory.

Pure: knows neither Django nor the database. Stops and trains are numbers, times are seconds since 1970 (UTC), so
trains past midnight, days and timezones need no rules of their own here. The algorithm is RAPTOR in its range form
(Delling, Pajor, Werneck: "Round-Based Public Transit Routing", 2012).
"""

from timetables.journeys.changes import ChangeTimes
from timetables.journeys.day import Day, Lane, Run, build_day
from timetables.journeys.journey import Journey, Leg, best_of
from timetables.journeys.search import Ends, arrive_by, depart_after, each_journey, find_journeys

__all__ = [
    "ChangeTimes",
    "Day",
    "Ends",
    "Journey",
    "Lane",
    "Leg",
    "Run",
    "arrive_by",
    "best_of",
    "build_day",
    "depart_after",
    "each_journey",
    "find_journeys",
]
