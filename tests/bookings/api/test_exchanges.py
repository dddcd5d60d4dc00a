"""Exchange offers: the trains of a day with their difference, then one confirmed into a booking of its own."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from bookings.models import Booking, Refund
from tests.bookings.api.steps import ADULT, IN_SEASON, OUT_OF_SEASON, PENSIONER

OTHER_DAY = "2027-10-20"


def ask(steps, booking, date=OTHER_DAY, **body):
    path = f"/bookings/{booking['reference']}/exchange-offers"
    return steps.opened(booking).send("POST", path, {"date": date} | body)


def offers(steps, booking, date=OTHER_DAY, **body):
    answer = ask(steps, booking, date, **body)
    assert answer.status_code == 201, answer.json()
    return answer.json()["exchange_offers"]


def first(steps, booking, date=OTHER_DAY, **body):
    return next(each["offer"] for each in offers(steps, booking, date, **body) if each["offer"])


def confirm(steps, booking, offer, key="", **body):
    path = f"/bookings/{booking['reference']}/exchange-offers/{offer['id']}"
    return steps.opened(booking).send("PATCH", path, {"status": "CONFIRMED"} | body, key=key)


def read(steps, booking):
    return steps.opened(booking).read(f"/bookings/{booking['reference']}").json()


def sum_of(money):
    return Decimal(money["amount"])


@pytest.fixture
def booking(steps):
    return steps.paid(ADULT)


def test_the_trains_of_a_day_say_what_an_exchange_costs_and_change_nothing(steps, booking):
    found = offers(steps, booking)
    offer = found[0]["offer"]
    assert found[0]["available"]
    assert found[0]["trip"]["origin"]["time"].startswith(OTHER_DAY)
    assert offer["status"] == "OFFERED"
    assert sum_of(offer["difference"]) == sum_of(offer["price"]) + sum_of(offer["fee"]) - sum_of(
        offer["paid"]
    )
    assert offer["paid"] == booking["total"]
    assert offer["passengers"][0]["fare"]["lines"]
    path = f"/bookings/{booking['reference']}/exchange-offers/{offer['id']}"
    assert steps.opened(booking).read(path).json() == offer
    assert Booking.objects.count() == 1


def test_confirmed_and_paid_the_old_tickets_end(steps, booking):
    offer = first(steps, booking)
    done = confirm(steps, booking, offer).json()
    new = done["booking"]
    assert (done["status"], new["state"], new["amount_due"]) == (
        "CONFIRMED",
        "PREBOOKED",
        offer["difference"],
    )
    held = read(steps, new)
    assert (held["exchanged_from"], held["amount_due"]) == (booking["reference"], offer["difference"])
    assert read(steps, booking)["state"] == "FULFILLED"

    payment = steps.pay(new)
    assert payment["amount"] == offer["difference"]
    old, now_valid = read(steps, booking), read(steps, new)
    assert (old["state"], old["exchanged_for"]) == ("EXCHANGED", [new["reference"]])
    assert (now_valid["state"], now_valid["amount_due"]) == ("FULFILLED", None)
    assert [old["passengers"][0]["ticket"]["state"], now_valid["passengers"][0]["ticket"]["state"]] == [
        "void",
        "valid",
    ]


def test_the_calendar_takes_the_old_journey_out(steps, booking):
    new = confirm(steps, booking, first(steps, booking)).json()["booking"]
    steps.pay(new)
    path = "/bookings/{}/tickets/1.ics"
    entries = [
        steps.opened(one).read(path.format(one["reference"])).content.decode() for one in (booking, new)
    ]
    assert "STATUS:CANCELLED" in entries[0]
    assert "SEQUENCE:1" in entries[0]
    assert "STATUS:CONFIRMED" in entries[1]


def test_a_declined_payment_leaves_the_old_tickets(steps, booking):
    new = confirm(steps, booking, first(steps, booking)).json()["booking"]
    steps.pay(new, "decline")
    assert read(steps, booking)["state"] == "FULFILLED"
    steps.pay(new)
    assert read(steps, booking)["state"] == "EXCHANGED"


def test_what_costs_less_is_done_at_once(steps, booking):
    offer = first(steps, booking, destination="RUDNYA")
    new = confirm(steps, booking, offer).json()["booking"]
    assert (new["state"], new["amount_due"]["amount"]) == ("FULFILLED", "0.00")
    assert Refund.objects.get().amount == -sum_of(offer["difference"])
    assert read(steps, booking)["state"] == "EXCHANGED"


def test_the_same_key_gets_the_same_booking(steps, booking):
    offer = first(steps, booking)
    answers = [confirm(steps, booking, offer, key="once") for _twice in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert Booking.objects.count() == 2


def test_seats_can_be_chosen(steps, booking):
    new = confirm(steps, booking, first(steps, booking), seats=[{"coach": 1, "number": 20}]).json()["booking"]
    assert read(steps, new)["passengers"][0]["seat"] == {"coach": 1, "number": 20}
    answer = confirm(steps, booking, first(steps, booking), seats=[{"coach": 9, "number": 1}])
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_seat")


def test_one_of_a_party_may_change(steps):
    party = steps.paid(ADULT, PENSIONER)
    new = confirm(steps, party, first(steps, party, passengers=[2])).json()["booking"]
    steps.pay(new)
    assert [one["state"] for one in read(steps, party)["passengers"]] == ["active", "exchanged"]


def test_a_benefit_out_of_season_is_explained(steps):
    party = steps.paid(PENSIONER)
    offer = first(steps, party, OUT_OF_SEASON)
    fare = offer["passengers"][0]["fare"]
    assert [one["code"] for one in fare["warnings"]] == ["out_of_season"]
    assert fare["price"] == fare["full_price"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [({"currency": "RUB"}, "other_currency"), ({"passengers": [3]}, "nothing_left")],
)
def test_what_can_not_be_exchanged_is_refused_with_the_reason(steps, booking, body, reason):
    answer = ask(steps, booking, **body)
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (
        409,
        "exchange_refused",
        reason,
    )


def test_unpaid_and_departed_are_refused(steps, booking, now):
    assert ask(steps, steps.book()).json()["reason"] == "not_paid"
    with time_machine.travel(now + timedelta(days=8), tick=False):
        assert ask(steps, booking, "2027-10-25").json()["reason"] == "departed"


def test_an_offer_holds_for_a_time(steps, booking, now):
    offer = first(steps, booking)
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        answer = confirm(steps, booking, offer)
    assert (answer.status_code, answer.json()["code"]) == (409, "exchange_offer_expired")


def test_the_own_trip_needs_other_seats(steps, booking):
    offer = first(steps, booking, IN_SEASON)
    answer = confirm(steps, booking, offer)
    assert (answer.status_code, answer.json()["reason"]) == (409, "same_trip")


def test_anothers_offer_is_not_found(steps, booking):
    assert confirm(steps, steps.paid(ADULT), first(steps, booking)).status_code == 404


@pytest.mark.parametrize(
    "body", [{"date": "soon"}, {"passengers": []}, {"origin": "nowhere"}, {"currency": "USD"}]
)
def test_nonsense_is_refused(steps, booking, body):
    assert ask(steps, booking, **body).status_code == 400


def test_an_unknown_stop_is_told(steps, booking):
    assert ask(steps, booking, origin="PARIS").json()["code"] == "stop_not_found"
