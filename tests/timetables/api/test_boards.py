"""GET /stops/{code}/departures and /routes/{id}/timetable."""

import pytest


def test_a_board_tells_the_next_trains_with_local_times(client):
    answer = client.read("/stops/SMOLENSK/departures", at="2027-05-25T05:00:00+00:00", limit=4)
    board = answer.json()
    assert board["stop"] == {"code": "SMOLENSK", "name": "Smolensk-Tsentralny"}
    assert board["at"] == "2027-05-25T08:00:00+03:00"
    assert board["departures"][0]["scheduled"] == "2027-05-25T08:25:00+03:00"
    assert board["departures"][0]["route"]["id"] == "ORS-SMO"
    times = [row["scheduled"] for row in board["departures"]]
    assert times == sorted(times)
    assert len(times) == 4


def test_a_plus_sign_left_bare_in_the_address_is_understood(client):
    answer = client.get("/api/v1/stops/SMOLENSK/departures?at=2027-05-25T08:00:00+03:00")
    assert answer.json()["at"] == "2027-05-25T08:00:00+03:00"


def test_without_a_moment_the_board_begins_now(client):
    assert client.read("/stops/VITEBSK/departures").json()["at"] == "2027-05-18T09:00:00+03:00"


@pytest.mark.parametrize("limit", [1, 3])
def test_a_board_takes_as_many_queries_for_one_train_as_for_three(client, django_assert_num_queries, limit):
    with django_assert_num_queries(4):
        rows = client.read("/stops/SMOLENSK/departures", limit=limit).json()["departures"]
    assert len(rows) == limit


@pytest.mark.parametrize(
    "query", [{"at": "soon"}, {"at": "9999-12-31T23:59:59Z"}, {"limit": 0}, {"limit": "9" * 5000}]
)
def test_a_board_of_no_sense_is_refused(client, query):
    assert client.read("/stops/SMOLENSK/departures", **query).status_code == 400


@pytest.mark.parametrize("code", ["NOWHERE", "vitebsk", "A%00B", "%F0%9F%9A%82", "A" * 65])
def test_an_unknown_stop_has_no_board(client, code):
    answer = client.get(f"/api/v1/stops/{code}/departures")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_timetable_has_a_call_of_each_train_at_each_stop(client):
    table = client.read("/routes/VIT-SMO/timetable", date="2027-05-29").json()
    assert [train["train"] for train in table["trains"]]
    assert all(len(stop["calls"]) == len(table["trains"]) for stop in table["stops"])
    assert (table["stops"][0]["code"], table["stops"][-1]["code"]) == ("VITEBSK", "SMOLENSK")
    assert table["stops"][0]["calls"][0]["departure"] == "2027-05-29T07:12:00+03:00"


def test_the_other_direction_begins_at_the_other_end(client):
    table = client.read("/routes/VIT-SMO/timetable", date="2027-05-29", direction=1).json()
    assert table["stops"][0]["code"] == "SMOLENSK"


def test_beyond_the_horizon_the_timetable_is_the_planned_one(client):
    table = client.read("/routes/ORS-SMO/timetable", date="2028-03-01").json()
    assert {train["dated_trip"] for train in table["trains"]} == {None}


def test_a_timetable_without_a_date_is_todays(client):
    assert client.read("/routes/VIT-SMO/timetable").json()["date"] == "2027-05-18"


@pytest.mark.parametrize("date", ["2027-05-25", "2027-05-29"])
def test_a_timetable_takes_the_same_queries_for_one_train_as_for_three(
    client, django_assert_num_queries, date
):
    with django_assert_num_queries(4):
        client.read("/routes/VIT-SMO/timetable", date=date)


@pytest.mark.parametrize("path", ["/routes/NO-SUCH/timetable", "/routes/VIT-SMO/timetable/x"])
def test_an_unknown_line_has_no_timetable(client, path):
    assert client.read(path).status_code == 404


@pytest.mark.parametrize("query", [{"direction": 2}, {"direction": "x"}, {"date": "2027-02-30"}])
def test_a_timetable_of_no_sense_is_refused(client, query):
    assert client.read("/routes/VIT-SMO/timetable", **query).status_code == 400
