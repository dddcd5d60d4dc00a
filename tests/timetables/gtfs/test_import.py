"""Importing GTFS feeds."""

import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from tests.timetables.gtfs.feeds import PLAIN, write_files
from timetables.gtfs import FeedRefused, import_feed
from timetables.models import (
    Agency,
    Calendar,
    CalendarDate,
    DatedTrip,
    PublicHoliday,
    Route,
    Stop,
    StopTime,
    Timetable,
    Trip,
)
from timetables.models.service_rules import rule_of
from timetables.operations import make_dated_trips
from timetables.service_days import parse_time, runs_on

NOW = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
STOPS, TIMES = PLAIN["stops.txt"], PLAIN["stop_times.txt"]
pytestmark = pytest.mark.django_db


def test_a_feed_without_optional_files_and_columns_is_imported(tmp_path):
    report = import_feed(write_files(tmp_path), now=NOW)
    trip = Trip.objects.select_related("route__agency", "calendar").get()
    assert (trip.trip_id, trip.route.short_name, trip.route.name_ru, trip.seat_mode) == (
        "T1",
        "N1",
        "N1",
        "open",
    )
    assert not trip.demonstration
    assert (trip.route.timezone, Stop.objects.get(stop_id="A").timezone) == ("Europe/Warsaw", "Europe/Warsaw")
    assert report.timetable.state == Timetable.State.PUBLISHED
    assert report.timetable.valid_from == date(2027, 1, 1)


def test_rows_may_stand_in_any_order_and_blank_times_lie_between_known_ones(tmp_path):
    import_feed(write_files(tmp_path), now=NOW)
    rows = StopTime.objects.order_by("stop_sequence").values_list(
        "stop__stop_id", "arrival_time", "timepoint"
    )
    assert list(rows) == [("A", 82800, True), ("B", 82800 + 2700, False), ("C", parse_time("24:30:00"), True)]


def test_a_zip_is_read_also_when_its_files_lie_in_a_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        for name, text in PLAIN.items():
            archive.writestr(f"gtfs/{name}", "\ufeff" + text)
    import_feed(tmp_path / "feed.zip", now=NOW)
    assert Stop.objects.count() == 3


def test_importing_twice_changes_nothing(tmp_path):
    feed = write_files(tmp_path)
    import_feed(feed, now=NOW)
    before = [
        list(model.objects.values()) for model in (Agency, Stop, Route, Calendar, Trip, StopTime, Timetable)
    ]
    report = import_feed(feed, now=NOW)
    after = [
        list(model.objects.values()) for model in (Agency, Stop, Route, Calendar, Trip, StopTime, Timetable)
    ]
    assert report.changed_nothing
    assert before == after
    assert Stop.history.count() == 3


def test_a_corrected_feed_changes_what_differs_and_drops_a_stop_time_that_is_gone(tmp_path):
    import_feed(write_files(tmp_path), now=NOW)
    stop_times = f"{TIMES.splitlines()[0]}\nT1,23:00:00,23:00:00,A,10\nT1,24:40:00,24:40:00,C,30\n"
    stops = PLAIN["stops.txt"].replace("Gama", "Gama Nova")
    report = import_feed(write_files(tmp_path, stop_times=stop_times, stops=stops), now=NOW)
    assert report.counts["stops.txt"].changed == 1
    assert Stop.objects.get(stop_id="C").name == "Gama Nova"
    assert list(StopTime.objects.values_list("arrival_time", flat=True)) == [82800, parse_time("24:40:00")]
    assert Stop.history.filter(name_ru="Gama Nova").count() == 1


def test_dated_trips_follow_an_imported_change_of_times(tmp_path):
    import_feed(write_files(tmp_path), now=NOW)
    made = make_dated_trips(now=NOW, horizon_days=10)
    later = TIMES.replace("24:30:00,24:35:00", "24:50:00,24:55:00")
    report = import_feed(write_files(tmp_path, stop_times=later), now=NOW)
    assert (report.dated_trips_moved, report.dated_trips_left) == (made, 0)
    assert made
    assert {train.arrives_at.minute for train in DatedTrip.objects.all()} == {50}


