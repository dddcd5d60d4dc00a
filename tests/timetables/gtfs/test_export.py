"""Writing feeds, and reading back what was written."""

import csv
import io
import tempfile
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.timetables.gtfs.feeds import write_files
from timetables.gtfs import import_feed, write_feed
from timetables.gtfs.calendar_days import differing_days
from timetables.gtfs.seed import SEED_FEED
from timetables.models import (
    Agency,
    Calendar,
    CalendarDate,
    FeedInfo,
    FeedRemainder,
    Route,
    Stop,
    StopTime,
    Timetable,
    Trip,
)
from timetables.models.service_rules import public_holiday_dates, rule_of
from timetables.service_days import CalendarRule, runs_on

NOW = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db
FILES = sorted([*(path.name for path in SEED_FEED.iterdir()), "shapes.txt"])


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    return {
        path.name: list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for path in folder.iterdir()
    }


def contents():
    """Everything a feed carries, by ids rather than keys."""
    ignored = {
        "id",
        "timetable_id",
        "agency_id",
        "route_id",
        "calendar_id",
        "trip_id",
        "stop_id",
        "rolling_stock_id",
        "parent_station_id",
    }
    keys = {Agency: "agency_id", Stop: "stop_id", Route: "route_id", Calendar: "service_id", Trip: "trip_id"}
    found = {}
    for model in (Agency, Stop, Route, Calendar, Trip, FeedInfo):
        own = ignored - {keys.get(model)}
        found[model] = sorted(
            str({k: v for k, v in row.items() if k not in own}) for row in model.objects.values()
        )
    found[CalendarDate] = sorted(
        CalendarDate.objects.values_list("calendar__service_id", "date", "exception_type")
    )
    times = StopTime.objects.values_list(
        "trip__trip_id", "trip__route__route_id", "stop__stop_id", "stop_sequence", "arrival_time", "departure_time",
        "pickup_type", "drop_off_type", "shape_dist_traveled", "timepoint", "extra",
    )  # fmt: skip
    found[StopTime] = sorted(map(str, times))
    found[Stop, "stations"] = sorted(map(str, Stop.objects.values_list("stop_id", "parent_station__stop_id")))
    found[FeedRemainder] = sorted(
        (part.file, part.heading, bytes(part.body)) for part in FeedRemainder.objects.all()
    )
    return found


def forget_everything():
    for model in (Timetable, Calendar, Route, Agency, Stop, FeedInfo):
        model.objects.all().delete()


def test_the_project_feed_comes_out_as_it_went_in(network, tmp_path):
    write_feed(tmp_path)
    written, ours = tables(tmp_path), tables(SEED_FEED)
    assert sorted(written) == FILES
    shapes = {row["shape_id"] for row in written.pop("shapes.txt")}
    assert {row.pop("shape_id") for row in written["trips.txt"]} == shapes
    for name, rows in written.items():
        ordered = [{column: row.get(column) or "" for column in rows[0]} for row in ours[name]]
        assert sorted(map(str, rows)) == sorted(map(str, ordered)), name


def test_a_consumer_that_knows_gtfs_alone_sees_the_same_days(network):
    """The season and holiday columns may be ignored: calendar_dates.txt says it all."""
    holidays = public_holiday_dates()
    feed = tables(SEED_FEED)
    exceptions = {
        (row["service_id"], row["date"]): row["exception_type"] == "1" for row in feed["calendar_dates.txt"]
    }
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for row in feed["calendar.txt"]:
        rule = rule_of(Calendar.objects.get(service_id=row["service_id"]))
        for offset in range((rule.end_date - rule.start_date).days + 1):
            day = rule.start_date + timedelta(days=offset)
            plain = exceptions.get((row["service_id"], f"{day:%Y%m%d}"), row[names[day.weekday()]] == "1")
            assert plain == runs_on(rule, day, holidays), (row["service_id"], day)


def test_a_zip_of_the_same_data_has_the_same_bytes(network):
    first, second = io.BytesIO(), io.BytesIO()
    write_feed(first)
    write_feed(second)
    assert first.getvalue() == second.getvalue()
    assert sorted(zipfile.ZipFile(first).namelist()) == FILES


def test_only_the_published_edition_is_written(network, tmp_path):
    Timetable.objects.update(state=Timetable.State.DRAFT)
    write_feed(tmp_path)
    assert tables(tmp_path)["trips.txt"] == []


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
DATES = st.dates(date(2027, 1, 1), date(2027, 6, 30))


@st.composite
def feeds(draw):
    stops = draw(st.lists(NAMES, min_size=2, max_size=5, unique=True))
    exceptions = draw(st.dictionaries(DATES, st.sampled_from("12"), max_size=4))
    season = draw(st.sampled_from([",", "05-01,08-31", "11-01,03-31"]))
    minutes = sorted(draw(st.lists(st.integers(0, 3000), min_size=len(stops), max_size=len(stops))))
    be = draw(st.lists(NAMES, min_size=len(stops), max_size=len(stops)))
    return (
        stops,
        exceptions,
        season,
        minutes,
        be,
        draw(st.sampled_from(["ru", "en", "pl"])),
        "= " + draw(NAMES),
    )


def text(heading, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading.split(","), *rows])
    return out.getvalue()


