"""Paying: what is bought stands there with its reasons; the way to the bank is safe to press twice."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bookings.models import Booking, Payment
from bookings.offers import PartyMember
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.passenger_details import PassengerDetails
from tests.bookings.true_line import NOW, book
from tests.bookings.web.page import hidden, leads_to, text_of, title_of

EMAIL = {"email": "sokolov@example.org", "currency": "BYN"}


@pytest.fixture
def complete(train) -> Booking:
    """A pensioner in season and an adult, everything told but the purchaser."""
    booking = book(train, PartyMember("BY", "BY_PENSIONER_SEASON"), PartyMember("RU"))
    told = {
        1: _told("Ковалёва", "Анна", "BY", "BY_PASSPORT", "BM1234567"),
        2: _told("Соколов", "Дмитрий", "RU", "RU_PASSPORT", "66 18 123456"),
    }
    return complete_passengers(booking=booking, details=told, now=NOW).booking


def _told(family: str, given: str, country: str, kind: str, number: str) -> PassengerDetails:
    return PassengerDetails(
        family_name=family,
        given_name=given,
        birth_date=NOW.date().replace(year=1961),
        country=country,
        document_type=kind,
        document_number=number,
    )


def page_of(booking: Booking) -> str:
    return f"/ru/o/{booking.shown_reference}/pay"


def test_each_price_stands_with_its_lines_reason_proof_and_law(complete, open_in):
    words = text_of(open_in(complete).get(page_of(complete)))
    assert "Витебск – граница, 60 км" in words
    assert "Льгота: минус 50 % на всём пути" in words
    assert "Почему такая цена. Пенсионеры Беларуси платят половину с 1 мая по 31 октября." in words
    assert "Возьмите с собой: пенсионное удостоверение, оригинал." in words
    assert "Указ Президента РБ от 29.04.2011 № 176" in words
    assert "Оплатить 16,02 BYN" in words
    assert "Оплатить 445,17 RUB" in words


def test_the_way_leads_to_the_bank_and_back_to_the_order(complete, open_in):
    address = leads_to(open_in(complete).post(page_of(complete), EMAIL))
    assert address.startswith("/ru/bank/")
    payment = Payment.objects.get()
    assert payment.return_url == f"/ru/o/{complete.shown_reference}/"
    assert (payment.amount, payment.currency) == (Decimal("16.02"), "BYN")


def test_pressing_twice_opens_one_payment(complete, open_in):
    client = open_in(complete)
    addresses = {leads_to(client.post(page_of(complete), EMAIL)) for _ in range(2)}
    assert len(addresses) == 1
    assert Payment.objects.count() == 1


def test_the_other_currency_is_charged_at_the_rate_shown(complete, open_in):
    client = open_in(complete)
    shown = hidden(client.get(page_of(complete)), "total_RUB")
    leads_to(client.post(page_of(complete), EMAIL | {"currency": "RUB", "total_RUB": shown}))
    payment = Payment.objects.get()
    assert (str(payment.amount), payment.currency) == (shown, "RUB")


def test_a_price_other_than_the_one_seen_is_asked_about_before_the_bank(complete, open_in):
    client = open_in(complete)
    answer = client.post(page_of(complete), EMAIL | {"total_BYN": "15.00"})
    words = text_of(answer)
    assert "Было 15,00 BYN, стало 16,02 BYN" in words
    assert "Продолжить за 16,02 BYN" in words
    assert not Payment.objects.exists()
    shown = hidden(answer, "total_BYN")
    assert leads_to(client.post(page_of(complete), EMAIL | {"total_BYN": shown})).startswith("/ru/bank/")


@pytest.mark.parametrize("email", ["", "anna", "anna@", "a b@c.de", "x" * 300 + "@example.org"])
def test_an_address_is_asked_for_by_an_example(complete, open_in, email):
    answer = open_in(complete).post(page_of(complete), EMAIL | {"email": email})
    assert title_of(answer).startswith("Ошибка: ")
    assert "anna@example.org" in text_of(answer)
    assert not Payment.objects.exists()


@pytest.mark.parametrize("total", ["NaN", "ё", "1e999999", "", "-5", "Infinity"])
@pytest.mark.parametrize("currency", ["USD", "", "RUB"])
def test_junk_in_the_form_is_never_an_error_page(complete, open_in, total, currency):
    sent = EMAIL | {"currency": currency, "total_BYN": total, "total_RUB": total, "phone": "\x00"}
    assert open_in(complete).post(page_of(complete), sent).status_code in {200, 303}


def test_passengers_without_names_are_asked_for_first(booking, open_in):
    assert leads_to(open_in(booking).get(page_of(booking))).endswith("/places")


def test_a_declined_card_keeps_the_seats_and_says_until_when(complete, open_in):
    client = open_in(complete)
    leads_to(client.post(page_of(complete), EMAIL))
    Payment.objects.update(status="declined", decline_reason="insufficient_funds")
    assert leads_to(client.get(f"/ru/o/{complete.shown_reference}/")) == page_of(complete)
    words = text_of(client.get(page_of(complete)))
    assert "Банк не провёл платёж" in words
    assert "На карте не хватает денег." in words
    assert "места ваши до 15:10" in words


def test_an_unfinished_payment_says_so_and_can_be_begun_again(complete, open_in):
    client = open_in(complete)
    first = leads_to(client.post(page_of(complete), EMAIL))
    Payment.objects.update(status="abandoned")
    assert "Оплата не завершена" in text_of(client.get(page_of(complete)))
    assert leads_to(client.post(page_of(complete), EMAIL)) != first


def test_an_ended_hold_leads_to_the_order_before_anything_is_charged(complete, open_in, clock):
    client = open_in(complete)
    clock.shift(timedelta(minutes=11))
    assert leads_to(client.post(page_of(complete), EMAIL)) == f"/ru/o/{complete.shown_reference}/"
    assert not Payment.objects.exists()


def test_nothing_to_pay_needs_no_bank(train, open_in):
    booking = book(train, PartyMember("BY", "BY_DISABLED_1"))
    told = _told("Ковалёва", "Анна", "BY", "BY_PASSPORT", "BM1234567")
    complete_passengers(booking=booking, details={1: replace(told, consent="special-BY-1")}, now=NOW)
    client = open_in(booking)
    assert "Платить нечего" in text_of(client.get(page_of(booking)))
    assert leads_to(client.post(page_of(booking), EMAIL)) == f"/ru/o/{booking.shown_reference}/"
    booking.refresh_from_db()
    assert booking.state == Booking.State.FULFILLED


def test_four_passengers_cost_as_many_queries_as_one(train, open_in, django_assert_max_num_queries):
    counts = []
    for size in (1, 4):
        booking = book(train, *[PartyMember("BY")] * size)
        told = {n: _told("Ковалёва", "Анна", "BY", "BY_PASSPORT", "BM1234567") for n in range(1, size + 1)}
        complete_passengers(booking=booking, details=told, now=NOW)
        client = open_in(booking)
        with django_assert_max_num_queries(40) as counted:
            assert client.get(page_of(booking)).status_code == 200
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts
