"""Feeds that go into a draft leave alone what passengers see."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from gtfs_validator.cli import main as validate

from tests.timetables.gtfs.feeds import PLAIN, write_files
from timetables.gtfs import FeedRefused, import_draft, import_feed, write_feed
from timetables.models import Agency, Calendar, DatedTrip, FeedInfo, Route, Stop, Timetable, Trip
from timetables.operations import make_dated_trips
from timetables.queries.network import lines, passenger_stops

NOW = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
FAR = PLAIN["stops.txt"].replace("Alfa,52.1", "Omega,10.1")
pytestmark = pytest.mark.django_db


@pytest.fixture
def live(tmp_path):
    """The plain feed as the published timetable, with its trains of ten days."""
    import_feed(write_files(tmp_path / "live"), now=NOW)
    make_dated_trips(now=NOW, horizon_days=10)


def draft(folder, name="Draft", prefix="", **files):
    return import_draft(write_files(folder / name, **files), name=name, now=NOW, prefix=prefix)


def test_stops_lines_and_days_in_use_stay_as_they_are_and_the_report_says_so(live, tmp_path):
    stops = PLAIN["stops.txt"].replace("Beta", "Beta Nova")
    report = draft(tmp_path, stops=stops, routes=PLAIN["routes.txt"].replace("N1", "N9"))
    assert Stop.objects.get(stop_id="B").name_ru == "Beta"
    assert Route.objects.get(route_id="R1").short_name == "N1"
    told = " ".join(map(str, report.remarks))
    assert "'B' is in use and stays as it is: name_ru 'Beta', not 'Beta Nova'" in told
    assert report.counts["stops.txt"].kept == report.counts["routes.txt"].kept == 1


def test_a_calendar_with_other_days_gets_a_code_of_its_own(live, tmp_path):
    calendar = PLAIN["calendar.txt"].replace("1,1,1,1,1,0,0", "0,0,0,0,0,1,1")
    draft(tmp_path, calendar=calendar)
    assert Calendar.objects.get(service_id="WD").monday
    trip = Trip.objects.get(timetable__state=Timetable.State.DRAFT)
    assert (trip.calendar.service_id, trip.calendar.monday, trip.calendar.sunday) == ("WD~2", False, True)
    draft(tmp_path, name="Again", calendar=calendar)
    assert Calendar.objects.count() == 2


def test_another_exception_makes_another_calendar_and_the_same_days_do_not(live, tmp_path):
    draft(tmp_path)
    assert Calendar.objects.count() == 1
    draft(tmp_path, name="Feast", calendar_dates="service_id,date,exception_type\nWD,20270305,2\n")
    assert set(Calendar.objects.values_list("service_id", flat=True)) == {"WD", "WD~2"}


def test_a_code_that_means_another_stop_is_refused_unless_the_feed_gets_a_prefix(live, tmp_path):
    with pytest.raises(FeedRefused, match="'A' is another thing here already"):
        draft(tmp_path, stops=FAR)
    assert not Timetable.objects.filter(state=Timetable.State.DRAFT).exists()
    draft(tmp_path, prefix="far", stops=FAR)
    assert {"A", "far:A"} <= set(Stop.objects.values_list("stop_id", flat=True))
    trip = Trip.objects.get(timetable__name="Draft")
    assert (trip.route.route_id, trip.route.agency.agency_id, trip.calendar.service_id) == (
        "far:R1",
        "far:",
        "far:WD",
    )


def test_what_a_draft_brought_may_be_corrected_by_the_next_feed(live, tmp_path):
    draft(tmp_path, prefix="far", stops=FAR)
    draft(tmp_path, name="Better", prefix="far", stops=FAR.replace("Omega", "Omega Nova"))
    assert Stop.objects.get(stop_id="far:A").name_ru == "Omega Nova"


def test_a_draft_changes_neither_trains_of_days_nor_the_feed_of_the_site(live, tmp_path):
    trains = list(DatedTrip.objects.order_by("pk").values())
    info = "feed_publisher_name,feed_publisher_url,feed_lang\nOthers,https://example.org/,pl\n"
    report = draft(
        tmp_path, feed_info=info, stop_times=PLAIN["stop_times.txt"].replace("23:00:00", "22:00:00")
    )
    make_dated_trips(now=NOW, horizon_days=10)
    assert list(DatedTrip.objects.order_by("pk").values()) == trains
    assert not FeedInfo.objects.exists()
    write_feed(tmp_path / "out", timetable=report.timetable)
    assert "Others" in (tmp_path / "out" / "feed_info.txt").read_text(encoding="utf-8")
    write_feed(tmp_path / "live_out")
    assert "22:00:00" not in (tmp_path / "live_out" / "stop_times.txt").read_text(encoding="utf-8")


def test_a_draft_begins_with_its_first_train(live, tmp_path):
    calendar = PLAIN["calendar.txt"].replace("20270101", "20270601")
    assert draft(tmp_path, calendar=calendar, prefix="x").timetable.valid_from == date(2027, 6, 1)


def test_agencies_of_another_timezone_stay_out_of_the_feed_of_the_site(live, tmp_path):
    report = draft(tmp_path, prefix="far", agency=PLAIN["agency.txt"].replace("Warsaw", "Lisbon"))
    Timetable.objects.filter(pk=report.timetable.pk).update(state=Timetable.State.PUBLISHED)
    write_feed(tmp_path / "out")
    assert "Lisbon" not in (tmp_path / "out" / "agency.txt").read_text(encoding="utf-8")
    assert Agency.objects.count() == 2


def test_the_command_takes_a_name_and_a_prefix(live, tmp_path, capsys):
    call_command("import_gtfs", write_files(tmp_path / "far"), draft="Summer", prefix="far")
    assert Timetable.objects.get(name="Summer").state == Timetable.State.DRAFT
    assert "stops.txt: 3 read, 3 new" in capsys.readouterr().out
    with pytest.raises(CommandError, match="an edition named 'Summer' already"):
        call_command("import_gtfs", tmp_path / "far", draft="Summer")


def test_stops_and_lines_of_drafts_are_nothing_to_passengers_until_they_are_published(live, tmp_path):
    draft(tmp_path, prefix="far", stops=FAR)
    assert set(passenger_stops().values_list("stop_id", flat=True)) == {"A", "B", "C"}
    assert [line.route_id for line in lines()] == ["R1"]
    Timetable.objects.update(state=Timetable.State.PUBLISHED)
    assert passenger_stops().count() == 6
    assert lines().count() == 2


def test_pages_live_with_codes_timezones_and_names_of_another_railway(live, tmp_path, client):
    draft(
        tmp_path,
        prefix="far",
        stops=FAR,
        agency=PLAIN["agency.txt"].replace("Europe/Warsaw", "America/New_York"),
    )
    Timetable.objects.update(state=Timetable.State.PUBLISHED)
    make_dated_trips(now=NOW, horizon_days=3)
    with time_machine.travel(NOW, tick=False):
        for page in ("", "timetable", "tablo", "tablo/far_3aa", "timetable/far_3ar1/2027-03-02", "tablo/a"):
            answer = client.get(f"/en/{page}", follow=True)
            assert answer.status_code == 200, page
        board = client.get("/en/tablo/far_3aa").content.decode()
    assert "23:00" in board  # as clocks on the platform show it


def test_a_feed_that_describes_itself_by_nothing_goes_out_as_valid_as_it_came_in(tmp_path):
    made = draft(tmp_path, shapes="shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n")
    write_feed(tmp_path / "out.zip", timetable=made.timetable)
    asked = [
        "-i",
        str(tmp_path / "out.zip"),
        "-o",
        str(tmp_path / "told"),
        "-d",
        "2027-03-01",
        "--fail-on-error",
    ]
    assert validate(asked) == 0, (tmp_path / "told" / "report.json").read_text(encoding="utf-8")
