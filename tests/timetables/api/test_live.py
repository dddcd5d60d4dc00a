"""Alerts, live fields and places of trains in the API."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client as Browser

from timetables.models import Alert, DatedTrip, ReportingDevice, Route, Stop, VehiclePosition
from timetables.operations import StopDelay, cancel_part, change_platform, make_device, report_delays

NOW = datetime(2027, 5, 18, 6, 0, tzinfo=UTC)
TRIPS = {"origin": "VITEBSK", "destination": "SMOLENSK", "date": "2027-05-25"}


@pytest.fixture
def train(client) -> DatedTrip:
    return DatedTrip.objects.get(pk=client.read("/trips", **TRIPS).json()["trips"][0]["dated_trip"])


def make_alert(**fields) -> Alert:
    return Alert.objects.create(header_ru="Снег", header_en="Snow", active_from=NOW, made_at=NOW, **fields)


def test_each_stop_has_its_own_delay(client, train):
    report_delays(dated_trip=train, delays=[StopDelay(3, 300, 600)], actor=None, now=NOW)
    stops = client.read("/trips", **TRIPS).json()["trips"][0]["stops"]
    assert stops[2]["expected_departure"] == stops[2]["departure"]
    late = datetime.fromisoformat(stops[3]["expected_departure"]) - datetime.fromisoformat(
        stops[3]["departure"]
    )
    assert late == timedelta(minutes=10)


def test_a_journey_over_a_cancelled_part_is_cancelled(client, train):
    last = train.stops.order_by("-position").first()
    start = train.stops.get(stop__stop_id="RUDNYA")
    cancel_part(
        dated_trip=train, from_position=start.position, to_position=last.position, actor=None, now=NOW
    )
    trip = client.read("/trips", **TRIPS).json()["trips"][0]
    assert (trip["state"], trip["cancelled"]) == ("scheduled", True)
    assert client.read("/trips", **TRIPS | {"destination": "RUDNYA"}).json()["trips"][0]["cancelled"] is False


def test_a_board_tells_platforms(client, train):
    change_platform(dated_trip=train, position=0, platform="2", actor=None, now=NOW)
    at = train.departs_at.isoformat()
    row = client.read("/stops/VITEBSK/departures", at=at).json()["departures"][0]
    assert (row["dated_trip"], row["platform"], row["platform_changed"]) == (train.pk, "2", True)


def test_alerts_are_told_with_what_they_concern(client, train):
    alert = make_alert(severity="SEVERE", cause="WEATHER", trip_ids=[train.trip.trip_id])
    alert.routes.add(Route.objects.get(route_id="VIT-SMO"))
    (told,) = client.read("/alerts").json()["alerts"]
    assert (told["title"], told["severity"], told["routes"], told["trips"]) == (
        "Snow", "SEVERE", ["VIT-SMO"], [train.trip.trip_id]
    )  # fmt: skip
    assert client.read("/trips", **TRIPS).json()["alerts"][0]["id"] == alert.pk
    assert client.read("/alerts", stop="ORSHA_CENTRAL").json()["alerts"] == []


def test_more_alerts_take_no_more_queries(client, django_assert_num_queries):
    stop = Stop.objects.get(stop_id="VITEBSK")
    for count in (1, 3):
        while Alert.objects.count() < count:
            make_alert().stops.add(stop)
        with django_assert_num_queries(3):
            assert len(client.read("/alerts").json()["alerts"]) == count


# --- Places ----------------------------------------------------------------------------------------------------------

PLACE = {
    "latitude": 55.2,
    "longitude": 30.2,
    "measured_at": "2027-05-18T05:59:00Z",
    "status": "IN_TRANSIT_TO",
}


def put(train: DatedTrip, token: str, **place: object):
    address = f"/api/v1/dated-trips/{train.pk}/position"
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return Browser().put(address, PLACE | place, content_type="application/json", headers=headers)


@pytest.fixture
def token(db: None) -> str:
    cache.clear()
    return make_device(name="RA-3 001", now=NOW)[1]


def test_a_device_tells_where_its_train_is(client, train, token):
    assert client.read(f"/dated-trips/{train.pk}/position").status_code == 404
    answer = put(train, token, stop_position=1)
    assert answer.status_code == 200, answer.json()
    told = client.read(f"/dated-trips/{train.pk}/position").json()
    assert (told["latitude"], told["status"], told["stop_position"]) == (55.2, "IN_TRANSIT_TO", 1)
    assert VehiclePosition.objects.get().device.last_seen_at


def test_an_older_report_changes_nothing(train, token):
    put(train, token)
    answer = put(train, token, latitude=1, measured_at="2027-05-18T05:58:00Z")
    assert (answer.status_code, answer.json()["latitude"]) == (200, 55.2)


@pytest.mark.parametrize("wrong", ["", "x", "Bearer x", "a" * 500])
def test_without_a_devices_token_nothing_is_told(train, token, wrong):
    answer = put(train, wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "device_not_known")
    assert not VehiclePosition.objects.exists()


def test_a_device_that_was_stopped_tells_nothing(train, token):
    ReportingDevice.objects.update(is_active=False)
    assert put(train, token).status_code == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("latitude", 91),
        ("latitude", "NaN"),
        ("longitude", "x"),
        ("bearing", -1),
        ("status", "FLYING"),
        ("measured_at", "now"),
    ],
)
def test_a_place_that_is_none_is_refused_by_field(train, token, field, value):
    answer = put(train, token, **{field: value})
    assert answer.status_code == 400
    assert answer.json()["pointers"][0]["pointer"] == f"/{field}"


def test_a_measurement_ahead_of_time_is_refused(train, token):
    answer = put(train, token, measured_at="2099-01-01T00:00:00Z")
    assert (answer.status_code, answer.json()["code"]) == (422, "measured_in_future")
