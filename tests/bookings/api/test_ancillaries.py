"""Bicycles, pets and baggage over the API."""

from tests.bookings.api.steps import ADULT
from timetables.models import Coach


def test_an_offer_tells_prices_and_places_and_a_booking_takes_them(steps):
    (offer,) = steps.offers(ADULT)
    told = {each["kind"]: each for each in offer["ancillaries"]}
    assert set(told) == {"bicycle", "pet", "baggage"}
    assert told["bicycle"]["left"] == 4  # of the set RA3-2
    booking = steps.book(ADULT | {"ancillaries": {"bicycle": 1}})
    (passenger,) = booking["passengers"]
    assert passenger["ancillaries"] == {"bicycle": 1, "pet": 0, "baggage": 0}
    lines = [line for line in passenger["fare"]["lines"] if line["kind"] == "ancillary"]
    assert {line["ancillary"] for line in lines} == {"bicycle"}
    assert {line["quantity"] for line in lines} == {1}
    (again,) = steps.offers(ADULT)
    assert next(each for each in again["ancillaries"] if each["kind"] == "bicycle")["left"] == (
        told["bicycle"]["left"] - 1
    )


def test_taken_off_again_the_price_is_the_offers(steps):
    (offer,) = steps.offers(ADULT)
    booking = steps.book(ADULT | {"ancillaries": {"pet": 2}})
    path = f"/bookings/{booking['reference']}/passengers/1"
    answer = steps.opened(booking).send("PATCH", path, {"ancillaries": {}})
    assert answer.json()["total"] == offer["total"]
    assert answer.json()["price_changed"]["old"] == booking["total"]


def test_too_many_are_refused_by_field_and_nothing_is_kept(steps):
    Coach.objects.update(bicycle_places=0)
    body = steps.body(ADULT)
    for along, code in (({"pet": 3}, "ancillary_limit"), ({"bicycle": 1}, "ancillary_sold_out")):
        told = body | {"passengers": [ADULT | {"ancillaries": along}]}
        answer = steps.client.send("POST", "/bookings", told)
        assert answer.status_code == 422
        (kind,) = along
        pointers = [(each["pointer"], each["code"]) for each in answer.json()["pointers"]]
        assert pointers == [(f"/passengers/0/ancillaries/{kind}", code)]
