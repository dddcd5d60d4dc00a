"""POST, GET and DELETE of /bookings."""

from datetime import timedelta

import pytest
import time_machine

from bookings.models import Booking, Tariff
from tests.api.client import Client
from tests.bookings.api.steps import ADULT, NAMED, PENSIONER
from timetables.models import DatedTrip
from timetables.operations import cancel_dated_trip


def refused(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def read(steps, booking):
    return steps.opened(booking).read(f"/bookings/{booking['reference']}").json()


def test_seats_are_kept_and_the_answer_opens_the_booking(steps):
    booking = steps.book(ADULT, PENSIONER)
    assert booking["state"] == "PREBOOKED"
    assert booking["confirmation_time_limit"] == "2027-10-12T09:10:00+03:00"
    seats = [passenger["seat"] for passenger in booking["passengers"]]
    assert len({(seat["coach"], seat["number"]) for seat in seats}) == 2
    assert read(steps, booking) == {name: value for name, value in booking.items() if name != "access_token"}


def test_the_booking_costs_what_the_offer_said(steps):
    body = steps.body(ADULT, PENSIONER)
    (offer,) = steps.offers(ADULT, PENSIONER)
    booking = steps.client.send("POST", "/bookings", body).json()
    assert (booking["total"], booking["other_total"]) == (offer["total"], offer["other_total"])
    assert [one["fare"]["price"] for one in booking["passengers"]] == [
        one["price"] for one in offer["passengers"]
    ]


def test_the_address_of_a_new_booking_is_told(steps):
    answer = steps.client.send("POST", "/bookings", steps.body())
    assert answer["Location"] == f"/api/v1/bookings/{answer.json()['reference']}"
    assert answer["Cache-Control"] == "private, no-store"


def test_what_is_missing_before_payment_is_listed(steps):
    missing = [(one["pointer"], one["code"]) for one in steps.book()["requested_information"]]
    assert missing == [
        ("/passengers/0/family_name", "required"),
        ("/passengers/0/given_name", "required"),
        ("/passengers/0/document/type", "required"),
        ("/passengers/0/document/number", "required"),
    ]


def test_names_and_documents_may_come_at_once_and_are_masked(steps):
    body = steps.body() | {"passengers": [ADULT | NAMED]}
    booking = steps.client.send("POST", "/bookings", body).json()
    assert booking["requested_information"] == []
    (passenger,) = booking["passengers"]
    assert (passenger["given_name"], passenger["family_name"]) == ("Анна", "Ковалёва")
    assert passenger["document"] == {"type": "BY_PASSPORT", "last4": "4567"}


def test_an_odd_document_number_is_a_warning_only(steps):
    odd = ADULT | NAMED | {"document": {"type": "BY_PASSPORT", "number": "12"}}
    answer = steps.client.send("POST", "/bookings", steps.body() | {"passengers": [odd]})
    assert answer.status_code == 201
    warnings = [(one["pointer"], one["code"]) for one in answer.json()["warnings"]]
    assert ("/passengers/0/document/number", "document_format") in warnings


def test_chosen_seats_are_given_in_the_order_of_the_passengers(steps):
    seats = [{"coach": 1, "number": 14}, {"coach": 1, "number": 13}]
    booking = steps.book(ADULT, PENSIONER, seats=seats)
    assert [passenger["seat"] for passenger in booking["passengers"]] == seats


def test_letters_come_in_the_language_of_the_purchaser_or_of_the_request(now, steps):
    assert steps.book()["purchaser"]["language"] == "be"
    body = steps.body() | {"purchaser": {"email": "a@example.org"}}
    answer = Client(language="ru").send("POST", "/bookings", body)
    assert answer.json()["purchaser"] == {"email": "a@example.org", "phone": "", "language": "ru"}


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Места отложены"), ("be", "Месцы"), ("en", "Seats kept")]
)
def test_the_history_speaks_the_readers_language(steps, language, words):
    booking = steps.book()
    history = steps.opened(booking, language).read(f"/bookings/{booking['reference']}").json()["history"]
    assert history[0]["kind"] == "held"
    assert words.split()[0] in history[0]["text"]


