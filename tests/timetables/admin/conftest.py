"""A line with two trains that run tomorrow and the days after, and an editor of the timetable."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from railway.accounts.models import User
from railway.accounts.roles import TIMETABLE_EDITOR
from tests.factories import make_dated_trip, make_line, make_stops, make_trip
from tests.staff import make_staff, sign_in
from timetables.models import DatedTrip, Route, Trip

HOUR = 3600


@dataclass
class Line:
    """The line's trips, each with its trains of two days. Times are 08:00, 08:10, 08:20, 08:30."""

    route: Route
    trips: list[Trip]
    trains: list[list[DatedTrip]]
    address: str = field(init=False)

    def __post_init__(self) -> None:
        self.address = f"/admin/timetables/trip/grid/{self.route.route_id}/0/"


def make_grid_line(trains: int = 2) -> Line:
    """This function makes a line of four stops with so many trips."""
    route, stops = make_line(), [stop.stop_id for stop in make_stops(4)]
    trips = [make_trip(stops=stops, route=route) for _number in range(trains)]
    days = [timezone.localdate() + timedelta(days=number) for number in (1, 2)]
    return Line(
        route, trips, [[make_dated_trip(trip=trip, service_date=day) for day in days] for trip in trips]
    )


@pytest.fixture
def line(db: None) -> Line:
    return make_grid_line()


@pytest.fixture
def editor(db: None) -> User:
    return make_staff(TIMETABLE_EDITOR)


@pytest.fixture
def client(editor: User) -> Client:
    return sign_in(editor)
