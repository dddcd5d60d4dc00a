"""Every page of the timetable's tables opens, its add form as well, without anything that the policy forbids."""

import pytest
from django.test import Client

from tests.railway.accounts.test_staff_site import INLINE
from tests.timetables.admin.conftest import Line
from timetables.models import DatedTrip, Stop

TABLES = [
    "agency", "stop", "route", "feedinfo", "rollingstock", "coach", "timetable", "trip", "calendar", "publicholiday",
    "datedtrip", "schedulechange",
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_a_list_opens_and_needs_no_inline_script(client: Client, line: Line, table: str) -> None:
    page = client.get(f"/admin/timetables/{table}/")
    assert page.status_code == 200
    assert not INLINE.search(page.content.decode())


@pytest.mark.parametrize("table", ["trip", "calendar", "stop", "route", "agency", "timetable"])
def test_a_row_opens_with_its_history(client: Client, line: Line, table: str) -> None:
    trip = line.trips[0]
    rows = {
        "trip": trip,
        "calendar": trip.calendar,
        "stop": Stop.objects.first(),
        "route": line.route,
        "agency": line.route.agency,
        "timetable": trip.timetable,
    }
    for page in ("change", "history"):
        answer = client.get(f"/admin/timetables/{table}/{rows[table].pk}/{page}/")
        assert answer.status_code == 200
        assert not INLINE.search(answer.content.decode())


def test_a_train_of_a_day_opens_with_its_stops_and_changes(client: Client, line: Line) -> None:
    train = line.trains[0][0]
    html = client.get(f"/admin/timetables/datedtrip/{train.pk}/change/").content.decode()
    assert "Stop_" in html
    assert 'name="_save"' not in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"timezone": "Mars/Base"}, "Europe/Minsk"),
        ({"timezone": "Europe/Minsk", "esr": "160001"}, "check digit"),
    ],
)
def test_a_stop_is_checked_before_it_is_saved(client: Client, fields: dict[str, str], words: str) -> None:
    page = client.post(
        "/admin/timetables/stop/add/", {"name_ru": "А", "stop_id": "X", "kind": "halt"} | fields
    )
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Stop.objects.exists()


def test_the_list_of_trains_shows_those_to_come(client: Client, line: Line) -> None:
    old = line.trains[0][0]
    DatedTrip.objects.filter(pk=old.pk).update(departs_at="2020-01-01T08:00Z", arrives_at="2020-01-01T09:00Z")
    coming = client.get("/admin/timetables/datedtrip/").context["cl"].queryset
    assert set(coming) == {train for trains in line.trains for train in trains} - {old}
    assert list(client.get("/admin/timetables/datedtrip/?period=past").context["cl"].queryset) == [old]
