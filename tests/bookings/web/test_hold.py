"""Pressing "Choose": seats are kept once, however often it is pressed; what fails says so where it was pressed."""

from datetime import timedelta

import pytest
from django.test import Client

from bookings.models import Booking, Tariff
from tests.bookings.true_line import DAY, book, make_true_train
from tests.bookings.web.page import hidden, leads_to, text_of

PAGE = f"/ru/vitebsk-smolensk/{DAY}"


def chosen(client, party="adult") -> dict[str, str]:
    """What the form of the first train would send."""
    results = client.get(f"{PAGE}?p={party}")
    return {name: hidden(results, name) for name in ("offer", "key", "back")}


def test_choosing_keeps_seats_together_and_leads_to_them(browser, train):
    address = leads_to(browser.post("/ru/hold", chosen(browser, "adult,adult")))
    booking = Booking.objects.get()
    assert address == f"/ru/o/{booking.shown_reference}/places"
    assert "Вас посадили рядом: вагон 1, места 1, 2" in text_of(browser.get(address))


def test_pressing_twice_keeps_seats_once(browser, train):
    sent = chosen(browser)
    first, second = (leads_to(browser.post("/ru/hold", sent | {"beside": "keep"})) for _ in range(2))
    assert first == second
    assert Booking.objects.count() == 1


def test_another_browser_can_t_open_an_order_with_its_form_s_key(browser, train):
    sent = chosen(browser)
    browser.post("/ru/hold", sent)
    stranger = Client()
    stranger.get(PAGE)
    stranger.post("/ru/hold", sent)
    assert Booking.objects.count() == 2
    assert set(stranger.session["orders"]).isdisjoint(browser.session["orders"])


def test_a_second_search_asks_before_it_keeps_more_seats(browser, train):
    browser.post("/ru/hold", chosen(browser))
    answer = browser.post("/ru/hold", chosen(browser))
    assert "За вами уже отложены места" in text_of(answer)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(("wish", "state"), [("free", "CANCELLED"), ("keep", "PREBOOKED")])
def test_the_first_seats_are_freed_only_when_told_so(browser, train, wish, state):
    browser.post("/ru/hold", chosen(browser))
    first = Booking.objects.get()
    leads_to(browser.post("/ru/hold", chosen(browser) | {"beside": wish}))
    first.refresh_from_db()
    assert first.state == state
    assert Booking.objects.count() == 2


def test_an_old_offer_gives_fresh_prices(browser, train, clock):
    sent = chosen(browser)
    clock.shift(timedelta(hours=2))
    assert leads_to(browser.post("/ru/hold", sent)) == sent["back"]
    assert "Цены устарели" in text_of(browser.get(sent["back"]))


def test_a_price_that_changed_meanwhile_keeps_nothing(browser, train):
    sent = chosen(browser)
    Tariff.objects.filter(country="RU").update(price_per_km=9)
    assert leads_to(browser.post("/ru/hold", sent)) == sent["back"]
    assert "цена изменилась" in text_of(browser.get(sent["back"]))
    assert not Booking.objects.exists()


def test_seats_sold_meanwhile_are_said_and_nothing_is_kept(browser, rules):
    train = make_true_train(seats=2)
    sent = chosen(browser, "adult,adult")
    book(train)
    assert leads_to(browser.post("/ru/hold", sent)) == sent["back"]
    assert "свободно только 1 место" in text_of(browser.get(sent["back"]))


@pytest.mark.parametrize("offer", ["", "junk", "ё", "a.b.c:d:e"])
@pytest.mark.parametrize("back", ["", "//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_a_made_up_offer_leads_home_and_nowhere_else(browser, rules, offer, back):
    assert leads_to(browser.post("/ru/hold", {"offer": offer, "back": back})) == "/ru/"


def test_a_form_without_its_token_is_refused_with_a_page(rules):
    answer = Client(enforce_csrf_checks=True).post("/ru/hold", {"offer": "x"})
    assert answer.status_code == 403
    assert "Страница устарела" in text_of(answer)


def test_seats_can_be_let_go(browser, train):
    browser.post("/ru/hold", chosen(browser))
    booking = Booking.objects.get()
    address = leads_to(browser.post(f"/ru/o/{booking.shown_reference}/hold", {"do": "release"}))
    assert "Места отпущены" in text_of(browser.get(address))
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED


def test_ten_more_minutes_asked_for_at_payment_lead_back_to_payment(booking, open_in, clock):
    clock.shift(timedelta(minutes=9))
    more = open_in(booking).post(f"/ru/o/{booking.shown_reference}/hold", {"do": "extend", "step": "pay"})
    assert leads_to(more) == f"/ru/o/{booking.shown_reference}/pay"


def test_the_question_in_another_language_leads_home_where_the_kept_seats_stand(browser, train):
    browser.post("/ru/hold", chosen(browser))
    assert leads_to(browser.get("/be/hold")) == "/be/"
    assert "Месцы па заказе" in text_of(browser.get("/be/"))