def test_dated_trips_that_call_elsewhere_now_stay_and_are_counted(tmp_path):
    import_feed(write_files(tmp_path), now=NOW)
    made = make_dated_trips(now=NOW, horizon_days=10)
    without_b = TIMES.replace("T1,,,B,20\n", "")
    report = import_feed(write_files(tmp_path, stop_times=without_b), now=NOW)
    assert (report.dated_trips_moved, report.dated_trips_left) == (0, made)


def test_trips_that_the_feed_does_not_name_stay(tmp_path):
    import_feed(write_files(tmp_path), now=NOW)
    other = {name: PLAIN[f"{name}.txt"].replace("T1", "T2") for name in ("trips", "stop_times")}
    import_feed(write_files(tmp_path, **other), now=NOW)
    assert {trip.trip_id: trip.stop_times.count() for trip in Trip.objects.all()} == {"T1": 3, "T2": 3}


def test_a_service_may_stand_in_calendar_dates_alone(tmp_path):
    dates = "service_id,date,exception_type\nWD,20270401,1\nWD,20270405,1\n"
    import_feed(write_files(tmp_path, calendar="", calendar_dates=dates), now=NOW)
    rule = rule_of(Calendar.objects.get())
    running = [day for day in range(1, 7) if runs_on(rule, date(2027, 4, day))]
    assert running == [1, 5]


def test_exceptions_that_season_and_holidays_imply_are_not_kept(tmp_path):
    PublicHoliday.objects.create(country="BY", date=date(2027, 7, 3), name="Independence")
    calendar = (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date,season_from,season_to,"
        "plus_public_holidays\nWD,1,1,1,1,1,0,0,20270101,20271231,05-01,09-30,1\n"
    )
    dates = "service_id,date,exception_type\nWD,20270301,2\nWD,20270703,1\nWD,20270705,2\nWD,20270302,1\n"
    import_feed(write_files(tmp_path, calendar=calendar, calendar_dates=dates), now=NOW)
    kept = CalendarDate.objects.values_list("date", "exception_type")
    assert set(kept) == {(date(2027, 7, 5), 2), (date(2027, 3, 2), 1)}


