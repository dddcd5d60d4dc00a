"""GTFS-Realtime: what consumers learn of a day, read with the bindings of the format's makers."""

import json
import zipfile
from collections import defaultdict
from csv import DictReader
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from google.transit import gtfs_realtime_pb2 as realtime
from gtfs_rt_validator.cli import main as validate

from timetables.gtfs import write_feed
from timetables.gtfs.realtime import alert_message, trip_update_message, vehicle_position_message
from timetables.models import Alert, DatedTrip, Stop, Timetable, Trip, VehiclePosition
from timetables.operations import cancel_dated_trip, cancel_part, drop_stop, report_delays, set_bus
from timetables.operations.delays import StopDelay

NOON = datetime(2027, 5, 18, 9, 0, tzinfo=UTC)
TRIP = realtime.TripDescriptor
CALL = realtime.TripUpdate.StopTimeUpdate


def train(trip_id, day=18):
    return DatedTrip.objects.select_related("trip__route").get(
        trip__trip_id=trip_id, service_date=datetime(2027, 5, day, tzinfo=UTC).date()
    )


def read(message):
    return realtime.FeedMessage.FromString(message.SerializeToString())


def updates(now):
    message = read(trip_update_message(now=now))
    return {
        (one.trip_update.trip.trip_id, one.trip_update.trip.start_date): one.trip_update
        for one in message.entity
    }


def static(tmp_path):
    write_feed(tmp_path / "feed.zip")
    with zipfile.ZipFile(tmp_path / "feed.zip") as archive:
        return {
            name: list(DictReader(StringIO(archive.read(name).decode())))
            for name in ("trips.txt", "stop_times.txt")
        }


@pytest.fixture
def day(network):
    """A morning on which all that can happen has happened."""
    now = train("VIT-6722").departs_at + timedelta(minutes=20)
    late = train("VIT-6722")
    report_delays(
        dated_trip=late, delays=[StopDelay(position=4, arrival_s=600, departure_s=600)], actor=None, now=now
    )
    drop_stop(dated_trip=late, position=6, actor=None, now=now)
    cancel_dated_trip(dated_trip=train("ORS-6194"), actor=None, now=now)
    short = train("ORS-6192", day=19)
    last = short.stops.count() - 1
    cancel_part(dated_trip=short, from_position=last - 3, to_position=last, actor=None, now=now)
    stops = {stop.position: stop for stop in short.stops.all()}
    set_bus(
        dated_trip=short, from_position=last - 3, to_position=last, places={}, actor=None, now=now,
        departs_at=stops[last - 3].departure_at + timedelta(minutes=5),
        arrives_at=stops[last].arrival_at + timedelta(minutes=25),
    )  # fmt: skip
    halt = late.stops.select_related("stop").get(position=4).stop
    VehiclePosition.objects.create(
        dated_trip=late,
        lat=halt.lat,
        lon=halt.lon,
        position=4,
        status="STOPPED_AT",
        reported_at=now,
        received_at=now,
    )
    alert = Alert.objects.create(
        header_ru="Ремонт пути", header_be="Рамонт пуці", header_en="Track works", text_ru="До обеда.",
        cause="MAINTENANCE", effect="SIGNIFICANT_DELAYS", active_from=now, made_at=now, trip_ids=["VIT-6722", "GONE"],
    )  # fmt: skip
    alert.stops.add(Stop.objects.get(stop_id="RUDNYA"))
    return now


def test_a_delay_is_told_where_it_begins_and_the_stops_after_it_take_it_on(day):
    calls = {call.stop_sequence: call for call in updates(day)["VIT-6722", "20270518"].stop_time_update}
    assert calls[1].departure.delay == 0
    assert calls[5].arrival.delay == calls[5].departure.delay == 600
    late = train("VIT-6722").stops.get(position=4)
    assert calls[5].arrival.time == int(late.arrival_at.timestamp()) + 600
    assert set(calls) == {1, 5, 7}
    assert calls[7].schedule_relationship == CALL.SKIPPED


def test_a_cancelled_train_has_no_stops_and_an_untouched_one_days_ahead_is_not_named(day):
    found = updates(day)
    cancelled = found["ORS-6194", "20270518"]
    assert cancelled.trip.schedule_relationship == TRIP.CANCELED
    assert not cancelled.stop_time_update
    assert ("VIT-6722", "20270525") not in found


