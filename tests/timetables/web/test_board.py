"""A station's board."""

import pytest

from tests.bookings.web.page import text_of, title_of
from tests.timetables.web.conftest import NOW
from timetables.models import DatedTrip
from timetables.operations import cancel_part, change_platform, delay_dated_trip


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ru", "Отправление: Смоленск-Центральный"),
        ("be", "Адпраўленне: Смаленск-Цэнтральны"),
        ("en", "Departures: Smolensk"),
    ],
)
def test_departures_have_a_page_in_each_language(browser, language, title):
    assert title_of(browser.get(f"/{language}/tablo/smolensk")).startswith(title)


def test_trains_of_today_and_then_of_the_next_days(browser):
    words = text_of(browser.get("/ru/tablo/smolensk"))
    assert "10:20 Витебск" in words
    assert words.index("17:23") < words.index("ср, 19 мая")
    assert "вовремя" in words[: words.index("ср, 19 мая")]
    assert "вовремя" not in words[words.index("ср, 19 мая") :]


def test_a_late_train_shows_both_times_and_a_cancelled_one_says_so(browser):
    day = DatedTrip.objects.filter(service_date=NOW.date())
    late = day.get(trip__trip_id="VIT-6721")
    delay_dated_trip(dated_trip=late, delay_s=1920, actor=None, now=NOW)
    day.filter(trip__trip_id="ORS-6193").update(state="cancelled")
    words = text_of(browser.get("/ru/tablo/smolensk"))
    assert "10:52 по расписанию 10:20 Витебск" in words
    assert "+32 мин" in words
    assert "отменён" in words


def test_a_train_that_ends_short_says_where_and_another_platform_is_marked(browser):
    train = DatedTrip.objects.get(service_date=NOW.date(), trip__trip_id="VIT-6721")
    rudnya, last = train.stops.get(stop__stop_id="RUDNYA"), train.stops.order_by("-position").first()
    common = {"dated_trip": train, "actor": None, "now": NOW}
    cancel_part(**common, from_position=rudnya.position, to_position=last.position)
    change_platform(**common, position=0, platform="4")
    words = text_of(browser.get("/en/tablo/smolensk"))
    assert "only to Rudnya" in words
    assert "now platform 4" in words
    assert "cancelled" in text_of(browser.get("/en/tablo/rudnya"))
    assert "cancelled" in text_of(browser.get("/en/tablo/vitebsk/arrivals"))


def test_arrivals_stand_on_a_page_of_their_own(browser):
    answer = browser.get("/ru/tablo/smolensk/arrivals")
    assert title_of(answer).startswith("Прибытие: Смоленск-Центральный")
    assert "09:49 Витебск" in text_of(answer)


def test_the_page_renews_itself_without_a_script(browser):
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in (
        browser.get("/ru/tablo/smolensk").content.decode()
    )


@pytest.mark.parametrize(
    ("typed", "leads"), [("helyz", "rudnya"), ("Орша", "orsha"), ("SMOLENSK", "smolensk")]
)
def test_a_station_is_found_as_it_is_typed(browser, typed, leads):
    assert browser.get("/ru/tablo", {"stop": typed})["Location"] == f"/ru/tablo/{leads}"


def test_a_name_of_several_stations_gives_a_choice(browser):
    answer = browser.get("/ru/tablo", {"stop": "4"})
    assert "Какая из них?" in text_of(answer)


@pytest.mark.parametrize("typed", ["Зимбабве", "\x00", "ё" * 300])
def test_a_name_of_none_says_so_at_the_field(browser, typed):
    answer = browser.get("/ru/tablo", {"stop": typed})
    assert title_of(answer).startswith("Ошибка: ")
    assert "Такой станции на наших линиях нет" in text_of(answer)


@pytest.mark.parametrize("stop", ["nope", "border-vit", "-", "ё"])
def test_a_stop_that_can_t_be_one_is_a_page_that_isn_t_there(browser, stop):
    assert browser.get(f"/ru/tablo/{stop}").status_code == 404


def test_a_full_board_costs_as_many_queries_as_an_empty_one(browser, django_assert_max_num_queries):
    counts = []
    for stop in ("smolensk", "rudnya"):
        with django_assert_max_num_queries(15) as counted:
            browser.get(f"/ru/tablo/{stop}")
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts
