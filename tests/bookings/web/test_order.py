"""An order's page in each of its states, and who may open it."""

from datetime import timedelta

import pytest
from django.test import Client

from bookings import inventory
from bookings.access import access_token
from bookings.models import Booking, BookingEvent, Payment
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.offer_refund import offer_refund
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.settle_payment import settle_payment
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.true_line import NOW, book
from tests.bookings.web.page import leads_to, text_of, title_of
from tests.bookings.world import make_charge, make_payment
from timetables.models import DatedTrip
from timetables.operations import delay_dated_trip


def page_of(booking: Booking, language: str = "ru") -> str:
    return f"/{language}/o/{booking.shown_reference}/"


def pay(booking: Booking, *, now=NOW, outcome: Outcome = Outcome.ACCEPTED) -> Payment:
    payment = make_payment(booking, now=now)
    answer = BankAnswer(event_id=f"{payment.uuid}", charge_uuid=payment.uuid, outcome=outcome)
    settle_payment(answer=answer, now=now)
    booking.refresh_from_db()
    return payment


# --- Who may open it -----------------------------------------------------------------------------------------------


def test_the_link_of_a_letter_opens_the_order_and_leaves_a_clean_address(booking, browser):
    pay(booking)
    address = leads_to(browser.get(f"{page_of(booking)}?k={access_token(booking)}"))
    assert address == page_of(booking)
    assert "Билет готов" in text_of(browser.get(address))


@pytest.mark.parametrize("token", ["", "x", "ё", "a" * 500])
def test_a_wrong_secret_opens_nothing(booking, browser, token):
    answer = browser.get(page_of(booking), {"k": token})
    assert answer["Location"] == f"/ru/orders?ref={booking.shown_reference}"


def test_nobody_learns_whether_an_order_exists(booking, browser):
    there, nowhere = browser.get(page_of(booking)), browser.get("/ru/o/AAA-AAAA/")
    assert there.status_code == nowhere.status_code == 302
    assert there["Location"].replace(booking.shown_reference, "AAA-AAAA") == nowhere["Location"]


@pytest.mark.parametrize("page", ["", "places", "pay", "refund", "ticket/1.pdf", "ticket/1.ics"])
def test_every_page_of_an_order_is_shut_to_strangers(booking, page):
    assert Client().get(page_of(booking) + page)["Location"].startswith("/ru/orders?ref=")


def test_a_reference_written_otherwise_leads_to_the_right_address(booking, open_in):
    client = open_in(booking)
    assert client.get(f"/ru/o/{booking.reference.lower()}/")["Location"] == page_of(booking)


@pytest.mark.parametrize("reference", ["x", "ё", "%00", "A" * 300, "..", "k7m 4tq"])
def test_a_junk_reference_is_never_an_error_page(booking, browser, reference):
    assert browser.get(f"/ru/o/{reference}/").status_code in {302, 404}


# --- What it says in each state -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "Билет готов"), ("be", "Білет гатовы"), ("en", "The ticket is ready")],
)
def test_a_paid_order_shows_its_tickets_in_the_reader_s_language(booking, open_in, language, words):
    pay(booking)
    answer = open_in(booking).get(page_of(booking, language))
    content = answer.content.decode()
    assert words in text_of(answer)
    assert content.count('<article class="ticket"') == 1
    assert 'role="img"' in content
    assert f"{page_of(booking, language)}ticket/1.pdf" in content


@pytest.mark.parametrize(
    ("ending", "kind", "start"), [("pdf", "application/pdf", b"%PDF"), ("ics", "text/calendar", b"BEGIN")]
)
def test_a_ticket_can_be_taken_as_a_file(booking, open_in, ending, kind, start):
    pay(booking)
    answer = open_in(booking).get(f"{page_of(booking)}ticket/1.{ending}")
    assert answer["Content-Type"].startswith(kind)
    assert answer.content.startswith(start)
    assert open_in(booking).get(f"{page_of(booking)}ticket/4.{ending}").status_code == 404


def test_a_held_order_leads_to_where_it_stopped(booking, open_in):
    assert leads_to(open_in(booking).get(page_of(booking))).endswith("/places")


def test_whoever_comes_back_before_the_bank_has_answered_waits(booking, open_in):
    make_payment(booking)
    answer = open_in(booking).get(page_of(booking))
    assert "Ждём ответа банка" in text_of(answer)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in answer.content.decode()


def test_an_ended_hold_offers_the_same_seats_and_takes_them(booking, open_in, clock):
    client = open_in(booking)
    clock.shift(timedelta(minutes=11))
    expire(booking)
    words = text_of(client.get(page_of(booking)))
    assert "Места были отложены до 15:10" in words
    assert "с карты ничего не списано" in words
    assert "Занять те же места" in words
    address = leads_to(client.post(f"{page_of(booking)}hold", {"do": "retake"}))
    assert "вагон 1, место 1" in text_of(client.get(address))


def test_when_the_same_seats_are_gone_any_are_offered(train, booking, open_in, clock):
    client = open_in(booking)
    clock.shift(timedelta(minutes=11))
    expire(booking)
    book(train, now=NOW + timedelta(minutes=11), seats=[inventory.SeatRef(1, 1)])
    words = text_of(client.get(page_of(booking)))
    assert "Места уже заняли" in words
    assert "Посадить нас заново" in words
    address = leads_to(client.post(f"{page_of(booking)}hold", {"do": "anew"}))
    assert "вагон 1, место 2" in text_of(client.get(address))


