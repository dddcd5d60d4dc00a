"""A line's timetable of a date, on the screen and on the wall."""

import pytest

from tests.bookings.web.page import text_of, title_of
from tests.timetables.web.conftest import NOW
from timetables.models import DatedTrip
from timetables.operations import cancel_dated_trip

SATURDAY = "2027-05-22"
PAGE = f"/ru/timetable/vit-smo/{SATURDAY}"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ru", "Расписание Витебск – Рудня – Смоленск, сб, 22 мая"),
        ("be", "Расклад Віцебск – Рудня – Смаленск, сб, 22 мая"),
        ("en", "Timetable Vitebsk – Rudnya – Smolensk, Sat 22 May"),
    ],
)
def test_a_line_has_its_page_in_each_language(browser, language, title):
    assert title_of(browser.get(f"/{language}/timetable/vit-smo/{SATURDAY}")).startswith(title)


def test_both_directions_stand_side_by_side_with_days_and_border(browser):
    answer = browser.get(PAGE)
    words = text_of(answer)
    assert answer.content.decode().count('<table class="tt">') == 2
    assert "6722 ежедн. 6724 сб, вс 6726 пн, сб*" in words
    assert "Граница : Заольша – 462 км" in words
    assert "время учебное" in words


def test_a_train_that_passes_is_read_as_such(browser):
    assert "Лучеса 5 07:18 – не останавливается 20:27" in text_of(browser.get(PAGE))


def test_a_cancelled_train_keeps_its_column_struck(browser):
    train = DatedTrip.objects.get(trip__trip_id="VIT-6724", service_date=SATURDAY)
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    answer = browser.get(PAGE)
    assert "6724 отменён" in text_of(answer)
    assert "<s>13:30</s>" in answer.content.decode()


def test_the_days_before_and_after_and_the_form_lead_on(browser):
    content = browser.get(PAGE).content.decode()
    assert 'href="/ru/timetable/vit-smo/2027-05-21" rel="prev"' in content
    assert 'href="/ru/timetable/vit-smo/2027-05-23" rel="next"' in content
    chosen = browser.get("/ru/timetable", {"line": "ors-smo", "date": "2027-06-01"})
    assert chosen["Location"] == "/ru/timetable/ors-smo/2027-06-01"


def test_the_menu_leads_to_today(browser):
    assert browser.get("/ru/timetable")["Location"] == "/ru/timetable/vit-smo/2027-05-18"


def test_tickets_of_the_day_are_one_press_away(browser):
    assert f'href="/ru/vitebsk-smolensk/{SATURDAY}"' in browser.get(PAGE).content.decode()


def test_a_day_beyond_all_editions_says_so(browser):
    assert "поездов в расписании этой линии нет" in text_of(browser.get("/ru/timetable/vit-smo/2029-01-05"))


@pytest.mark.parametrize(
    "path",
    ["vit-smo/2027-02-30", "vit-smo/today", "nope/2027-05-22", "vit-smo/9999-12-31", "vit-smo/0001-01-01"],
)
def test_an_address_that_can_t_be_one_is_a_page_that_isn_t_there(browser, path):
    assert browser.get(f"/ru/timetable/{path}").status_code == 404


@pytest.mark.parametrize("query", ["line=nope", "date=x", "line=vit-smo&date=99"])
def test_junk_in_the_form_is_a_page_that_isn_t_there(browser, query):
    assert browser.get(f"/ru/timetable?{query}").status_code == 404


def test_three_trains_cost_as_many_queries_as_one(browser, django_assert_max_num_queries):
    counts = []
    for day in ("2027-05-20", SATURDAY):
        with django_assert_max_num_queries(25) as counted:
            browser.get(f"/ru/timetable/vit-smo/{day}")
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts


def test_the_feed_is_a_zip_for_other_programs(browser):
    answer = browser.get("/gtfs/feed.zip")
    assert answer["Content-Type"] == "application/zip"
    assert answer.content.startswith(b"PK")
