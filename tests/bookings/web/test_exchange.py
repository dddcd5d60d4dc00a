"""The pages of an exchange: trains with their difference, the sums, the bank, and what follows."""

import re
from datetime import timedelta

import pytest

from bookings.models import Booking, ExchangeOffer
from tests.bookings.exchange_world import ADULT, NEXT_DAY, begin, buy, let_hold_lapse
from tests.bookings.true_line import NOW, book, make_true_train
from tests.bookings.web.page import hidden, leads_to, text_of
from timetables.models import Coach
from timetables.operations import cancel_dated_trip

State = Booking.State


@pytest.fixture
def other(train):
    return make_true_train(day=NEXT_DAY)


@pytest.fixture
def old(train):
    return buy(train)


def address(booking, language="ru"):
    return f"/{language}/o/{booking.shown_reference}/exchange"


def wish(train, **fields):
    return {"from": "VITEBSK", "to": "SMOLENSK", "day": NEXT_DAY.isoformat(), "train": train.pk} | fields


def choose(client, old, train, **fields):
    """The sums of one train, after the press of "Choose"."""
    return leads_to(client.post(address(old), wish(train, **fields)))


def confirm(client, old, page, **fields):
    return client.post(address(old), {"do": "confirm", "offer": hidden(client.get(page), "offer")} | fields)


def test_the_order_leads_to_the_trains_with_what_they_cost(old, other, open_in):
    client = open_in(old)
    order = client.get(f"/ru/o/{old.shown_reference}/")
    assert f'href="{address(old)}"' in order.content.decode()
    words = text_of(client.get(address(old), {"day": NEXT_DAY.isoformat()}))
    assert "доплата 0,76 BYN" in words or "0,76 BYN" in words
    assert Booking.objects.count() == 1
    assert not ExchangeOffer.objects.exists()


def test_from_the_choice_to_the_bank_to_the_new_tickets(old, other, open_in):
    client = open_in(old)
    page = choose(client, old, other)
    assert "0,76 BYN" in text_of(client.get(page))
    bank = leads_to(confirm(client, old, page))
    assert "/bank/" in bank
    new = old.exchanges.get()
    old.refresh_from_db()
    assert (old.state, new.state) == (State.FULFILLED, State.PREBOOKED)

    back = leads_to(client.post(bank, {"choice": "accept"}))
    assert leads_to(client.get(back)) == f"/ru/o/{new.shown_reference}/"
    new.refresh_from_db()
    assert new.state == State.FULFILLED
    assert client.get(f"/ru/o/{new.shown_reference}/").status_code == 200
    old.refresh_from_db()
    ended = client.get(f"/ru/o/{old.shown_reference}/")
    assert f"/ru/o/{new.shown_reference}/?k=" in ended.content.decode()


def test_pressed_twice_it_makes_one_booking_and_one_payment(old, other, open_in):
    client = open_in(old)
    page = choose(client, old, other)
    fields = {"do": "confirm", "offer": hidden(client.get(page), "offer")}
    answers = [leads_to(client.post(address(old), fields)) for _twice in range(2)]
    assert answers[0] == answers[1]
    assert (Booking.objects.count(), old.exchanges.get().payments.count()) == (2, 1)


def test_what_costs_less_is_done_without_a_bank(old, other, open_in):
    client = open_in(old)
    page = choose(client, old, other, to="RUDNYA")
    new_page = leads_to(confirm(client, old, page))
    new = old.exchanges.get()
    assert (new.state, new_page) == (State.FULFILLED, f"/ru/o/{new.shown_reference}/")
    assert client.get(new_page).status_code == 200


def test_chosen_seats_are_held(old, other, open_in):
    client = open_in(old)
    page = choose(client, old, other)
    confirm(client, old, page, seat=["1-7"])
    assert old.exchanges.get().payments.get().amount == old.exchanges.get().due
    page = choose(client, old, make_true_train(day=NEXT_DAY))
    answer = confirm(client, old, page, seat=["1-1", "1-2"])
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_the_own_train_asks_for_seats(old, train, open_in):
    client = open_in(old)
    page = choose(client, old, train, day="2027-05-15")
    assert confirm(client, old, page).status_code == 200
    assert old.exchanges.count() == 0
    leads_to(confirm(client, old, page, seat=["1-8"]))
    assert old.exchanges.get().dated_trip_id == train.pk


def test_a_bicycle_is_added_by_taking_another_seat_of_the_own_train(old, train, open_in):
    Coach.objects.update(bicycle_places=1)
    client = open_in(old)
    page = choose(client, old, train, day="2027-05-15")
    places = leads_to(confirm(client, old, page, do="confirm-along", seat=["1-8"]))
    new = old.exchanges.get()
    assert places == f"/ru/o/{new.shown_reference}/places#bicycle-1"
    before = new.due
    client.post(places.partition("#")[0], {"do": "save", "bicycle-1": "1"})
    new.refresh_from_db()
    assert new.passengers.get().ancillaries == {"bicycle": 1}
    assert new.due > before


