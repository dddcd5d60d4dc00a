"""My orders: by this browser, by number and surname with patience for five guesses, by mail without telling."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from bookings.models import Booking, Notification, Passenger
from bookings.web import patience
from tests.bookings.true_line import book
from tests.bookings.web.page import leads_to, text_of, title_of


@pytest.fixture
def named(booking: Booking) -> Booking:
    Passenger.objects.update(family_name="Ковалёва", given_name="Анна")
    return booking


def guess(client, reference: str, surname: str):
    return client.post("/ru/orders", {"reference": reference, "surname": surname})


@pytest.mark.parametrize("surname", ["Ковалёва", "ковалёва", "  КОВАЛЁВА "])
def test_number_and_surname_open_the_order(named, browser, surname):
    for reference in (named.reference, named.shown_reference, named.reference.lower()):
        assert leads_to(guess(browser, reference, surname)) == f"/ru/o/{named.shown_reference}/"


def test_it_is_never_told_which_part_was_wrong(named, browser):
    answers = {text_of(guess(browser, reference, "Иванова")) for reference in (named.reference,)}
    other = guess(browser, "AAA-AAAA", "Иванова")
    assert {words.replace(named.reference, "") for words in answers} == {
        text_of(other).replace("AAA-AAAA", "")
    }
    assert title_of(other).startswith("Ошибка: ")


def test_five_wrong_guesses_pause_it_even_for_the_right_one(named, browser):
    for _ in range(patience.TRIES):
        guess(browser, named.reference, "Иванова")
    answer = guess(browser, named.reference, "Ковалёва")
    assert answer.status_code == 429
    assert "Подождите 15 минут" in text_of(answer)


def test_the_pause_ends(named, browser, monkeypatch):
    monkeypatch.setattr(patience, "PAUSE_SECONDS", 1)
    for _ in range(patience.TRIES):
        guess(browser, named.reference, "Иванова")
    cache.clear()
    patience._here.update({key: (5, first - 10) for key, (_, first) in patience._here.items()})
    assert guess(browser, named.reference, "Ковалёва").status_code == 303


def test_a_lost_cache_doesn_t_open_the_door(named, browser):
    for _ in range(patience.TRIES):
        guess(browser, named.reference, "Иванова")
        cache.clear()
    assert guess(browser, named.reference, "Ковалёва").status_code == 429


@pytest.mark.parametrize("reference", ["", "ё", "x" * 500, "\x00"])
@pytest.mark.parametrize("surname", ["", "\x00", "%"])
def test_junk_is_only_a_wrong_guess(named, browser, reference, surname):
    assert guess(browser, reference, surname).status_code == 200


def test_an_unnamed_passenger_opens_nothing_by_an_empty_surname(booking, browser):
    assert guess(browser, booking.reference, "").status_code == 200


def test_the_page_lists_this_browser_s_orders_and_how_they_stand(train, booking, open_in, clock):
    other = book(train)
    open_in(other)
    client = open_in(booking)
    clock.shift(timedelta(minutes=11))
    words = text_of(client.get("/ru/orders"))
    assert booking.shown_reference in words
    assert other.shown_reference in words
    assert words.count("места отпущены") == 2


def test_more_orders_cost_no_more_queries(train, booking, open_in, django_assert_max_num_queries):
    client, counts = open_in(booking), []
    for more in range(2):
        for _ in range(2 * more):
            open_in(book(train))
        with django_assert_max_num_queries(20) as counted:
            client.get("/ru/orders")
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts


def test_an_address_gets_its_links_and_the_page_says_the_same_to_all(named, browser):
    Booking.objects.update(email="anna@example.org")
    pages = []
    for email in ("anna@example.org", "nobody@example.org"):
        address = leads_to(browser.post("/ru/orders/lost", {"email": email}))
        pages.append(text_of(browser.get(address)))
    assert pages[0] == pages[1]
    assert "Загляните в почту" in pages[0]
    assert Notification.objects.filter(kind="link").count() == 2


def test_a_lost_link_needs_an_address(browser, rules):
    answer = browser.post("/ru/orders/lost", {"email": "anna"})
    assert title_of(answer).startswith("Ошибка: ")
    assert "anna@example.org" in text_of(answer)
