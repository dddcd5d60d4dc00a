"""Adding and changing a train of the timetable."""

import pytest
from django.test import Client

from railway.accounts.models import User
from tests.factories import make_rolling_stock
from tests.timetables.admin.conftest import Line
from timetables.models import ScheduleChange, StopTime, Trip

ADDRESS = "/admin/timetables/trip/add/"
REST = {
    "wheelchair_accessible": 0,
    "bikes_allowed": 0,
    "stop_times-TOTAL_FORMS": 0,
    "stop_times-INITIAL_FORMS": 0,
}


def new_train(line: Line, **changes: object) -> dict[str, object]:
    """What the add form sends."""
    pattern = line.trips[0]
    return {
        "trip_id": "NEW",
        "short_name": "6799",
        "calendar": pattern.calendar.pk,
        "pattern": pattern.pk,
        "departure": "1700",
        "seat_mode": "open",
    } | changes


def test_a_new_train_takes_stops_from_another_and_gets_its_days(
    client: Client, editor: User, line: Line
) -> None:
    page = client.post(ADDRESS, new_train(line), follow=True).content.decode()
    trip = Trip.objects.get(trip_id="NEW")
    assert (trip.route, trip.timetable) == (line.route, line.trips[0].timetable)
    assert list(trip.stop_times.values_list("departure_time", flat=True)) == [61200, 61800, 62400, 63000]
    assert trip.dated_trips.count() > 80
    assert "trains of coming days are new" in page
    assert {row.history_user for row in Trip.history.filter(id=trip.pk)} == {editor}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"departure": "noon"}, "Write a time as 0825"),
        ({"departure": "25:00"}, "between 00:00 and 23:59"),
        ({"seat_mode": "numbered"}, "Choose the train set"),
        ({"seat_mode": "quota"}, "Write how many places"),
    ],
)
def test_a_train_that_cannot_be_sold_or_run_is_refused(
    client: Client, line: Line, changes: dict[str, object], words: str
) -> None:
    assert words in client.post(ADDRESS, new_train(line, **changes)).content.decode()
    assert not Trip.objects.filter(trip_id="NEW").exists()


def test_a_code_is_used_once_in_an_edition(client: Client, line: Line) -> None:
    page = client.post(ADDRESS, new_train(line, trip_id=line.trips[0].trip_id))
    assert "Another train has this code" in page.content.decode()


def test_a_new_way_of_sale_leaves_the_trains_on_sale_as_they_are(client: Client, line: Line) -> None:
    trip, train = line.trips[0], line.trains[0][0]
    changed = {
        "short_name": trip.short_name,
        "calendar": trip.calendar.pk,
        "seat_mode": "numbered",
        "rolling_stock": make_rolling_stock().pk,
    } | REST
    before = train.seat_mode
    assert client.post(f"/admin/timetables/trip/{trip.pk}/change/", changed).status_code == 302
    trip.refresh_from_db()
    train.refresh_from_db()
    assert (trip.seat_mode, train.seat_mode) == ("numbered", before)
    assert (
        "Trains that are on sale stay as they were sold"
        in client.get(f"/admin/timetables/trip/{trip.pk}/change/").content.decode()
    )


def test_another_calendar_cancels_the_days_that_it_does_not_have(client: Client, line: Line) -> None:
    trip = line.trips[0]
    never = trip.calendar
    never.pk, never.service_id = None, "NEVER"
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"):
        setattr(never, day, False)
    never.save()
    changed = {"short_name": "1", "calendar": never.pk, "seat_mode": "open"} | REST
    client.post(f"/admin/timetables/trip/{trip.pk}/change/", changed)
    assert ScheduleChange.objects.filter(kind="cancelled", dated_trip__trip=trip).count() == 2


def test_the_history_of_a_train_shows_its_stops_in_clock_times(client: Client, line: Line) -> None:
    row = StopTime.objects.get(trip=line.trips[0], stop_sequence=1)
    row.departure_time += 120
    row.save()
    page = client.get(f"/admin/timetables/trip/{line.trips[0].pk}/history/").content.decode()
    assert "departure, seconds: 08:10 → 08:12" in page
