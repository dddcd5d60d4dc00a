"""The search form: forgiving about names, exact about days, never an error page."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.bookings.true_line import DAY, NOW
from tests.bookings.web.page import text_of, title_of
from timetables.models import DatedStop, DatedTrip, ScheduleChange, Stop
from timetables.operations import delay_dated_trip

pytestmark = pytest.mark.usefixtures("train")
ASKED = {"origin": "Витебск", "destination": "Смоленск", "date": DAY.isoformat(), "n": "1"}


def ask(client: Client, language: str = "ru", **fields: str):
    return client.get(f"/{language}/search", ASKED | fields)


def test_a_search_leads_to_an_address_that_can_be_shared(browser):
    answer = ask(browser, n="2", p2="by_pensioner_season")
    assert answer["Location"] == "/ru/vitebsk-smolensk/2027-05-15?p=adult,by_pensioner_season"


@pytest.mark.parametrize("typed", ["rudnya", "Рудня", "helyz", "Рудня ", "RUDNYA"])
def test_a_station_is_understood_in_any_language_and_on_the_wrong_keyboard(browser, typed):
    assert ask(browser, destination=typed)["Location"].startswith("/ru/vitebsk-rudnya/")


def test_a_category_beyond_the_count_counts_its_passenger_in(browser):
    assert ask(browser, n="1", p3="ru_child_7")["Location"].endswith("?p=adult,adult,ru_child_7")


def test_the_days_of_the_chips_win_over_the_select(browser):
    assert "/2027-05-16" in ask(browser, day="2027-05-16")["Location"]


def test_swap_without_a_script_gives_the_form_back_turned_round(browser):
    answer = browser.get("/ru/search", ASKED | {"swap": "1"}, follow=True)
    content = answer.content.decode()
    assert 'id="origin" name="origin" type="text" list="stops" value="Смоленск"' in content


def test_an_unknown_station_is_said_at_the_field_and_nothing_typed_is_lost(browser):
    answer = ask(browser, origin="Зимбабве", n="3")
    assert title_of(answer).startswith("Ошибка: ")
    assert 'role="alert"' in answer.content.decode()
    assert '<a href="#origin">' in answer.content.decode()
    assert 'value="Зимбабве"' in answer.content.decode()
    assert "<option selected>3</option>" in answer.content.decode()


def test_a_name_of_several_stations_becomes_a_choice_not_an_error(browser):
    Stop.objects.create(stop_id="SMOLIGOVKA", name_ru="Смолиговка", kind="halt", country="BY")
    answer = ask(browser, destination="смол", n="2")
    assert "Какую станцию вы имели в виду" in text_of(answer)
    assert not title_of(answer).startswith("Ошибка")
    for name in ("Смоленск-Центральный", "Смолиговка"):
        assert f'name="destination" value="{name}"' in answer.content.decode()
    assert '<input type="hidden" name="n" value="2">' in answer.content.decode()


def test_two_times_the_same_station_is_refused_in_words(browser):
    assert "две разные станции" in text_of(ask(browser, destination="Витебск"))


@pytest.mark.parametrize(
    "day",
    ["", "завтра", "2027-13-45", "2020-01-01", (DAY + timedelta(days=200)).isoformat(), "9999999-1-1"],
)
def test_a_day_out_of_the_sale_period_says_which_days_are_right(browser, day):
    answer = ask(browser, date=day)
    assert answer.status_code == 200
    assert "Выберите день с" in text_of(answer)


@pytest.mark.parametrize("n", ["", "0", "-1", "99", "два", "²"])
def test_a_strange_count_of_passengers_still_searches(browser, n):
    assert ask(browser, n=n).status_code == 302


def test_home_greys_days_without_a_train_and_knows_the_categories(browser):
    content = browser.get("/ru/").content.decode()
    assert f'<option value="{DAY.isoformat()}" selected>сб, 15\u00a0мая</option>' in content
    assert '<option disabled value="2027-05-16">' in content
    assert 'value="by_pensioner_season"' in content


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Смоленск рядом"), ("be", "Смаленск побач"), ("en", "Smolensk is near")]
)
def test_home_speaks_each_language_and_leads_to_itself_in_the_others(browser, language, words):
    answer = browser.get(f"/{language}/")
    content = answer.content.decode()
    assert words in text_of(answer)
    assert f'<html lang="{language}">' in content
    for other in ("ru", "be", "en"):
        assert f'hreflang="{other}" href="http://localhost:8000/{other}/"' in content


def test_the_language_last_read_is_remembered_at_the_door(browser):
    browser.get("/be/")
    assert browser.get("/")["Location"] == "/be/"


def test_the_browser_s_language_opens_the_door_the_first_time(browser):
    assert browser.get("/", headers={"Accept-Language": "en-GB,en"})["Location"] == "/en/"
    assert browser.get("/", headers={"Accept-Language": "fr"})["Location"] == "/ru/"


def test_home_without_any_timetable_still_opens(browser, db):
    DatedStop.objects.all().delete()
    DatedTrip.objects.all().delete()
    assert browser.get("/ru/").status_code == 200


def test_today_is_the_railway_s_day(browser, clock):
    assert date(2027, 5, 14).isoformat() in browser.get("/ru/").content.decode()


def test_home_tells_once_of_a_train_that_differs_as_it_stands_now(browser, train):
    for kind in ("retimed", "delayed", "cancelled"):
        ScheduleChange.objects.create(dated_trip=train, kind=kind, made_at=NOW)
    delay_dated_trip(dated_trip=train, delay_s=1800, actor=None, now=NOW)
    answer = browser.get("/ru/")
    assert "опаздывает: отправится в 07:42" in text_of(answer)
    assert answer.content.decode().count("<h2>Поезд") == 1
    DatedTrip.objects.filter(pk=train.pk).update(state="cancelled")
    assert f"Поезд {train.trip}, сб, 15 мая: отменён" in text_of(browser.get("/ru/"))


def test_home_says_nothing_of_a_train_that_runs_again(browser, train):
    for kind in ("cancelled", "restored"):
        ScheduleChange.objects.create(dated_trip=train, kind=kind, made_at=NOW)
    assert "<h2>Поезд" not in browser.get("/ru/").content.decode()


def test_the_last_search_of_this_browser_stands_in_the_form_next_time(browser, train):
    browser.get(f"/ru/rudnya-vitebsk/{DAY}?p=adult,by_pensioner_season&cur=RUB")
    content = browser.get("/be/").content.decode()
    assert 'id="origin" name="origin" type="text" list="stops" value="Рудня"' in content
    assert "<option selected>2</option>" in content
    assert 'value="by_pensioner_season" selected' in content
    assert '<input type="hidden" name="cur" value="RUB">' in content


@pytest.mark.parametrize("kept", ["", "origin=%00", "x" * 5000, "origin=NOWHERE&p=<script>&cur=%D1%91", "%"])
def test_a_spoilt_cookie_is_forgotten(browser, train, kept):
    browser.cookies["last_search"] = kept
    answer = browser.get("/ru/")
    assert answer.status_code == 200
    assert 'value="Витебск"' in answer.content.decode()
