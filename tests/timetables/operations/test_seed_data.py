"""Train sets, holidays, and the seed as a whole."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from timetables.codes import is_valid_esr
from timetables.gtfs.seed import seed_timetables
from timetables.models import (
    Calendar,
    Coach,
    DatedTrip,
    FeedInfo,
    PublicHoliday,
    RollingStock,
    Seat,
    Stop,
    StopTime,
    Trip,
)
from timetables.models.service_rules import public_holiday_dates, rule_of
from timetables.operations import PlanRefused, load_public_holidays, load_rolling_stock, shift_trip
from timetables.operations.rolling_stock import read_plan
from timetables.service_days import running_days


def test_seeding_again_adds_only_new_days_and_keeps_what_operators_changed(network, now):
    trip = Trip.objects.get(trip_id="VIT-6722")
    shift_trip(trip=trip, minutes=10, actor=None, now=now)
    again = seed_timetables(now=now + timedelta(days=1))
    assert not again.feed_imported
    assert 0 < again.dated_trips < 20
    assert trip.stop_times.get(stop_sequence=1).departure_time == 7 * 3600 + 22 * 60


def test_all_stops_have_names_in_three_languages_and_a_valid_esr_code(network):
    for stop in Stop.objects.all():
        assert all((stop.name_ru, stop.name_be, stop.name_en))
        assert is_valid_esr(stop.esr)
    assert Stop.objects.exclude(kind="border").count() == 41


def test_the_two_lines_are_139_and_119_kilometres_long(network):
    ends = {trip.route.route_id: trip.stop_times.latest("stop_sequence") for trip in Trip.objects.all()}
    assert {route: int(end.shape_dist_traveled) for route, end in ends.items()} == {
        "VIT-SMO": 139,
        "ORS-SMO": 119,
    }
    borders = StopTime.objects.filter(stop__kind="border", trip__direction_id=0).values_list(
        "stop__stop_id", "shape_dist_traveled"
    )
    assert set(borders) == {("BORDER_VIT", 60), ("BORDER_ORS", 48)}


def test_departures_from_smolensk_known_from_2024_are_kept(network):
    first = StopTime.objects.filter(stop_sequence=1, trip__short_name__in=["6191", "6193"])
    assert sorted(first.values_list("departure_time", flat=True)) == [8 * 3600 + 25 * 60, 17 * 3600 + 23 * 60]


def test_everything_made_up_is_said_to_be(network):
    assert not Trip.objects.filter(demonstration=False).exists()
    note = FeedInfo.objects.get()
    assert all("2024" in text for text in (note.note_ru, note.note_be, note.note_en))


def test_all_three_ways_of_selling_are_there(network):
    modes = Trip.objects.values_list("route__route_id", "seat_mode").distinct()
    assert set(modes) == {
        ("VIT-SMO", "numbered"),
        ("ORS-SMO", "numbered"),
        ("ORS-SMO", "quota"),
        ("ORS-SMO", "open"),
    }


def test_no_train_set_is_at_two_places_at_once(network):
    """Trips of one block run with one set, so they follow each other on every day of two years and more."""
    holidays = public_holiday_dates()
    days = {
        c.pk: set(running_days(rule_of(c), c.start_date, c.end_date, holidays))
        for c in Calendar.objects.all()
    }
    for block in Trip.objects.values_list("block_id", flat=True).distinct():
        turns = sorted(
            (trip.stop_times.first().departure_time, trip.stop_times.last().arrival_time, trip.calendar_id)
            for trip in Trip.objects.filter(block_id=block)
        )
        for (_departs, arrives, one), (departs, _arrives, other) in pairwise(turns):
            assert arrives + 15 * 60 <= departs or not days[one] & days[other]


def test_each_train_set_is_loaded_with_its_coaches_and_seats(network):
    railcar, electric = RollingStock.objects.get(code="RA3-2"), RollingStock.objects.get(code="ED9M-4")
    assert [coach.seats.count() for coach in railcar.coaches.order_by("number")] == [66, 76]
    assert [coach.seats.count() for coach in electric.coaches.order_by("number")] == [74, 108, 108, 74]
    assert (railcar.kind, electric.kind) == ("diesel", "electric")
    assert Coach.objects.get(rolling_stock=railcar, number=2).bicycle_places == 4


def test_each_wheelchair_place_has_a_companions_seat(network):
    for stock in RollingStock.objects.all():
        seats = Seat.objects.filter(coach__rolling_stock=stock)
        assert (
            seats.filter(kind=Seat.Kind.WHEELCHAIR).count()
            == seats.filter(kind=Seat.Kind.COMPANION).count()
            >= 2
        )


def test_a_set_that_is_there_already_is_left_alone(network):
    Seat.objects.filter(number=1).delete()
    assert load_rolling_stock() == []
    assert not Seat.objects.filter(number=1).exists()


def test_a_plan_puts_seats_and_zones_in_their_place():
    plan = read_plan(["cab", "1 2t | 3w 4c", "toilet | - 5"])
    drawn = [
        (seat.number, seat.row, seat.column, seat.kind, seat.is_window, seat.has_table) for seat in plan.seats
    ]
    assert drawn == [
        (1, 2, 1, "seat", True, False), (2, 2, 2, "seat", False, True), (3, 2, 3, "wheelchair", False, False),
        (4, 2, 4, "companion", True, False), (5, 3, 4, "seat", True, False),
    ]  # fmt: skip
    cab, toilet = (
        {"row": 1, "kind": "cab", "columns": [1, 4]},
        {"row": 3, "kind": "toilet", "columns": [1, 2]},
    )
    assert plan.layout == {"rows": 3, "zones": [cab, toilet]}


@pytest.mark.parametrize("row", ["1 2x | 3 4", "1 2 | 3 4 5", "1 ? | 3 4"])
def test_a_plan_that_cannot_be_read_is_refused(db, tmp_path, row):
    coach = {"number": 1, "bicycle_places": 0, "plan": [row]}
    file = tmp_path / "stock.json"
    file.write_text(
        json.dumps({"rolling_stock": [{"code": "X", "name_ru": "X", "kind": "diesel", "coaches": [coach]}]})
    )
    with pytest.raises(PlanRefused, match="row 1"):
        load_rolling_stock(path=file)
    assert not RollingStock.objects.exists()


def test_holidays_of_both_countries_are_loaded_once(db):
    assert load_public_holidays(years=[2027]) > 20
    assert load_public_holidays(years=[2027]) == 0
    assert PublicHoliday.objects.filter(country="BY", date=date(2027, 7, 3)).exists()
    assert PublicHoliday.objects.filter(country="RU", date=date(2027, 6, 12)).exists()


def test_an_operators_day_is_kept_and_a_day_the_library_dropped_goes(db):
    PublicHoliday.objects.create(country="BY", date=date(2027, 4, 26), name="Moved", by_operator=True)
    PublicHoliday.objects.create(country="BY", date=date(2027, 4, 27), name="Mistake")
    load_public_holidays(years=[2027])
    assert PublicHoliday.objects.filter(date=date(2027, 4, 26)).exists()
    assert not PublicHoliday.objects.filter(date=date(2027, 4, 27)).exists()


def test_the_horizon_begins_today(network, now):
    assert (
        DatedTrip.objects.earliest("service_date").service_date
        == datetime(2027, 5, 18, tzinfo=UTC).date()
        == now.date()
    )
