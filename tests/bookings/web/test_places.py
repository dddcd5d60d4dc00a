"""Seats and passengers: what was typed is kept, what is missing is said at its field, prices follow at once."""

from datetime import time, timedelta
from decimal import Decimal

import pytest

from bookings.models import Booking
from bookings.offers import PartyMember
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.passenger_details import PassengerDetails
from tests.bookings.rule_world import LIMITED, book_limited, holder, make_limited
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.bookings.web.page import leads_to, text_of, title_of
from timetables.models import Coach

FILLED = {
    "family_name-1": "Соколов",
    "given_name-1": "Дмитрий",
    "birth_date-1": "21.02.1988",
    "document_type-1": "RU_PASSPORT",
    "document_number-1": "66 18 123456",
    "seat": ["1-1"],
}


def page_of(booking: Booking) -> str:
    return f"/ru/o/{booking.shown_reference}/places"


def test_complete_passengers_lead_to_payment(booking, open_in):
    assert leads_to(open_in(booking).post(page_of(booking), FILLED)).endswith("/pay")
    passenger = booking.passengers.get()
    assert (passenger.family_name, passenger.document_last4, passenger.country) == ("Соколов", "3456", "RU")


@pytest.mark.parametrize("field", ["family_name", "given_name", "birth_date", "document_type"])
def test_what_is_missing_is_said_at_its_field_and_in_the_summary(booking, open_in, field):
    answer = open_in(booking).post(page_of(booking), FILLED | {f"{field}-1": ""})
    content = answer.content.decode()
    assert title_of(answer).startswith("Ошибка: ")
    assert f'<a href="#{field}-1">' in content
    assert f'id="{field}-1-error"' in content
    assert f'aria-describedby="{field}-1-error"' in content


def test_nothing_typed_is_lost_not_even_a_document_s_number(booking, open_in):
    client = open_in(booking)
    answer = client.post(page_of(booking), FILLED | {"birth_date-1": "3 сент", "given_name-1": ""})
    content = answer.content.decode()
    for value in ("Соколов", "3 сент", "66 18 123456"):
        assert f'value="{value}"' in content
    again = client.get(page_of(booking)).content.decode()
    assert 'value="Соколов"' in again
    assert "•••••3456" in again
    assert "66 18 123456" not in again


@pytest.mark.parametrize("text", ["03.09.1961", "3.9.1961", "3/9/1961", "3 9 1961", "1961-09-03", "03091961"])
def test_a_birth_date_is_understood_as_people_write_it(booking, open_in, text):
    open_in(booking).post(page_of(booking), FILLED | {"birth_date-1": text})
    assert f"{booking.passengers.get().birth_date}" == "1961-09-03"


@pytest.mark.parametrize("text", ["3 сент", "31.02.1990", "1.1.1", "01.01.2999", "01.01.1001", "²²²²"])
def test_another_birth_date_is_asked_for_by_an_example(booking, open_in, text):
    answer = open_in(booking).post(page_of(booking), FILLED | {"birth_date-1": text})
    assert "03.09.1961" in text_of(answer)
    assert booking.passengers.get().birth_date is None


def test_an_odd_document_number_is_asked_about_once_and_taken_the_second_time(booking, open_in):
    client, odd = open_in(booking), FILLED | {"document_number-1": "66 18"}
    answer = client.post(page_of(booking), odd)
    assert "Такие номера выглядят так: 66 12 345678" in text_of(answer)
    assert leads_to(client.post(page_of(booking), odd | {"sure-1": "66 18"})).endswith("/pay")


def test_a_benefit_changes_the_price_and_says_what_to_carry(booking, open_in):
    client = open_in(booking)
    wish = FILLED | {"document_type-1": "BY_PASSPORT", "benefit-1": "BY_PENSIONER_SEASON", "do": "save"}
    leads_to(client.post(page_of(booking), wish))
    words = text_of(client.get(page_of(booking)))
    assert "5,34 BYN" in words
    assert "пенсионное удостоверение" in words


def test_a_benefit_of_the_other_law_costs_the_full_fare_and_says_why(booking, open_in):
    client = open_in(booking)
    leads_to(client.post(page_of(booking), FILLED | {"benefit-1": "BY_PENSIONER_SEASON", "do": "save"}))
    words = text_of(client.get(page_of(booking)))
    assert "10,68 BYN" in words
    assert "цена полная" in words


