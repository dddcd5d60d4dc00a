"""The page of results: true prices, what can't be bought says why, junk is a page that isn't there."""

from datetime import timedelta

import pytest
import time_machine

from bookings.models import ExchangeRate
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.bookings.web.page import text_of, title_of
from timetables.models import DatedTrip, Stop
from timetables.operations import delay_dated_trip

PAGE = f"/ru/vitebsk-smolensk/{DAY}"


def test_the_price_is_the_whole_party_s_in_both_currencies(browser, train):
    words = text_of(browser.get(f"{PAGE}?p=adult,by_pensioner_season"))
    assert "взрослый, пенсионеры по возрасту (Беларусь)" in words
    assert "16,02 BYN" in words
    assert "≈ 445 RUB за 2 пассажиров" in words
    assert "Без льготы место стоит 10,68 BYN (≈ 297 RUB)" in words


def test_the_chosen_currency_is_the_one_charged(browser, train):
    words = text_of(browser.get(f"{PAGE}?cur=RUB"))
    assert "296,78 RUB" in words
    assert "≈ 11 BYN" in words


def test_clocks_that_differ_are_named_with_their_offsets(browser, train):
    assert "на обоих концах одинаковое" in text_of(browser.get(PAGE))
    Stop.objects.filter(stop_id="SMOLENSK").update(timezone="Europe/Samara")
    words = text_of(browser.get(PAGE))
    assert "10:49 Витебск" in words
    assert "Время местное: Минск, UTC+3; Samara, UTC+4." in words


def test_a_benefit_out_of_season_is_told_with_the_day_it_starts(browser, rules):
    make_true_train(day=DAY - timedelta(days=1), at=NOW.time().replace(hour=22))
    april = DAY.replace(month=4, day=30)
    make_true_train(day=april)
    with time_machine.travel(NOW.replace(month=4, day=20), tick=False):
        words = text_of(browser.get(f"/ru/vitebsk-smolensk/{april}?p=by_pensioner_season"))
    assert "10,68 BYN" in words
    assert "1 мая" in words


def test_few_seats_are_counted_and_many_are_not(browser, rules):
    make_true_train(seats=9)
    make_true_train(seats=12)
    words = text_of(browser.get(PAGE))
    assert "осталось 9 мест" in words
    assert words.count("осталось") == 1


def test_a_sold_out_train_stays_in_its_place_without_a_button(browser, rules):
    book(make_true_train(seats=1))
    answer = browser.get(PAGE)
    assert "мест нет" in text_of(answer)
    assert 'name="offer"' not in answer.content.decode()


def test_a_cancelled_train_stays_struck_and_says_so(browser, train):
    DatedTrip.objects.filter(pk=train.pk).update(state="cancelled")
    answer = browser.get(PAGE)
    assert "отменён" in text_of(answer)
    assert 'name="offer"' not in answer.content.decode()


def test_when_nothing_can_be_bought_that_day_the_next_days_are_offered(browser, train):
    make_true_train(day=DAY + timedelta(days=2))
    DatedTrip.objects.filter(pk=train.pk).update(state="cancelled")
    answer = browser.get(PAGE)
    assert "На этот день билетов нет" in text_of(answer)
    assert f'href="/ru/vitebsk-smolensk/{DAY + timedelta(days=2)}?cur=BYN">' in answer.content.decode()


def test_a_late_train_says_by_how_much(browser, train):
    delay_dated_trip(dated_trip=train, delay_s=32 * 60, actor=None, now=NOW)
    assert "+32 мин" in text_of(browser.get(PAGE))


def test_a_day_without_a_train_offers_the_nearest_ones(browser, train):
    make_true_train(day=DAY + timedelta(days=3))
    answer = browser.get(f"/ru/vitebsk-smolensk/{DAY + timedelta(days=1)}")
    assert title_of(answer).startswith("Витебск – Смоленск-Центральный, вс, 16 мая: поездов нет")
    assert f'href="/ru/vitebsk-smolensk/{DAY}?cur=BYN">сб, 15\u00a0мая</a>' in answer.content.decode()
    assert f'href="/ru/vitebsk-smolensk/{DAY + timedelta(days=3)}?cur=BYN">' in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "words"), [("2020-01-01", "уже прошёл"), ("2028-01-01", "Билеты продаём на 90 дней")]
)
def test_a_day_out_of_sale_says_why(browser, train, day, words):
    assert words in text_of(browser.get(f"/ru/vitebsk-smolensk/{day}"))


@pytest.mark.parametrize(
    "path",
    [
        "vitebsk-smolensk/2027-02-30", "vitebsk-smolensk/tomorrow", "vitebsk-vitebsk/2027-05-15",
        "vitebsk-moscow/2027-05-15", "border-vit-smolensk/2027-05-15", "smolensk/2027-05-15",
        "vitebsk-smolensk/99999-99-99", "--/2027-05-15",
    ],
)  # fmt: skip
def test_an_address_that_can_t_be_one_is_a_page_that_isn_t_there(browser, train, path):
    answer = browser.get(f"/ru/{path}")
    assert answer.status_code == 404
    assert "Туда линия не идёт" in text_of(answer)


@pytest.mark.parametrize("p", ["xx", "by_no_such", ",,,", "adult," * 9, "by_child_u7\x00", "%00", "ё" * 500])
@pytest.mark.parametrize("cur", ["BYN", "USD", ""])
def test_strange_passengers_or_money_show_one_adult_s_price(browser, train, p, cur):
    answer = browser.get(PAGE, {"p": p, "cur": cur})
    assert answer.status_code == 200
    assert "10,68 BYN" in text_of(answer)


def test_without_any_rate_the_page_still_opens(browser, train):
    ExchangeRate.objects.all().delete()
    assert "Цены сейчас неизвестны" in text_of(browser.get(PAGE))


def test_one_train_costs_as_many_queries_as_three(browser, train, django_assert_max_num_queries, rules):
    counts = []
    for more in range(3):
        if more:
            make_true_train(at=NOW.time().replace(hour=12 + more))
        with django_assert_max_num_queries(40) as counted:
            browser.get(PAGE)
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[2], counts