def files_of(feed):
    stops, exceptions, season, minutes, be, language, other = feed
    week = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
    clock = [f"{minute // 60:02}:{minute % 60:02}:00" for minute in minutes]
    return {
        "stops": text(
            "stop_id,stop_name,stop_lat,stop_lon,stop_code,zone_id,location_type,parent_station,x_ours",
            [
                *((f"S{n}", name, f"5{n}.25", 30.5, other, "Z", "", "ST", n) for n, name in enumerate(stops)),
                ("ST", other, 50.5, 30.5, "", "", 1, "", ""),
                ("IN", "", 50.5, 30.5, other, "", 2, "ST", ""),
                ("NOBODY", other, 51, 30.5, "", "", "", "", ""),
            ],
        ),
        "routes": text(
            "route_id,route_short_name,route_type,route_sort_order,network_id", [("R1", "N1", 2, 7, other)]
        ),
        "trips": text(
            "route_id,service_id,trip_id,trip_headsign,shape_id,direction_id,cars_allowed",
            [("R1", "WD", "T1", other, "way", "", "1")],
        ),
        "agency": text(
            "agency_name,agency_url,agency_timezone,agency_fare_url",
            [("Night Trains", "https://example.org/", "Europe/Warsaw", "https://example.org/fares")],
        ),
        "shapes": text(
            "shape_id,shape_pt_sequence,shape_pt_lat,shape_pt_lon",
            [("way", n, 50 + n / 10, 30.5) for n in range(30)],
        ),
        "fare_attributes": text(
            "fare_id,price,currency_type,payment_method,transfers", [("F", "2.50", "PLN", 0, "")]
        ),
        "transfers": text(
            "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id",
            [("S0", "S1", 2, 120, ""), ("S1", "S0", 4, "", "T1")],
        ),
        "nobody_knows": text("what,why", [(other, "this")]),
        "calendar": text(
            f"service_id,{week},start_date,end_date,season_from,season_to",
            [("WD", 1, 0, 1, 0, 1, 0, 1, "20270101", "20270630", *season.split(","))],
        ),
        "calendar_dates": text(
            "service_id,date,exception_type",
            [("WD", f"{day:%Y%m%d}", kind) for day, kind in exceptions.items()],
        ),
        "stop_times": text(
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled,stop_headsign",
            [
                ("T1", at, at, f"S{n}", n * 3, n * 7.125 + 0.125, other if n else "")
                for n, at in enumerate(clock)
            ],
        ),
        "translations": text(
            "table_name,field_name,language,translation,record_id,field_value",
            [
                *(("stops", "stop_name", "be", name, f"S{n}", "") for n, name in enumerate(be)),
                ("stops", "stop_name", "ru", other, "S0", ""),
                ("stops", "stop_name", "de", other, "S0", ""),
                ("agency", "agency_name", "be", other, "", "Night Trains"),
            ],
        ),
        "feed_info": text(
            "feed_publisher_name,feed_publisher_url,feed_lang,feed_note,feed_contact_email",
            [("We", "https://example.org/", language, "Note", "we@example.org")],
        ),
    }


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(feeds())
def test_what_is_exported_reads_back_the_same(feed):
    forget_everything()
    with tempfile.TemporaryDirectory() as folder:
        first, out = Path(folder) / "first", Path(folder) / "out.zip"
        import_feed(write_files(first, **files_of(feed)), now=NOW)
        before = contents()
        write_feed(out)
        assert_nothing_lost(first, out)
        assert import_feed(out, now=NOW).changed_nothing
        forget_everything()
        import_feed(out, now=NOW)
    assert contents() == before


def assert_nothing_lost(folder, written):
    """Every cell of the feed that came in stands in the one that goes out, but for what means the same when blank."""
    with zipfile.ZipFile(written) as archive:
        archive.extractall(folder.parent / "written")
    after = tables(folder.parent / "written")
    for file, rows in tables(folder).items():
        if (
            file == "calendar_dates.txt"
        ):  # without those that season and weekday say already: see the days below
            continue
        there = [{k: v for k, v in row.items() if v} for row in after[file]]
        for row in rows:
            wanted = {k: v for k, v in row.items() if v}
            assert any(wanted.items() <= found.items() for found in there), (file, wanted)


RULES = st.builds(
    CalendarRule,
    weekdays=st.frozensets(st.integers(1, 7)),
    start_date=st.just(date(2027, 1, 1)),
    end_date=st.dates(date(2027, 1, 1), date(2028, 3, 1)),
    season_from=st.just("10-15"),
    season_to=st.sampled_from(["10-20", "02-29", "04-10"]),
    plus_public_holidays=st.booleans(),
    exceptions=st.dictionaries(st.dates(date(2026, 12, 1), date(2028, 6, 1)), st.booleans(), max_size=5),
)


@given(RULES, st.frozensets(DATES, max_size=5))
def test_seasons_and_holidays_written_out_run_on_the_same_days(rule, holidays):
    plain = CalendarRule(
        weekdays=rule.weekdays,
        start_date=rule.start_date,
        end_date=rule.end_date,
        exceptions=dict(differing_days(rule, holidays)),
    )
    for offset in range(600):
        day = date(2026, 11, 1) + timedelta(days=offset)
        assert runs_on(plain, day) == runs_on(rule, day, holidays)


def test_an_exception_out_of_season_is_written_though_the_weekday_would_do():
    friday = date(2027, 1, 1)
    rule = CalendarRule(
        weekdays=frozenset({5}),
        start_date=friday,
        end_date=friday,
        season_from="05-01",
        season_to="08-31",
        exceptions={friday: True},
    )
    assert list(differing_days(rule, ())) == [(friday, True)]