def test_a_price_that_changed_on_the_way_to_payment_is_told_with_the_old_one(booking, open_in):
    client = open_in(booking)
    wish = FILLED | {
        "document_type-1": "BY_PASSPORT",
        "document_number-1": "BM1234567",
        "benefit-1": "BY_PENSIONER_SEASON",
    }
    words = text_of(client.get(leads_to(client.post(page_of(booking), wish))))
    assert "было 10,68 BYN, стало 5,34 BYN" in words


def test_seats_ticked_on_the_plan_are_changed(booking, open_in):
    client = open_in(booking)
    leads_to(client.post(page_of(booking), {"seat": ["1-5"], "do": "seats"}))
    content = client.get(page_of(booking)).content.decode()
    assert 'value="1-5" checked' in content
    assert 'value="1-1">' in content


def test_a_seat_taken_meanwhile_leaves_the_old_one_and_offers_others(train, booking, open_in):
    other = book(train)
    client = open_in(booking)
    answer = client.post(page_of(booking), {"seat": ["1-2"], "do": "seats"} | FILLED | {"seat": ["1-2"]})
    words = text_of(answer)
    assert "Место 2 заняли секунду назад" in words
    assert "Прежние места остаются вашими" in words
    assert 'name="take"' in answer.content.decode()
    assert 'value="Соколов"' in answer.content.decode()
    assert other.passengers.count() == 1


def test_the_offered_seats_are_taken_by_one_press(booking, open_in):
    client = open_in(booking)
    leads_to(client.post(page_of(booking), {"take": "1-3", "seat": ["1-1"]}))
    assert "вагон 1, место 3" in text_of(client.get(page_of(booking)))


@pytest.mark.parametrize("seats", [[], ["1-1", "1-2"], ["x-y", "--", "1-²"], ["9-9999999"]])
def test_a_choice_of_another_number_of_seats_says_how_many(booking, open_in, seats):
    answer = open_in(booking).post(page_of(booking), {"seat": seats, "do": "seats"})
    assert "Выберите 1 место" in text_of(answer)


def test_a_seat_the_train_doesn_t_have_is_refused_in_words(booking, open_in):
    answer = open_in(booking).post(page_of(booking), {"seat": ["7-77"], "do": "seats"})
    assert "Такого места в поезде нет" in text_of(answer)


def test_a_wheelchair_place_needs_its_tick(train, booking, open_in):
    train.rolling_stock.coaches.get().seats.filter(number=8).update(kind="wheelchair")
    client = open_in(booking)
    assert "в кресле-коляске" in text_of(client.post(page_of(booking), {"seat": ["1-8"], "do": "seats"}))
    ticked = {"seat": ["1-8"], "do": "seats", "wheelchair": "on"}
    leads_to(client.post(page_of(booking), ticked))


def test_a_train_without_documents_asks_for_none(rules, open_in):
    booking = book(make_true_train(seat_mode="quota", collects_passenger_data=False))
    client = open_in(booking)
    content = client.get(page_of(booking)).content.decode()
    assert "document_number-1" not in content
    assert 'name="seat"' not in content
    assert leads_to(client.post(page_of(booking), {})).endswith("/pay")


def test_a_personal_benefit_asks_for_a_name_there_too(rules, open_in):
    train = make_true_train(seat_mode="open", collects_passenger_data=False)
    booking = book(train, PartyMember("BY", "BY_PENSIONER_SEASON"))
    answer = open_in(booking).post(page_of(booking), {"benefit-1": "BY_PENSIONER_SEASON"})
    assert "Впишите фамилию" in text_of(answer)


def test_an_ended_hold_leads_to_the_order_s_page(booking, open_in, clock):
    clock.shift(timedelta(minutes=11))
    client = open_in(booking)
    assert leads_to(client.get(page_of(booking))) == f"/ru/o/{booking.shown_reference}/"
    assert leads_to(client.post(page_of(booking), FILLED)) == f"/ru/o/{booking.shown_reference}/"


def test_the_hold_line_tells_the_time_without_a_script(booking, open_in):
    answer = open_in(booking).get(page_of(booking))
    assert "Места отложены за вами до 15:10" in text_of(answer)
    assert '<noscript><meta http-equiv="refresh" content="602"></noscript>' in answer.content.decode()


