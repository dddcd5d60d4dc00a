"""A full train's pages: where seats are changed stands plainly, and nobody changes who hasn't pressed for it."""

import json

import pytest
from django.urls import reverse

from bookings import inventory
from bookings.inventory import SeatRef, Span
from bookings.models import Booking
from tests.bookings.full_train import make_full_train, take
from tests.bookings.true_line import DAY, book
from tests.bookings.web.page import hidden, leads_to, text_of
from tests.bookings.web.test_places import FILLED

PAGE = f"/en/vitebsk-smolensk/{DAY}"
PARTS = ("Vitebsk – Rudnya: coach 1, seat 1", "Rudnya – Smolensk: coach 1, seat 2")


@pytest.fixture
def full(rules):
    return make_full_train()


def chosen(client) -> dict[str, str]:
    results = client.get(PAGE)
    return {name: hidden(results, name) for name in ("offer", "key", "back")}


@pytest.fixture
def in_turn(browser, full) -> Booking:
    """A booking of seats in turn, made as people make it."""
    browser.post("/en/hold", chosen(browser) | {"seat_changes": "accept"})
    return Booking.objects.latest("pk")


def places_of(booking: Booking) -> str:
    return f"/en/o/{booking.shown_reference}/places"


def test_the_results_say_where_seats_are_changed_and_the_button_says_it_again(browser, full):
    words = text_of(browser.get(PAGE))
    for part in (*PARTS, "Change seats in Rudnya by", "Take it with 1 change of seat", "Wait for seats"):
        assert part in words


def test_a_press_without_that_word_keeps_nothing(browser, full):
    before = Booking.objects.count()
    assert leads_to(browser.post("/en/hold", chosen(browser))) == PAGE
    assert Booking.objects.count() == before
    assert "you would change seats" in text_of(browser.get(PAGE))


def test_the_word_is_kept_through_the_question_about_seats_kept_already(browser, full):
    other = make_full_train(pairs=2)
    book(other, origin="RUDNYA")
    browser.post("/en/hold", chosen(browser) | {"seat_changes": "accept"})
    asked = browser.post("/en/hold", chosen(browser) | {"seat_changes": "accept"})
    assert hidden(asked, "seat_changes") == "accept"


def test_the_pages_of_the_order_tell_all_its_seats(browser, in_turn):
    words = text_of(browser.get(places_of(in_turn)))
    for part in (*PARTS, "With 1 change of seat, as you chose", "Change seats in Rudnya by"):
        assert part in words


def test_who_goes_on_keeps_the_seats_in_turn(browser, in_turn):
    answer = browser.post(places_of(in_turn), {k: v for k, v in FILLED.items() if k != "seat"})
    assert leads_to(answer).endswith("/pay")
    assert len(inventory.parts_of(booking_ids=[in_turn.pk])[in_turn.pk][1]) == 2
    words = text_of(browser.get(leads_to(answer)))
    assert f"{PARTS[0]}; {PARTS[1]}" in words


def test_a_seat_that_became_free_all_the_way_can_be_had(browser, in_turn, full):
    stranger = Booking.objects.exclude(pk=in_turn.pk).earliest("pk")
    assert "seats for the whole way" not in text_of(browser.get(places_of(in_turn)))
    inventory.release(booking_id=stranger.pk)
    assert "Sit there all the way: coach 1, seat 1" in text_of(browser.get(places_of(in_turn)))
    browser.post(places_of(in_turn), {"take": "1-1", "do": "seats"})
    (part,) = inventory.parts_of(booking_ids=[in_turn.pk])[in_turn.pk][1]
    assert (part.seat, part.start, part.end) == (SeatRef(1, 1), 0, 4)


def seats_asked(client, booking: Booking, tag: str = ""):
    headers = {"X-Requested-With": "fetch"} | ({"If-None-Match": f'"{tag}"'} if tag else {})
    return client.get(reverse("bookings:seats", args=[booking.shown_reference]), headers=headers)


def test_the_plan_learns_of_a_seat_that_another_takes(booking, open_in, train):
    client = open_in(booking)
    before = json.loads(seats_asked(client, booking).content)
    assert before["taken"] == []
    take(train, [SeatRef(1, 5)], Span(0, 2))
    after = json.loads(seats_asked(client, booking, before["tag"]).content)
    assert (after["taken"], after["coaches"]) == (["1-5"], {"1": "6 free seats"})


def test_that_nothing_changed_is_told_without_a_plan_read(
    booking, open_in, train, django_assert_max_num_queries
):
    client = open_in(booking)
    tag = json.loads(seats_asked(client, booking).content)["tag"]
    with django_assert_max_num_queries(5):
        assert seats_asked(client, booking, tag).status_code == 304


def test_a_stranger_learns_nothing_of_the_seats(booking, browser):
    assert seats_asked(browser, booking).status_code == 302