def test_a_part_that_does_not_run_is_skipped_and_its_bus_is_an_added_trip(day):
    found = updates(day)
    calls = list(found["ORS-6192", "20270519"].stop_time_update)
    skipped = [call.stop_id for call in calls if call.schedule_relationship == CALL.SKIPPED]
    stops = [stop.stop.stop_id for stop in train("ORS-6192", day=19).stops.order_by("position")]
    assert skipped == stops[-3:]
    (bus,) = [update for (code, _), update in found.items() if "-bus-" in code]
    assert bus.trip.schedule_relationship == TRIP.ADDED
    assert [call.stop_id for call in bus.stop_time_update] == [stops[-4], stops[-1]]


def test_a_train_whose_trip_the_static_feed_does_not_have_is_an_added_one(network):
    now = train("VIT-6722").departs_at
    old = Timetable.objects.create(name="Old", state=Timetable.State.SUPERSEDED, valid_from=now.date())
    Trip.objects.filter(trip_id="VIT-6722").update(timetable=old)
    added = updates(now)["VIT-6722+20270518", "20270518"]
    assert added.trip.schedule_relationship == TRIP.ADDED
    assert len(added.stop_time_update) == train("VIT-6722").stops.count()


def test_all_that_is_named_stands_in_the_static_feed(day, tmp_path):
    feed = static(tmp_path)
    trips = {row["trip_id"]: row for row in feed["trips.txt"]}
    calls = defaultdict(dict)
    for row in feed["stop_times.txt"]:
        calls[row["trip_id"]][int(row["stop_sequence"])] = row["stop_id"]
    seen = 0
    for (code, _), update in updates(day).items():
        if update.trip.schedule_relationship == TRIP.ADDED:
            continue
        assert update.trip.route_id == trips[code]["route_id"]
        assert update.trip.direction_id == int(trips[code]["direction_id"])
        for call in update.stop_time_update:
            assert calls[code][call.stop_sequence] == call.stop_id
            seen += 1
    assert seen > 5
    (place,) = read(vehicle_position_message(now=day)).entity
    assert calls["VIT-6722"][place.vehicle.current_stop_sequence] == place.vehicle.stop_id


def test_an_alert_speaks_three_languages_and_names_only_what_the_feed_has(day):
    (entity,) = read(alert_message(now=day)).entity
    told = {one.language: one.text for one in entity.alert.header_text.translation}
    assert told == {"ru": "Ремонт пути", "be": "Рамонт пуці", "en": "Track works"}
    assert [one.language for one in entity.alert.description_text.translation] == ["ru"]
    concerned = [(one.stop_id, one.trip.trip_id) for one in entity.alert.informed_entity]
    assert concerned == [("RUDNYA", ""), ("", "VIT-6722")]
    assert (
        not read(alert_message(now=day - timedelta(days=9))).entity[0].alert.active_period[0].HasField("end")
    )


def test_an_alert_of_nothing_concerns_the_railway_and_one_that_is_over_nobody(network):
    now = NOON
    over = {"active_until": now, "active_from": now - timedelta(days=1)}
    Alert.objects.create(header_ru="Всем", active_from=now, made_at=now)
    Alert.objects.create(header_ru="Прошло", made_at=now, **over)
    Alert.objects.create(header_ru="Отозвано", active_from=now, made_at=now, withdrawn_at=now)
    (entity,) = read(alert_message(now=now)).entity
    assert [one.agency_id for one in entity.alert.informed_entity] == ["PRIGRAN"]


def test_a_place_that_was_reported_long_ago_is_not_told(day):
    assert not vehicle_position_message(now=day + timedelta(minutes=16)).entity


def test_an_independent_validator_finds_no_error_in_the_three_messages(day, tmp_path):
    write_feed(tmp_path / "feed.zip")
    for name, make in (("tu", trip_update_message), ("vp", vehicle_position_message), ("sa", alert_message)):
        (tmp_path / f"{name}.pb").write_bytes(make(now=day).SerializeToString())
        asked = [
            "-gtfs",
            str(tmp_path / "feed.zip"),
            "-rt",
            str(tmp_path / f"{name}.pb"),
            "--out",
            str(tmp_path / name),
        ]
        assert validate([*asked, "--at", day.isoformat(), "--fail-on-error"]) == 0, told(tmp_path / name)


def told(folder):
    return [json.loads(path.read_text()) for path in folder.rglob("*.json")]


def test_many_trains_cost_as_many_queries_as_one(network, django_assert_max_num_queries):
    counts = []
    for hour in (3, 6):
        with django_assert_max_num_queries(30) as counted:
            message = trip_update_message(now=datetime(2027, 5, 18, hour, 0, tzinfo=UTC))
        counts.append((len(counted.captured_queries), len(message.entity)))
    assert counts[0][0] == counts[1][0]
    assert counts[0][1] != counts[1][1]