def test_a_taken_seat_is_refused_and_named(steps):
    seat = {"coach": 1, "number": 13}
    steps.book(seats=[seat])
    answer = steps.client.send("POST", "/bookings", steps.body(seats=[seat]))
    assert refused(answer) == (409, "seat_taken")
    assert answer.json()["seats"] == [seat]


def test_a_seat_that_there_is_not_is_refused(steps):
    answer = steps.client.send("POST", "/bookings", steps.body(seats=[{"coach": 9, "number": 1}]))
    assert refused(answer) == (422, "wrong_seat")
    assert answer.json()["pointers"][0]["pointer"] == "/seats"


@pytest.mark.parametrize("seats", [None, [None], [[]], "1-13", [{"coach": 1}], [{"coach": 1, "number": 0}]])
def test_seats_of_no_sense_are_refused(steps, seats):
    answer = steps.client.send("POST", "/bookings", steps.body(seats=seats))
    assert refused(answer) == (400, "request_not_understood")
    assert answer.json()["pointers"][0]["pointer"].startswith("/seats")


def test_a_sold_out_train_is_refused(steps):
    body = steps.body(*[ADULT] * 4)
    for _booking in range(60):
        answer = steps.client.send("POST", "/bookings", body)
        if answer.status_code != 201:
            break
    assert refused(answer) == (409, "sold_out")
    assert answer.json()["seats_left"] < 4


def test_an_offer_is_refused_after_its_time(steps, now):
    body = steps.body()
    with time_machine.travel(now + timedelta(minutes=21), tick=False):
        assert refused(steps.client.send("POST", "/bookings", body)) == (410, "offer_expired")


@pytest.mark.parametrize(
    "change", [str.swapcase, lambda offer: offer[:-1], lambda offer: "x", lambda offer: "é:é:é"]
)
def test_an_offer_that_was_changed_is_refused(steps, change):
    body = steps.body()
    answer = steps.client.send("POST", "/bookings", body | {"offer": change(body["offer"])})
    assert refused(answer) == (422, "offer_broken")
    assert answer.json()["pointers"][0]["pointer"] == "/offer"


def test_a_price_changed_since_is_shown_old_and_new(steps):
    body = steps.body()
    Tariff.objects.filter(country="BY").update(price_per_km="0.05")
    answer = steps.client.send("POST", "/bookings", body)
    assert refused(answer) == (409, "offer_stale")
    old, new = answer.json()["old_total"], answer.json()["new_total"]
    assert old["currency"] == new["currency"] == "BYN"
    assert float(old["amount"]) < float(new["amount"])


def test_a_train_cancelled_since_is_refused(steps, now):
    body = steps.body()
    (offer,) = steps.offers()
    train = DatedTrip.objects.get(pk=offer["trip"]["dated_trip"])
    cancel_dated_trip(dated_trip=train, actor=None, now=now)
    answer = steps.client.send("POST", "/bookings", body)
    assert refused(answer) == (409, "not_on_sale")
    assert answer.json()["reason"] == "cancelled"


@pytest.mark.parametrize(
    ("passengers", "pointer"),
    [
        ([ADULT, ADULT], "/passengers"),
        ([ADULT | {"birth_date": "2025-01-01"}], "/passengers/0/birth_date"),
        ([ADULT | {"country": "RU"}], "/passengers/0/country"),
    ],
)
def test_other_passengers_than_the_offers_are_refused(steps, passengers, pointer):
    answer = steps.client.send("POST", "/bookings", steps.body() | {"passengers": passengers})
    assert refused(answer) == (422, "passengers_differ")
    assert [one["pointer"] for one in answer.json()["pointers"]] == [pointer]


def test_what_the_offer_knew_need_not_be_repeated(steps):
    body = steps.body(PENSIONER) | {"passengers": [{}]}
    (passenger,) = steps.client.send("POST", "/bookings", body).json()["passengers"]
    assert (passenger["birth_date"], passenger["benefit"]) == ("1958-02-03", "BY_PENSIONER_SEASON")


def test_a_benefit_added_after_the_offer_changes_the_price_and_is_refused(steps):
    claimed = ADULT | {"benefit": "BY_PENSIONER_SEASON"}
    answer = steps.client.send("POST", "/bookings", steps.body() | {"passengers": [claimed]})
    assert refused(answer) == (409, "offer_stale")