def test_ten_more_minutes_are_given_once_in_the_last_two(booking, open_in, clock):
    client, more = open_in(booking), f"/ru/o/{booking.shown_reference}/hold"
    leads_to(client.post(more, {"do": "extend"}))
    assert "в последние две минуты" in text_of(client.get(page_of(booking)))
    clock.shift(timedelta(minutes=8, seconds=30))
    leads_to(client.post(more, {"do": "extend"}))
    answer = client.get(page_of(booking))
    assert "отложены за вами до 15:20" in text_of(answer)
    assert 'id="hold-more"' not in answer.content.decode()


@pytest.mark.parametrize("do", ["", "junk", "pay", "save", "seats"])
@pytest.mark.parametrize("benefit", ["", "NO_SUCH", "ё\x00"])
def test_junk_in_the_form_is_never_an_error_page(booking, open_in, do, benefit):
    junk = {
        "do": do,
        "benefit-1": benefit,
        "document_type-1": "X",
        "document_number-1": "\x00",
        "seat": "1-1",
    }
    assert open_in(booking).post(page_of(booking), junk).status_code in {200, 303}


def test_four_passengers_cost_as_many_queries_as_one(train, open_in, django_assert_max_num_queries):
    counts = []
    for size in (1, 4):
        booking = book(train, *[PartyMember("BY")] * size)
        client = open_in(booking)
        with django_assert_max_num_queries(40) as counted:
            assert client.get(page_of(booking)).status_code == 200
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts


def test_the_day_of_the_trip_stands_in_the_heading(booking, open_in):
    assert f"сб, {DAY.day} мая" in text_of(open_in(booking).get(page_of(booking)))


def test_a_benefit_for_so_many_trips_asks_for_the_document_and_says_when_none_is_left(rules, open_in):
    make_limited()
    paid = book_limited(make_true_train())
    complete_passengers(booking=paid, details={1: holder()}, now=NOW)
    booking = book_limited(make_true_train(at=time(17), collects_passenger_data=False))
    client, names = (
        open_in(booking),
        {"family_name-1": "Ковалёва", "given_name-1": "Анна", "benefit-1": LIMITED},
    )
    asked = client.post(page_of(booking), names | {"seat": ["1-1"]}).content.decode()
    assert 'id="document_number-1-error"' in asked
    told = names | {"document_type-1": "BY_PASSPORT", "document_number-1": "BM1234567", "seat": ["1-1"]}
    client.post(page_of(booking), told)
    booking.refresh_from_db()
    assert booking.total == Decimal("10.68")
    words = text_of(client.get(f"/ru/o/{booking.shown_reference}/pay"))
    assert "10,68 BYN" in words
    assert "15 мая" in words


def test_a_bicycle_is_chosen_priced_and_taken_off_without_script(booking, open_in):
    client, bare = open_in(booking), booking.total
    Coach.objects.update(bicycle_places=1)
    assert leads_to(client.post(page_of(booking), FILLED | {"bicycle-1": "1"})).endswith("/pay")
    booking.refresh_from_db()
    assert booking.total > bare
    assert booking.passengers.get().ancillaries == {"bicycle": 1}
    client.post(page_of(booking), FILLED | {"bicycle-1": "0"})
    booking.refresh_from_db()
    assert booking.total == bare


def test_where_another_was_quicker_it_is_said_at_the_field_and_the_rest_is_kept(booking, open_in, train):
    Coach.objects.update(bicycle_places=1)
    other = book(train)
    complete_passengers(booking=other, details={1: PassengerDetails(ancillaries={"bicycle": 1})}, now=NOW)
    answer = open_in(booking).post(page_of(booking), FILLED | {"bicycle-1": "1"})
    content = answer.content.decode()
    assert 'id="bicycle-1-error"' in content
    assert '<a href="#bicycle-1">' in content
    passenger = booking.passengers.get()
    assert (passenger.family_name, passenger.ancillaries) == ("Соколов", {})


@pytest.mark.parametrize("nonsense", ["-1", "9", "x", "1.5", "٣"])
def test_nonsense_for_a_number_of_bicycles_is_no_fault_of_ours(booking, open_in, nonsense):
    assert open_in(booking).post(page_of(booking), FILLED | {"bicycle-1": nonsense}).status_code < 500
    assert booking.passengers.get().ancillaries == {}
