"""GET /trips."""

from datetime import UTC, datetime

import pytest

from tests.api.client import Client
from timetables.models import DatedTrip
from timetables.operations import cancel_dated_trip, delay_dated_trip

NOW = datetime(2027, 5, 18, 6, 0, tzinfo=UTC)
VITEBSK_SMOLENSK = {"origin": "VITEBSK", "destination": "SMOLENSK"}
TUESDAY, SATURDAY = "2027-05-25", "2027-05-29"


def trips(client, date=TUESDAY, **query):
    answer = client.read("/trips", **VITEBSK_SMOLENSK | query, date=date)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_times_are_local_to_the_stop_with_its_offset(client):
    (trip,) = trips(client)["trips"]
    assert (trip["departure"], trip["arrival"]) == ("2027-05-25T07:12:00+03:00", "2027-05-25T09:49:00+03:00")
    assert (trip["train"], trip["duration_minutes"], trip["changes"]) == ("6722", 157, 0)
    assert (trip["state"], trip["delay_minutes"], trip["demonstration"]) == ("scheduled", 0, True)


def test_the_stops_on_the_way_are_told_with_the_border(client):
    (trip,) = trips(client)["trips"]
    stops = trip["stops"]
    assert (stops[0]["code"], stops[-1]["code"]) == ("VITEBSK", "SMOLENSK")
    (border,) = [stop for stop in stops if stop["is_border"]]
    assert (border["kilometre"], border["calls"]) == (60.0, False)


def test_a_delay_shows_at_once_and_changes_the_tag(client):
    before = client.read("/trips", **VITEBSK_SMOLENSK, date=TUESDAY)
    train = DatedTrip.objects.get(pk=before.json()["trips"][0]["dated_trip"])
    delay_dated_trip(dated_trip=train, delay_s=420, actor=None, now=NOW)
    after = client.read("/trips", **VITEBSK_SMOLENSK, date=TUESDAY)
    (trip,) = after.json()["trips"]
    assert (trip["delay_minutes"], trip["expected_departure"]) == (7, "2027-05-25T07:19:00+03:00")
    assert after["ETag"] != before["ETag"]


def test_a_cancelled_train_stays_in_the_list(client):
    train = DatedTrip.objects.get(pk=trips(client)["trips"][0]["dated_trip"])
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    assert [trip["state"] for trip in trips(client)["trips"]] == ["cancelled"]


def test_neighbouring_days_with_a_train_are_named(client):
    found = trips(client)
    assert (found["previous_date"], found["next_date"]) == ("2027-05-24", "2027-05-26")


def test_a_day_long_past_leads_to_the_days_to_come(client):
    found = trips(client, "1999-01-01")
    assert (found["trips"], found["previous_date"], found["next_date"]) == ([], None, "2027-05-19")


@pytest.mark.parametrize("date", [TUESDAY, SATURDAY])
def test_the_number_of_queries_does_not_grow_with_the_trains(client, django_assert_num_queries, date):
    client.read("/trips", **VITEBSK_SMOLENSK, date=date)  # the days are in memory then
    # two stops, four for the trains, whether the memory of journeys holds, the days before and after, alerts
    with django_assert_num_queries(10):
        client.read("/trips", **VITEBSK_SMOLENSK, date=date)


def test_the_days_compared_have_one_train_and_three(client):
    assert [len(trips(client, day)["trips"]) for day in (TUESDAY, SATURDAY)] == [1, 3]


def journeys(client, date=TUESDAY, origin="VITEBSK", destination="ORSHA"):
    return trips(client, date, origin=origin, destination=destination)["journeys"]


def test_a_journey_has_its_trains_and_the_change_between_them(client):
    (journey,) = journeys(client)
    assert [leg["train"] for leg in journey["legs"]] == ["6722", "6195"]
    assert (journey["changes"], journey["missed"], journey["duration_minutes"]) == (1, False, 525)
    assert journey["transfers"] == [
        {
            "stop": {"code": "SMOLENSK", "name": "Smolensk-Tsentralny"},
            "next_stop": {"code": "SMOLENSK", "name": "Smolensk-Tsentralny"},
            "arrival": "2027-05-25T09:49:00+03:00",
            "departure": "2027-05-25T14:05:00+03:00",
            "minutes": 256,
            "minimum_minutes": 10,
            "missed": False,
        }
    ]


def test_the_way_back_changes_in_the_same_station(client):
    (journey,) = journeys(client, origin="ORSHA", destination="VITEBSK")
    assert (journey["departure"], journey["arrival"]) == (
        "2027-05-25T06:40:00+03:00",
        "2027-05-25T12:57:00+03:00",
    )


def test_without_a_direct_train_the_nearest_days_are_those_with_a_journey(client):
    found = trips(client, origin="VITEBSK", destination="ORSHA")
    assert (found["trips"], found["previous_date"], found["next_date"]) == ([], "2027-05-24", "2027-05-26")


def test_a_direct_train_that_nothing_beats_stands_alone(client):
    assert trips(client)["journeys"] == []


def test_from_a_stop_to_itself_goes_nothing(client):
    found = trips(client, origin="VITEBSK", destination="VITEBSK")
    assert (found["trips"], found["journeys"], found["next_date"]) == ([], [], None)


def test_an_unknown_stop_is_named(client):
    answer = client.read("/trips", origin="NOWHERE", destination="SMOLENSK", date=TUESDAY)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "stop_not_found"
    assert answer.json()["pointers"] == [{"pointer": "/origin", "code": "stop_not_found"}]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("date", "tomorrow", "date_expected"),
        ("date", "9999-12-31", "date_expected"),
        ("date", "", "date_expected"),
        ("origin", "", "blank"),
        ("origin", "vitebsk", "invalid"),
        ("origin", "A\0B", "invalid"),
        ("destination", "A" * 65, "max_length"),
    ],
)
def test_what_is_not_understood_is_pointed_at(client, field, value, code):
    answer = client.read("/trips", **VITEBSK_SMOLENSK | {"date": TUESDAY} | {field: value})
    assert answer.status_code == 400
    (pointer,) = [one for one in answer.json()["pointers"] if one["code"] == code]
    assert pointer["pointer"] == f"/{field}"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "Напишите дату так: 2026-12-01."),
        ("be", "Напішыце дату так: 2026-12-01."),
        ("en", "Write the date as 2026-12-01."),
    ],
)
def test_problems_speak_the_readers_language(client, language, words):
    answer = Client(language=language).read("/trips", **VITEBSK_SMOLENSK, date="x")
    assert answer.json()["pointers"][0]["detail"] == words
    assert answer["Content-Language"] == language