def test_an_unknown_kind_of_document_is_refused(steps):
    odd = ADULT | {"document": {"type": "LIBRARY_CARD", "number": "1"}}
    answer = steps.client.send("POST", "/bookings", steps.body() | {"passengers": [odd]})
    assert refused(answer) == (422, "party_refused")
    assert answer.json()["pointers"][0]["pointer"] == "/passengers/0/document/type"


def test_a_purchaser_without_an_address_is_refused(steps):
    answer = steps.client.send("POST", "/bookings", steps.body() | {"purchaser": {"email": "nobody"}})
    assert answer.status_code == 400
    assert answer.json()["pointers"][0]["pointer"] == "/purchaser/email"


def test_nothing_is_kept_of_a_refused_booking(steps):
    steps.client.send("POST", "/bookings", steps.body(seats=[{"coach": 9, "number": 1}]))
    assert not Booking.objects.exists()


def test_a_hold_ends_by_the_clock(steps, now):
    booking = steps.book()
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        ended = read(steps, booking)
    assert (ended["state"], ended["confirmation_time_limit"]) == ("RELEASED", None)


def test_a_booking_takes_the_same_queries_for_one_passenger_and_for_three(steps, django_assert_num_queries):
    for party in ([PENSIONER], [ADULT, PENSIONER, ADULT]):
        booking = steps.book(*party)
        client = steps.opened(booking)
        with django_assert_num_queries(14):
            client.read(f"/bookings/{booking['reference']}")


def test_without_the_token_a_booking_stays_closed(steps):
    path = f"/bookings/{steps.book()['reference']}"
    answer = Client().read(path)
    assert refused(answer) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["wrong", "é", "a" * 500, "\0"])
def test_with_a_wrong_token_the_answer_is_the_same_whether_or_not_the_booking_exists(steps, token):
    there = Client(token).read(f"/bookings/{steps.book()['reference']}")
    nowhere = Client(token).read("/bookings/AAAAAAA")
    assert there.status_code in {401, 404}
    assert (there.status_code, there.json()) == (nowhere.status_code, nowhere.json())


def test_one_bookings_token_does_not_open_another(steps):
    first, second = steps.book(), steps.book()
    assert refused(steps.opened(first).read(f"/bookings/{second['reference']}")) == (404, "not_found")


def test_a_reference_is_read_as_people_write_it(steps):
    booking = steps.book()
    written = f"{booking['reference'][:3]}-{booking['reference'][3:]}".lower()
    assert steps.opened(booking).read(f"/bookings/{written}").status_code == 200


def test_an_unchanged_booking_is_not_sent_again_and_no_cache_may_keep_it(steps):
    booking = steps.book()
    client, path = steps.opened(booking), f"/bookings/{booking['reference']}"
    first = client.read(path)
    assert first["Cache-Control"] == "private, no-store"
    assert "Authorization" in first["Vary"]
    again = client.get(f"/api/v1{path}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    steps.complete(booking)
    changed = client.get(f"/api/v1{path}", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_letting_go_frees_the_seats(steps):
    seats = [{"coach": 1, "number": 13}]
    booking = steps.book(seats=seats)
    answer = steps.opened(booking).send("DELETE", f"/bookings/{booking['reference']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert read(steps, booking)["state"] == "CANCELLED"
    assert steps.book(seats=seats)["passengers"][0]["seat"] == seats[0]


def test_what_was_let_go_can_not_be_let_go_again(steps):
    booking = steps.book()
    client, path = steps.opened(booking), f"/bookings/{booking['reference']}"
    client.send("DELETE", path)
    answer = client.send("DELETE", path)
    assert refused(answer) == (409, "not_releasable")
    assert answer.json()["state"] == "CANCELLED"


def test_a_paid_booking_can_not_be_let_go(steps):
    booking = steps.paid()
    answer = steps.opened(booking).send("DELETE", f"/bookings/{booking['reference']}")
    assert refused(answer) == (409, "not_releasable")
    assert read(steps, booking)["state"] == "FULFILLED"
