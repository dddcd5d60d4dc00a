"""PATCH of passengers and seats of a booking."""

from datetime import timedelta

import pytest
import time_machine

from tests.bookings.api.steps import ADULT, NAMED, PENSIONER


def patch(steps, booking, number=1, **told):
    return steps.opened(booking).send("PATCH", f"/bookings/{booking['reference']}/passengers/{number}", told)


def reseat(steps, booking, *seats):
    names = ("passenger", "coach", "number")
    body = {"seats": [dict(zip(names, seat, strict=True)) for seat in seats]}
    return steps.opened(booking).send("PATCH", f"/bookings/{booking['reference']}/seats", body)


def test_names_follow_after_the_hold(steps):
    booking = steps.book(ADULT, PENSIONER)
    answer = patch(steps, booking, number=2, **NAMED)
    second = answer.json()["passengers"][1]
    assert (second["family_name"], second["document"]["last4"]) == ("Ковалёва", "4567")
    assert [one["pointer"].split("/")[2] for one in answer.json()["requested_information"]] == ["0"] * 4
    assert answer.json()["price_changed"] is None


def test_what_is_left_out_stays(steps):
    booking = steps.book()
    patch(steps, booking, **NAMED)
    (passenger,) = patch(steps, booking, patronymic="Петровна").json()["passengers"]
    assert (passenger["family_name"], passenger["patronymic"]) == ("Ковалёва", "Петровна")


def test_a_benefit_changes_the_price_and_both_are_told(steps):
    booking = steps.book()
    answer = patch(steps, booking, benefit="BY_PENSIONER_SEASON").json()
    assert answer["price_changed"] == {"old": booking["total"], "new": answer["total"]}
    assert answer["passengers"][0]["fare"]["benefit"] == "BY_PENSIONER_SEASON"


def test_a_benefit_can_be_taken_away(steps):
    booking = steps.book(PENSIONER)
    (passenger,) = patch(steps, booking, benefit=None).json()["passengers"]
    assert (passenger["benefit"], passenger["fare"]["benefit"]) == (None, None)


@pytest.mark.parametrize(
    ("told", "status", "code", "pointer"),
    [
        ({"benefit": "NO_SUCH"}, 422, "unknown_benefit", "/benefit"),
        ({"birth_date": "2027-12-01"}, 422, "not_born", "/birth_date"),
        (
            {"document": {"type": "LIBRARY_CARD", "number": "1"}},
            422,
            "unknown_document_type",
            "/document/type",
        ),
        ({"document": {"type": "BY_PASSPORT"}}, 400, "required", "/document/number"),
        ({"given_name": ""}, 400, "blank", "/given_name"),
        ({"given_name": "x" * 101}, 400, "max_length", "/given_name"),
        ({"birth_date": None}, 400, "null", "/birth_date"),
    ],
)
def test_a_refusal_points_into_the_body(steps, told, status, code, pointer):
    answer = patch(steps, steps.book(), **told)
    assert answer.status_code == status
    assert [(one["pointer"], one["code"]) for one in answer.json()["pointers"]] == [(pointer, code)]


def test_a_passenger_that_there_is_not_is_not_found(steps):
    assert patch(steps, steps.book(), number=2, **NAMED).status_code == 404


def test_after_the_hold_nothing_can_be_told(steps, now):
    booking = steps.book()
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        answer = patch(steps, booking, **NAMED)
    assert (answer.status_code, answer.json()["code"]) == (409, "hold_expired")


def test_a_paid_booking_stays_as_it_is(steps):
    answer = patch(steps, steps.paid(), **NAMED)
    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (
        409,
        "not_held",
        "FULFILLED",
    )


def test_two_passengers_exchange_their_seats(steps):
    booking = steps.book(ADULT, PENSIONER, seats=[{"coach": 1, "number": 13}, {"coach": 1, "number": 14}])
    answer = reseat(steps, booking, (1, 1, 14), (2, 1, 13))
    assert answer.status_code == 200, answer.json()
    assert [one["seat"]["number"] for one in answer.json()["passengers"]] == [14, 13]


def test_another_party_keeps_its_seat(steps):
    steps.book(seats=[{"coach": 1, "number": 13}])
    answer = reseat(steps, steps.book(seats=[{"coach": 1, "number": 14}]), (1, 1, 13))
    assert (answer.status_code, answer.json()["code"]) == (409, "seat_taken")


@pytest.mark.parametrize("seat", [(1, 9, 13), (1, 1, 999)])
def test_a_seat_that_there_is_not_is_refused(steps, seat):
    answer = reseat(steps, steps.book(), seat)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_seat")


def test_a_passenger_that_there_is_not_gets_no_seat(steps):
    assert reseat(steps, steps.book(), (3, 1, 13)).status_code in {409, 422}