def test_names_come_in_three_languages_by_record_and_by_value(tmp_path):
    translations = (
        "table_name,field_name,language,translation,record_id,field_value\n"
        "stops,stop_name,ru,Альфа,A,\nstops,stop_name,en,Alpha,A,\nstops,stop_name,be,Бэта,,Beta\n"
    )
    info = "feed_publisher_name,feed_publisher_url,feed_lang\nWe,https://example.org/,pl\n"
    import_feed(write_files(tmp_path, translations=translations, feed_info=info), now=NOW)
    names = Stop.objects.order_by("stop_id").values_list("name_ru", "name_be", "name_en")
    assert list(names) == [("Альфа", "", "Alpha"), ("Beta", "Бэта", ""), ("Gama", "", "")]


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("stops", "", "stops.txt"),
        ("stops", "stop_name\nAlfa\n", "stops.txt:1:stop_id: the column is missing"),
        ("stops", STOPS.replace("52.2", "95"), "stops.txt:3:stop_lat: degrees from -90 to 90, got '95'"),
        ("stops", STOPS + "A,Again,52,21\n", "stops.txt:5:stop_id: 'A' stands on an earlier line already"),
        ("stops", STOPS.replace("\nA", "\nA,1,2,3,4"), "stops.txt:2: has 8 cells under 4 columns"),
        ("stops", STOPS.replace("stop_lon", "esr").replace("21.1", "160003"), "stops.txt:3:esr: six digits"),
        ("agency", PLAIN["agency.txt"].replace("Warsaw", "Vitebsk"), "agency.txt:2:agency_timezone"),
        ("routes", PLAIN["routes.txt"].replace(",2", ",rail"), "routes.txt:2:route_type: a whole number"),
        ("calendar", PLAIN["calendar.txt"].replace("20271231", "20271331"), "calendar.txt:2:end_date: a date"),
        ("calendar", PLAIN["calendar.txt"].replace("20271231", "20261231"), "calendar.txt:2:end_date: must not be"),
        ("calendar", PLAIN["calendar.txt"].replace("WD,1", "WD,2"), "calendar.txt:2:monday: a whole number"),
        ("calendar_dates", "service_id,date,exception_type\nWD,20270301,3\n", "calendar_dates.txt:2:exception_type"),
        ("trips", PLAIN["trips.txt"].replace("R1", "R2"), "trips.txt:2:route_id: 'R2' is not defined"),
        ("trips", "route_id,service_id,trip_id,seat_mode\nR1,WD,T1,quota\n", "trips.txt:2:quota"),
        ("trips", "route_id,service_id,trip_id,seat_mode\nR1,WD,T1,numbered\n", "trips.txt:2:rolling_stock"),
        ("stop_times", TIMES.replace("C,30", "D,30"), "stop_times.txt:2:stop_id: 'D' is not defined"),
        ("stop_times", TIMES.replace("24:30:00", "24:36:00"), "stop_times.txt:2:departure_time: must not be before"),
        ("stop_times", TIMES.replace("24:30:00", "22:36:00"), "stop_times.txt:2:arrival_time: must not be"),
        ("stop_times", TIMES.replace("23:00:00,23:00:00", ","), "stop_times.txt:3:arrival_time: the first and last"),
        ("stop_times", TIMES.replace("B,20", "B,10"), "stop_sequence: must rise along the trip: 10 stands twice"),
        ("stops", STOPS.replace("stop_lon", "stop_id"), "stops.txt:1:stop_id: the column stands twice"),
        ("stops", STOPS.replace("Alfa", "Al\0fa"), "stops.txt:1: must be CSV in UTF-8 (a character with the code 0)"),
        ("stops", STOPS.replace("Alfa", "A" * 100_001), "stops.txt:2: a cell of more than 100000 characters"),
        ("stops", STOPS.replace("Alfa", '"Al"fa'), "stops.txt:2: must be CSV in UTF-8"),
        ("stop_times", TIMES.replace("T1,,,B", "T1,,,"), "stop_times.txt:4:stop_id: must not be blank"),
        ("stop_times", TIMES.replace("24:30:00", "24.30"), "stop_times.txt:2:arrival_time: a time is written HH:MM:SS"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_file_line_and_column_and_nothing_is_kept(tmp_path, file, text, place):
    with pytest.raises(FeedRefused) as refused:
        import_feed(write_files(tmp_path, **{file: text}), now=NOW)
    assert place in str(refused.value)
    assert not Stop.objects.exists()


def test_several_faults_are_told_at_once(tmp_path):
    stops = STOPS.replace("52.1", "x").replace("52.2", "y")
    with pytest.raises(FeedRefused) as refused:
        import_feed(write_files(tmp_path, stops=stops), now=NOW)
    assert [(problem.line, problem.column) for problem in refused.value.problems] == [
        (2, "stop_lat"),
        (3, "stop_lat"),
    ]


def test_a_file_that_is_not_utf_8_is_told(tmp_path):
    feed = write_files(tmp_path)
    (feed / "stops.txt").write_bytes("stop_id,stop_name\nA,Витебск\n".encode("cp1251"))
    with pytest.raises(FeedRefused, match="CSV in UTF-8"):
        import_feed(feed, now=NOW)


def test_a_trip_that_calls_once_is_told_and_left_without_stops(tmp_path):
    trips = PLAIN["trips.txt"] + "R1,WD,T2\n"
    report = import_feed(
        write_files(tmp_path, trips=trips, stop_times=TIMES + "T2,05:00:00,05:00:00,A,1\n"), now=NOW
    )
    assert [str(remark) for remark in report.remarks] == [
        "stop_times.txt:trip_id: a trip that calls at fewer than two stops is left without them (line 5)"
    ]
    assert {trip.trip_id: trip.stop_times.count() for trip in Trip.objects.all()} == {"T1": 3, "T2": 0}


def test_the_command_tells_what_to_correct(tmp_path):
    feed = write_files(tmp_path, routes=PLAIN["routes.txt"].replace(",2", ",x"))
    with pytest.raises(CommandError, match=r"routes\.txt:2:route_type"):
        call_command("import_gtfs", feed)
    with pytest.raises(CommandError, match="a folder or a zip"):
        call_command("import_gtfs", tmp_path / "nowhere")
