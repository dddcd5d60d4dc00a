"""A train on its day."""

from datetime import date, timedelta

import pytest
import time_machine

from tests.bookings.web.page import text_of, title_of
from tests.timetables.web.conftest import NOW
from timetables.models import Alert, DatedStop, DatedTrip, Stop
from timetables.operations import cancel_dated_trip
from timetables.web import selling

TODAY = NOW.date()


def train_of(trip_id: str, day: date = TODAY) -> DatedTrip:
    return DatedTrip.objects.get(trip__trip_id=trip_id, service_date=day)


def page(browser, train: DatedTrip, language: str = "en") -> str:
    return text_of(browser.get(f"/{language}/train/{train.pk}"))


def test_all_its_calls_stand_with_their_times_and_the_border(browser):
    train = train_of("VIT-6722")
    words = page(browser, train)
    assert "07:12 Vitebsk 07:18 Luchesa 07:26 Zabolotinka" in words
    assert "08:05 Liozno arrival 08:03" in words
    assert "border 08:27 462 km" in words
    assert title_of(browser.get(f"/en/train/{train.pk}")).startswith(
        "Train 6722 Vitebsk – Smolensk-Tsentralny, Tue 18 May"
    )


def test_it_says_where_the_train_is(browser):
    """At 09:00 in Minsk the train left 439 km at 08:55 and reaches Golynki at 09:01."""
    words = page(browser, train_of("VIT-6722"))
    assert "The train is between 439 km and Golynki." in words
    assert "439 km the train is here 09:02 Golynki" in words


def test_a_late_train_shows_what_is_expected_beside_what_was_planned(browser):
    train = train_of("VIT-6721")
    DatedStop.objects.filter(dated_trip=train, position__gte=1).update(
        arrival_delay_s=420, departure_delay_s=420
    )
    assert "10:40 by the timetable 10:33 Gnezdovo" in page(browser, train)


def test_a_cancelled_train_says_so_and_leads_to_others(browser):
    train = train_of("VIT-6721")
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    words = page(browser, train)
    assert "This train doesn't run on this day" in words
    assert "Other trains" in words
    assert "The train is" not in words


def test_a_stop_that_is_left_out_and_another_platform_are_told(browser):
    train = train_of("VIT-6721")
    stops = DatedStop.objects.filter(dated_trip=train)
    stops.filter(stop__stop_id="KUPRINO").update(served=False)
    stops.filter(stop__stop_id="GOLYNKI").update(platform="1", actual_platform="2")
    words = page(browser, train)
    assert "Kuprino doesn't stop here on this day" in words
    assert "now platform 2" in words


def test_alerts_of_its_line_stand_on_top(browser):
    train = train_of("VIT-6721")
    alert = Alert.objects.create(
        header_ru="Работы", header_en="Track works", active_from=NOW - timedelta(hours=1), made_at=NOW
    )
    alert.stops.add(Stop.objects.get(stop_id="RUDNYA"))
    assert "Track works" in page(browser, train)
    alert.stops.set([Stop.objects.get(stop_id="KATYN")])
    assert "Track works" not in page(browser, train)


def test_a_train_that_has_arrived_sells_nothing(browser):
    train = train_of("VIT-6722")
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        content = browser.get(f"/en/train/{train.pk}").content.decode()
    assert "The train has arrived." in content
    assert "data-live" not in content
    assert "Prices and tickets" not in content


def test_tickets_are_where_the_seller_says(browser, monkeypatch):
    train = train_of("VIT-6721")
    assert 'href="/en/smolensk-vitebsk/2027-05-18"' in browser.get(f"/en/train/{train.pk}").content.decode()
    monkeypatch.setattr(selling, "_addresses", [])
    assert "Prices and tickets" not in page(browser, train), "nothing is sold in this installation"


def test_the_same_train_on_other_days_is_one_press_away(browser):
    train = train_of("VIT-6724", date(2027, 5, 22))
    content = browser.get(f"/en/train/{train.pk}").content.decode()
    later = train_of("VIT-6724", date(2027, 5, 23))
    assert f'href="/en/train/{later.pk}" rel="next"' in content


def test_a_train_that_isn_t_there_is_a_page_that_isn_t_there(browser):
    assert browser.get("/en/train/999999999").status_code == 404


@pytest.mark.parametrize("trip_id", ["VIT-6722", "VIT-6721", "VIT-6723"])
def test_a_long_train_costs_as_many_queries_as_a_short_one(browser, django_assert_max_num_queries, trip_id):
    day = date(2027, 5, 22) if trip_id == "VIT-6723" else TODAY
    train = train_of(trip_id, day)
    with django_assert_max_num_queries(7) as counted:
        browser.get(f"/en/train/{train.pk}")
    assert len(counted.captured_queries) == 7
