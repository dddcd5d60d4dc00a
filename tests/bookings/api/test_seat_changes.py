"""Full trains over the API: seats in turn, only to who asks for them and says that they agree."""

import pytest

from bookings import inventory
from tests.bookings.api.steps import ADULT, PURCHASER
from tests.bookings.full_train import fill
from timetables.models import DatedStop, DatedTrip

LAST_SECTION = ("RUDNYA", "SMOLENSK")


@pytest.fixture
def full(steps):
    """The train of the day, with every seat taken either up to Rudnya or from there on."""
    (offer,) = steps.offers()
    trip = DatedTrip.objects.get(pk=offer["trip"]["dated_trip"])
    places = dict(DatedStop.objects.filter(dated_trip=trip).values_list("stop__stop_id", "position"))
    fill(trip, places["RUDNYA"], last=places["SMOLENSK"])


def test_who_does_not_ask_hears_that_the_train_is_sold_out(steps, full):
    (offer,) = steps.offers()
    assert (offer["available"], offer["refusal"], offer["id"]) == (False, "sold_out", None)
    assert (offer["kind"], offer["seat_changes"], offer["seat_plan"]) == ("one_seat", 0, [])


def test_who_asks_is_offered_the_fewest_changes(steps, full):
    (offer,) = steps.offers(with_seat_changes=True)
    assert (offer["available"], offer["kind"], offer["seat_changes"]) == (True, "seats_in_turn", 1)
    ((first, second),) = offer["seat_plan"]
    assert (first["origin"], first["destination"]) == ("VITEBSK", "RUDNYA")
    assert (second["origin"], second["destination"]) == LAST_SECTION


def test_a_train_with_seats_is_offered_as_ever(steps):
    (offer,) = steps.offers(with_seat_changes=True)
    assert (offer["kind"], offer["seat_plan"], offer["available"]) == ("one_seat", [], True)


def book(steps, **fields):
    (offer,) = steps.offers(with_seat_changes=True)
    body = {"offer": offer["id"], "passengers": [ADULT], "purchaser": PURCHASER} | fields
    return steps.client.send("POST", "/bookings", body), offer


def test_without_the_passengers_word_nothing_is_booked(steps, full):
    answer, _offer = book(steps)
    assert (answer.status_code, answer.json()["code"]) == (422, "seat_changes_not_accepted")
    assert answer.json()["pointers"][0]["pointer"] == "/accept_seat_changes"


def test_with_it_the_seats_in_turn_are_held_paid_and_on_the_ticket(steps, full):
    answer, offer = book(steps, accept_seat_changes=True)
    assert answer.status_code == 201, answer.json()
    booking = answer.json()
    (passenger,) = booking["passengers"]
    assert [passenger["seats"]] == offer["seat_plan"]
    assert passenger["seat"] == {name: passenger["seats"][0][name] for name in ("coach", "number")}
    steps.complete(booking)
    steps.pay(booking)
    ticket = steps.opened(booking).read(f"/bookings/{booking['reference']}/tickets/1.json").json()
    assert ticket["seats_in_turn"] == passenger["seats"]
    report = inventory.audit()
    assert (report.seat_changes, report.paid_without_sold) == (1, [])
    assert any("1 change of seat" in line["text"] for line in booking["history"])