def test_part_of_a_party_is_chosen(train, other, open_in):
    old = buy(train, ADULT, ADULT)
    client = open_in(old)
    page = choose(client, old, other, p="2")
    assert [line["number"] for line in ExchangeOffer.objects.get().passengers] == [2]
    confirm(client, old, page)
    assert old.exchanges.get().passengers.count() == 1


def test_the_page_of_payment_asks_for_the_difference_in_the_currency_of_the_sale(old, other, open_in):
    new = begin(old, other)
    client = open_in(new)
    page = client.get(f"/ru/o/{new.shown_reference}/pay")
    words = text_of(page)
    assert "0,76 BYN" in words
    assert old.shown_reference in words
    assert 'name="currency" value="RUB"' not in page.content.decode()
    post = {"currency": "RUB", "email": "a@example.org", "total_BYN": hidden(page, "total_BYN")}
    assert "/bank/" in leads_to(client.post(f"/ru/o/{new.shown_reference}/pay", post))
    assert (new.payments.get().amount, new.payments.get().currency) == (new.due, "BYN")


def test_while_it_waits_the_old_order_says_so(old, other, open_in):
    new = begin(old, other)
    page = open_in(old).get(f"/ru/o/{old.shown_reference}/").content.decode()
    assert f"/ru/o/{new.shown_reference}/?k=" in page


def test_an_exchange_that_lapsed_leads_back_to_the_old_order(old, other, open_in):
    new = begin(old, other)
    let_hold_lapse(new)
    page = open_in(new).get(f"/ru/o/{new.shown_reference}/").content.decode()
    assert f"/ru/o/{old.shown_reference}/?k=" in page
    assert 'value="retake"' not in page


def test_a_cancelled_train_leads_to_a_free_exchange(old, train, other, open_in):
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    client = open_in(old)
    assert f'href="{address(old)}"' in client.get(f"/ru/o/{old.shown_reference}/").content.decode()
    page = choose(client, old, other)
    leads_to(confirm(client, old, page))
    assert old.exchanges.get().fees == 0


@pytest.mark.parametrize(
    "query",
    [
        {"day": "never"},
        {"day": "1999-01-01"},
        {"from": "PARIS"},
        {"from": "SMOLENSK", "to": "SMOLENSK"},
        {"p": "9"},
    ],
)
def test_an_address_of_no_sense_shows_the_own_trip(old, open_in, query):
    assert open_in(old).get(address(old), query).status_code == 200


@pytest.mark.parametrize("train_id", ["", "x", "0", "9" * 30, "٣"])
def test_a_train_that_there_is_not_is_told(old, open_in, train_id):
    answer = open_in(old).post(address(old), {"train": train_id})
    assert leads_to(answer).startswith(address(old))
    assert not ExchangeOffer.objects.exists()


def test_an_offer_of_another_order_opens_nothing(old, train, other, open_in):
    stranger = buy(train)
    page = choose(open_in(stranger), stranger, other)
    client = open_in(old)
    token = page.partition("offer=")[2]
    assert leads_to(client.post(address(old), {"do": "confirm", "offer": token})) == address(old)
    assert Booking.objects.count() == 2


def test_an_unpaid_order_has_nothing_to_exchange(train, open_in):
    booking = book(train)
    answer = open_in(booking).get(address(booking))
    assert leads_to(answer) == f"/ru/o/{booking.shown_reference}/"


def test_an_offer_past_its_time_is_asked_for_again(old, other, open_in, clock):
    client = open_in(old)
    page = choose(client, old, other)
    offer = hidden(client.get(page), "offer")
    clock.shift(timedelta(minutes=16))
    assert "offer" not in re.findall(r'name="(\w+)" value', client.get(page).content.decode())
    assert leads_to(client.post(address(old), {"do": "confirm", "offer": offer})) == address(old)
    assert old.exchanges.count() == 0


@pytest.mark.parametrize("trains", [1, 3])
def test_more_trains_need_no_more_queries(old, other, open_in, django_assert_max_num_queries, trains):
    for hour in range(1, trains):
        make_true_train(day=NEXT_DAY, at=NOW.replace(hour=hour + 8).time())
    client = open_in(old)
    with django_assert_max_num_queries(45) as captured:
        page = client.get(address(old), {"day": NEXT_DAY.isoformat()})
    assert page.content.decode().count('name="train"') == trains
    counted.setdefault("queries", len(captured))
    assert len(captured) == counted["queries"]


counted: dict[str, int] = {}
