"""The board on a platform, as the server writes it."""

import re
from datetime import timedelta

import pytest
import time_machine

from tests.bookings.web.page import text_of
from tests.timetables.web.conftest import NOW
from timetables.models import Alert, DatedStop, DatedTrip, Stop

PAGE = "/ru/tablo/smolensk/screen"


def test_each_train_is_told_in_three_languages(browser):
    content = browser.get(PAGE).content.decode()
    for code, name in (("ru", "Витебск"), ("be", "Віцебск"), ("en", "Vitebsk")):
        assert f'<span lang="{code}">{name}</span>' in content
    assert '<span lang="be">Адпраўленне</span>' in content


def test_the_page_s_own_language_comes_first(browser):
    for language, title in (("ru", "Отправление"), ("en", "Departures")):
        content = browser.get(f"/{language}/tablo/smolensk/screen").content.decode()
        assert f'<h2 id="departures"><span lang="{language}">{title}<' in content


def test_a_train_s_chief_stops_are_named(browser):
    words = text_of(browser.get("/en/tablo/smolensk/screen"))
    assert "10:20 Vitebsk" in words
    assert re.search("by way of [^:]*Rudnya[^:]*Zaolsha", words)


def test_a_late_train_a_cancelled_one_and_another_platform(browser):
    day = DatedTrip.objects.filter(service_date=NOW.date())
    calls = DatedStop.objects.filter(stop__stop_id="SMOLENSK", dated_trip__in=day)
    calls.filter(dated_trip__trip__trip_id="VIT-6721").update(departure_delay_s=1920, actual_platform="3")
    day.filter(trip__trip_id="ORS-6193").update(state="cancelled")
    content = browser.get("/en/tablo/smolensk/screen").content.decode()
    words = text_of(browser.get("/en/tablo/smolensk/screen"))
    assert "10:52 10:20 Vitebsk" in words
    assert "32 min late" in words
    assert 'class="train off"' in content
    assert 'class="track changed"' in content


def test_a_train_that_leaves_early_says_so(browser):
    day = DatedTrip.objects.filter(service_date=NOW.date(), trip__trip_id="VIT-6721")
    DatedStop.objects.filter(stop__stop_id="SMOLENSK", dated_trip__in=day).update(departure_delay_s=-120)
    words = text_of(browser.get("/en/tablo/smolensk/screen"))
    assert "10:18 10:20 Vitebsk" in words
    assert "leaves early" in words


def test_the_next_day_is_announced_once(browser):
    assert browser.get(PAGE).content.decode().count('class="new-day texts"') == 3


def test_arrivals_and_both_halves(browser):
    assert "09:49" in text_of(browser.get(PAGE, {"show": "arrivals"}))
    both = browser.get(PAGE, {"show": "both"}).content.decode()
    assert both.count("<section") == 2
    assert '<main id="screen" class="both"' in both


def test_alerts_of_the_station_stand_below(browser):
    alert = Alert.objects.create(
        header_ru="Платформа закрыта", header_en="Platform closed", active_from=NOW - timedelta(hours=1),
        made_at=NOW, severity="SEVERE",
    )  # fmt: skip
    alert.stops.add(Stop.objects.get(stop_id="SMOLENSK"))
    content = browser.get(PAGE).content.decode()
    assert 'class="alert severe texts"' in content
    assert '<span lang="en">Platform closed</span>' in content
    assert "Platform closed" not in browser.get("/ru/tablo/vitebsk/screen").content.decode()


def test_what_the_script_needs_is_in_the_page_and_nothing_inline(browser):
    content = browser.get(PAGE).content.decode()
    assert f'data-now="{int(NOW.timestamp() * 1000)}"' in content
    assert 'data-zone="Europe/Moscow"' in content
    assert 'data-day="2027-05-18"' in content
    leaves = [int(at) for at in re.findall(r'data-leaves="(\d+)"', content)]
    assert leaves == sorted(leaves)
    assert leaves[0] >= int(NOW.timestamp() * 1000)
    assert "style=" not in content
    assert not re.search(r"<script(?![^>]*src=)", content)


def test_it_renews_itself_without_a_script(browser):
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in (
        browser.get(PAGE).content.decode()
    )


def test_past_midnight_the_board_begins_with_the_new_day(browser):
    """23:30 in Smolensk, the last train has left: the first rows are tomorrow's, said so."""
    with time_machine.travel(NOW + timedelta(hours=14, minutes=30), tick=False):
        content = browser.get(PAGE).content.decode()
    assert content.count("data-leaves", 0, content.index("new-day")) == 1, "the first row opens the new day"
    with time_machine.travel(NOW + timedelta(hours=15, minutes=1), tick=False):
        after = browser.get(PAGE).content.decode()
    assert 'data-day="2027-05-19"' in after
    assert after.count("data-leaves", 0, after.index("new-day")) > 1


@pytest.mark.parametrize("stop", ["nope", "border-vit"])
def test_a_stop_that_can_t_be_one_is_a_page_that_isn_t_there(browser, stop):
    assert browser.get(f"/ru/tablo/{stop}/screen").status_code == 404


def test_a_full_board_costs_as_many_queries_as_an_empty_one(browser, django_assert_max_num_queries):
    counts = []
    for stop in ("smolensk", "rudnya"):
        with django_assert_max_num_queries(12) as counted:
            browser.get(f"/ru/tablo/{stop}/screen")
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts
