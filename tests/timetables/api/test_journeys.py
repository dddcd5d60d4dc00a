"""GET /journeys."""

import pytest

ENDS = {"origin": "VITEBSK", "destination": "ORSHA"}


def journeys(client, **query):
    answer = client.read("/journeys", **ENDS | query)
    assert answer.status_code == 200, answer.json()
    return [
        ([leg["train"] for leg in one["legs"]], one["departure"], one["arrival"])
        for one in answer.json()["journeys"]
    ]


def test_from_an_instant_on_the_earliest_arrival_is_found(client):
    found = journeys(client, depart_after="2027-05-25T00:00:00+03:00")
    assert found == [(["6722", "6195"], "2027-05-25T07:12:00+03:00", "2027-05-25T15:57:00+03:00")]


def test_when_today_s_train_is_gone_tomorrow_s_is_taken(client):
    found = journeys(client, depart_after="2027-05-25T07:12:01+03:00")
    assert found[0][1] == "2027-05-26T07:12:00+03:00"


def test_to_be_there_in_time_the_latest_departure_is_found(client):
    found = journeys(client, arrive_by="2027-05-25T15:57:00+03:00")
    assert found == [(["6722", "6195"], "2027-05-25T07:12:00+03:00", "2027-05-25T15:57:00+03:00")]
    earlier = journeys(client, arrive_by="2027-05-25T15:56:59+03:00")
    assert earlier[0][2] < "2027-05-25T15:56:59+03:00"


def test_a_direct_train_is_a_journey_without_changes(client):
    found = journeys(client, destination="SMOLENSK", depart_after="2027-05-25T00:00:00+03:00")
    assert found == [(["6722"], "2027-05-25T07:12:00+03:00", "2027-05-25T09:49:00+03:00")]


def test_without_an_instant_it_is_now(client):
    assert journeys(client)[0][1] == "2027-05-19T07:12:00+03:00"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"depart_after": "2027-05-25T00:00:00Z", "arrive_by": "2027-05-25T00:00:00Z"}, "/arrive_by"),
        ({"depart_after": "noon"}, "/depart_after"),
        ({"origin": "vitebsk"}, "/origin"),
    ],
)
def test_what_is_not_understood_is_pointed_at(client, query, pointer):
    answer = client.read("/journeys", **ENDS | query)
    assert answer.status_code == 400
    assert answer.json()["pointers"][0]["pointer"] == pointer


@pytest.mark.parametrize("at", ["1900-01-01T00:00:00Z", "2199-12-30T23:59:59Z"])
def test_an_instant_without_trains_has_no_journeys(client, at):
    assert journeys(client, depart_after=at) == journeys(client, arrive_by=at) == []


def test_from_a_stop_to_itself_goes_nothing(client):
    assert journeys(client, destination="VITEBSK") == []