def test_money_that_came_too_late_is_said_to_go_back_by_itself(train, booking, open_in, clock):
    clock.shift(timedelta(minutes=11))
    expire(booking)
    for _ in range(8):
        book(train, now=NOW + timedelta(minutes=11))
    pay(booking, now=NOW + timedelta(minutes=12))
    words = text_of(open_in(booking).get(page_of(booking)))
    assert "Ваш платёж возвращается" in words
    assert "10,68 BYN" in words
    assert "ничего не списано" not in words


def test_tickets_given_back_are_not_said_to_be_paid_too_late(booking, open_in):
    make_charge(pay(booking))
    confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    pay_refunds(now=NOW)
    words = text_of(open_in(booking).get(page_of(booking)))
    assert "Билеты возвращены" in words
    assert "10,68 BYN" in words
    assert "Ваш платёж возвращается" not in words


def test_a_cancelled_train_offers_the_money_and_greys_the_code(train, booking, open_in):
    pay(booking)
    DatedTrip.objects.filter(pk=train.pk).update(state="cancelled")
    answer = open_in(booking).get(page_of(booking))
    words = text_of(answer)
    assert "в 07:12 не пойдёт" in words
    assert "поезд не идёт" in words
    assert "Вернуть 10,68 BYN" in words
    assert 'class="ticket void"' in answer.content.decode()


def test_a_held_order_of_a_cancelled_train_was_charged_nothing(train, booking, open_in):
    DatedTrip.objects.filter(pk=train.pk).update(state="cancelled")
    words = text_of(open_in(booking).get(page_of(booking)))
    assert "Ничего не списано, места отпущены" in words
    assert "Другие поезда" in words


def test_a_changed_train_says_the_new_time_and_the_right_to_return(train, booking, open_in):
    pay(booking)
    BookingEvent.objects.create(
        booking=booking, kind="train_changed", at=NOW, data={"change": "delayed", "free_refund": True}
    )
    delay_dated_trip(dated_trip=train, delay_s=1800, actor=None, now=NOW)
    words = text_of(open_in(booking).get(page_of(booking, "en")))
    assert "It is expected to leave at 07:42" in words
    assert "for their full price" in words


def test_the_history_is_there_for_whoever_opens_it(booking, open_in):
    pay(booking)
    assert "История заказа" in text_of(open_in(booking).get(page_of(booking)))


def test_payment_of_a_paid_order_leads_to_its_tickets(booking, open_in):
    pay(booking)
    client = open_in(booking)
    assert leads_to(client.get(f"{page_of(booking)}pay")) == page_of(booking)
    assert leads_to(client.post(f"{page_of(booking)}pay", {"email": "a@example.org"})) == page_of(booking)
    assert Payment.objects.count() == 1


def test_the_order_s_pages_are_kept_out_of_search_engines_and_caches(booking, open_in):
    pay(booking)
    answer = open_in(booking).get(page_of(booking))
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


# --- Return ---------------------------------------------------------------------------------------------------------


def test_tickets_are_returned_in_two_steps_the_sum_first(booking, open_in):
    pay(booking)
    client, page = open_in(booking), f"{page_of(booking)}refund"
    assert "Чьи билеты?" in text_of(client.get(page))
    offer = leads_to(client.post(page, {"do": "offer", "passenger": "1"}))
    words = text_of(client.get(offer))
    assert "Вернуть билеты и получить 10,68 BYN" in words
    sent = {"do": "confirm", "offer": offer.partition("offer=")[2]}
    assert leads_to(client.post(page, sent)) == leads_to(client.post(page, sent)) == page_of(booking)
    words = text_of(client.get(page_of(booking)))
    assert "Билеты возвращены" in words
    assert "10,68 BYN" in words


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "offer"}, {"do": "offer", "passenger": "9"}, {"do": "offer", "passenger": ["1", "2", "ё"]},
        {"do": "confirm"}, {"do": "confirm", "offer": "x"},
        {"do": "confirm", "offer": "00000000-0000-0000-0000-000000000000"}, {},
    ],
)  # fmt: skip
def test_junk_returns_nothing(booking, open_in, sent):
    pay(booking)
    client = open_in(booking)
    leads_to(client.post(f"{page_of(booking)}refund", sent))
    booking.refresh_from_db()
    assert booking.state == Booking.State.FULFILLED
    assert client.get(f"{page_of(booking)}refund?offer=x").status_code == 200


def test_an_offer_that_ran_out_is_asked_for_again(booking, open_in, clock):
    pay(booking)
    client, page = open_in(booking), f"{page_of(booking)}refund"
    offer = leads_to(client.post(page, {"do": "offer", "passenger": "1"}))
    clock.shift(timedelta(minutes=20))
    assert "время вышло" in text_of(client.get(offer))
    address = leads_to(client.post(page, {"do": "confirm", "offer": offer.partition("offer=")[2]}))
    assert "Запросите её ещё раз" in text_of(client.get(address))


def test_after_departure_nothing_can_be_returned(booking, open_in, clock):
    pay(booking)
    clock.shift(timedelta(days=2))
    assert leads_to(open_in(booking).get(f"{page_of(booking)}refund")) == page_of(booking)
    assert title_of(open_in(booking).get(page_of(booking))).startswith("Билеты")


def expire(booking: Booking) -> None:
    """Let the hold run out by the database's clock too."""
    inventory.extend(booking_id=booking.pk, hold_seconds=-1)
