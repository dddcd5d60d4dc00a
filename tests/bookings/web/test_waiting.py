"""The pages of the waiting list: from a full train to a place in the queue, an offer, and out again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.access import waiting_token, waiting_url
from bookings.models import Booking, WaitingEntry
from bookings.operations.follow_queue import serve_queues
from bookings.operations.release_booking import release_booking
from tests.bookings.true_line import NOW, book, make_true_train
from tests.bookings.waiting.waiting_world import ADULT, fill, join, later
from tests.bookings.web.page import hidden, text_of
from tests.bookings.web.test_live import poll, tag_of
from timetables.models import DatedTrip

RESULTS = "/en/vitebsk-smolensk/2027-05-15"
WAIT = f"{RESULTS}/wait"
TOLD = {"n": "1", "email": "kovaleva@example.org", "start": "", "end": ""}


@pytest.fixture
def full(rules: None) -> DatedTrip:
    train = make_true_train(seats=2)
    fill(train)
    return train


@pytest.fixture
def entry(full: DatedTrip) -> WaitingEntry:
    return join()


def page(entry: WaitingEntry, step: str = "") -> str:
    return f"/en/w/{entry.uuid}/{step}"


def open_in(browser: Client, entry: WaitingEntry) -> Client:
    answer = browser.get(f"{page(entry)}?k={waiting_token(entry)}")
    assert (answer.status_code, answer["Location"]) == (303, page(entry))
    return browser


def give_back(train: DatedTrip) -> None:
    release_booking(booking=train.bookings.filter(waiting_entry=None, state="PREBOOKED").first(), now=NOW)


def test_a_full_train_leads_to_the_queue(browser, full) -> None:
    answer = browser.get(f"{RESULTS}?p=adult,adult&cur=RUB")
    assert f'href="{WAIT}?p=adult,adult&amp;cur=RUB"' in answer.content.decode()
    form = browser.get(f"{WAIT}?p=adult,adult&cur=RUB")
    assert "Vitebsk – Smolensk" in text_of(form)
    told = TOLD | {"n": "2", "together": "on", "end": "18:00", "key": hidden(form, "key")}
    joined = browser.post(f"{WAIT}?p=adult,adult&cur=RUB", told)
    entry = WaitingEntry.objects.get()
    assert (joined.status_code, joined["Location"]) == (303, page(entry))
    assert (entry.size, entry.together, entry.currency, entry.language) == (2, True, "RUB", "en")
    assert entry.departs_before.hour == 15
    assert "Nobody is before you" in text_of(browser.get(page(entry)))


def test_where_there_are_seats_no_page_leads_to_a_queue_and_none_is_joined(browser, rules) -> None:
    make_true_train()
    assert WAIT not in browser.get(RESULTS).content.decode()
    answer = browser.post(WAIT, TOLD | {"key": "k"})
    assert answer["Location"].startswith(RESULTS)
    assert not WaitingEntry.objects.exists()


def test_a_form_pressed_twice_joins_once(browser, full) -> None:
    key = hidden(browser.get(WAIT), "key")
    first, second = (browser.post(WAIT, TOLD | {"key": key}) for _press in range(2))
    assert first["Location"] == second["Location"]
    assert WaitingEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"email": "anna"}, "Write an address"),
        ({"start": "18:00", "end": "08:00"}, "Choose a later hour"),
        ({"start": "23:00"}, "No train leaves then"),
        ({"start": "25:99", "email": ""}, "Write an address"),
    ],
)
def test_what_should_be_written_otherwise_is_said_and_nothing_forgotten(browser, full, told, words) -> None:
    answer = browser.post(WAIT, TOLD | {"n": "2", "key": "k"} | told)
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert "<option selected>2</option>" in answer.content.decode()
    assert not WaitingEntry.objects.exists()


@pytest.mark.parametrize(
    "path", ["/en/vitebsk-vitebsk/2027-05-15/wait", "/en/vitebsk-smolensk/2027-99-99/wait"]
)
def test_an_address_that_means_nothing_is_not_found(browser, full, path) -> None:
    assert browser.get(path).status_code == 404


def test_only_the_link_opens_a_place(browser, entry) -> None:
    assert browser.get(page(entry)).status_code == 404
    assert browser.get(f"{page(entry)}?k=wrong").status_code == 404
    assert browser.post(page(entry, "leave")).status_code == 404
    assert browser.get("/en/w/00000000-0000-4000-8000-000000000000/?k=x").status_code == 404
    assert waiting_url(entry, "en").endswith(f"{page(entry)}?k={waiting_token(entry)}")
    assert open_in(browser, entry).get(page(entry)).status_code == 200


def test_the_page_shows_who_is_before_on_which_train(browser, full, entry) -> None:
    later_train = make_true_train(at=full.departs_at.time().replace(hour=9), seats=1)
    book(later_train, email="a@example.org", ahead_of_queue=True)
    second = join(departs_from=full.departs_at + timedelta(hours=1))
    third = open_in(browser, join())
    words = text_of(third.get(page(WaitingEntry.objects.latest("pk"))))
    assert "2 parties are before you" in words
    assert f"Train {full.trip.short_name} arrives 09:49 1 party before you" in words
    assert f"Train {later_train.trip.short_name}" in words
    assert second.pk


def test_an_offer_leads_to_its_pay_page_and_can_be_refused(browser, full, entry) -> None:
    client = open_in(browser, entry)
    give_back(full)
    serve_queues(now=NOW)
    answer = client.get(page(entry))
    assert "Seats came free: they are yours until 15:30, Fri 14 May" in text_of(answer)
    offer = Booking.objects.get(waiting_entry=entry)
    assert client.get(answer.context["offer_url"], follow=True).redirect_chain[-1][0].endswith("/places")
    assert client.post(page(entry, "leave"))["Location"] == page(entry)
    assert "You did not want the seats" in text_of(client.get(page(entry)))
    offer.refresh_from_db()
    assert offer.state == "CANCELLED"


def test_the_page_follows_the_clock_before_any_job_has_run(browser, clock, full, entry) -> None:
    client = open_in(browser, entry)
    give_back(full)
    serve_queues(now=NOW)
    clock.move_to(later(30))
    assert "The time of the offer is over" in text_of(client.get(page(entry)))
    assert f'href="{WAIT}?cur=BYN"' in client.get(page(entry)).content.decode()


def test_another_wish_says_what_became_of_the_place(browser, full) -> None:
    entry, client = join(2), browser
    open_in(client, entry)
    told = TOLD | {"email": "new@example.org"}
    kept = client.post(page(entry, "change"), told | {"n": "1"}, follow=True)
    assert "You keep your place" in text_of(kept)
    lost = client.post(page(entry, "change"), told | {"n": "2"}, follow=True)
    assert "at the end of the queue" in text_of(lost)
    assert WaitingEntry.objects.get().email == "new@example.org"


def test_who_leaves_waits_no_longer(browser, entry) -> None:
    client = open_in(browser, entry)
    client.post(page(entry, "leave"))
    assert "You have left the queue" in text_of(client.get(page(entry)))
    assert client.get(page(entry, "change"))["Location"] == page(entry)
    assert client.post(page(entry, "leave"), follow=True).status_code == 200


def test_a_poll_is_answered_shortly_until_something_changes(browser, full, entry) -> None:
    client = open_in(browser, entry)
    tag = tag_of(client.get(page(entry)))
    assert poll(client, page(entry), tag).status_code == 304
    give_back(full)
    serve_queues(now=NOW)
    assert poll(client, page(entry), tag).status_code == 200


def test_a_poll_costs_four_queries_and_the_page_as_many_for_three_trains_as_for_one(
    browser, full, entry
) -> None:
    client = open_in(browser, entry)
    tag = tag_of(client.get(page(entry)))
    assert _queries(client, entry, tag) <= 4
    one = _queries(client, entry)
    for hour in (9, 11):
        train = make_true_train(at=full.departs_at.time().replace(hour=hour), seats=1)
        book(train, ADULT, email="a@example.org", ahead_of_queue=True)
        join()
    assert _queries(client, entry) == one


def _queries(client: Client, entry: WaitingEntry, tag: str = "") -> int:
    with CaptureQueriesContext(connection) as queries:
        poll(client, page(entry), tag)
    return len(queries)
