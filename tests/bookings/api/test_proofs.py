"""The document of a benefit over the API: told, masked, seen; and a booking's receipt."""

from datetime import date

import pytest

from bookings.models import Passenger
from bookings.operations.record_proof_seen import record_proof_seen
from railway.accounts.roles import DESK_CLERK
from tests.bookings.api.steps import ADULT, NAMED, PENSIONER
from tests.staff import make_staff

PROOF = {"kind": "BY_PENSION_CERT", "number": "ПУ 7654321"}


def patch(steps, booking, **told):
    return steps.opened(booking).send("PATCH", f"/bookings/{booking['reference']}/passengers/1", told)


def test_a_proof_comes_with_the_booking_and_is_shown_masked(steps):
    (offer,) = steps.offers(PENSIONER)
    answer = steps.client.send(
        "POST",
        "/bookings",
        steps.body(PENSIONER) | {"offer": offer["id"], "passengers": [PENSIONER | {"proof": PROOF}]},
    )
    assert answer.status_code == 201, answer.json()
    proof = answer.json()["passengers"][0]["proof"]
    assert proof == {
        "kind": "BY_PENSION_CERT",
        "last4": "4321",
        "seen_until": None,
        "must_show": True,
        "text": "Carry with you: pension certificate, the original.",
    }
    assert "7654321" not in answer.content.decode()


def test_it_may_follow_later_and_be_taken_away(steps):
    booking = steps.book(PENSIONER)
    told = patch(steps, booking, proof={"number": "ПУ 7654321"}).json()["passengers"][0]["proof"]
    assert (told["kind"], told["last4"]) == ("BY_PENSION_CERT", "4321")
    assert patch(steps, booking, family_name="Жук").json()["passengers"][0]["proof"]["last4"] == "4321"
    assert patch(steps, booking, proof=None).json()["passengers"][0]["proof"]["last4"] == ""


def test_a_kind_that_nobody_knows_is_refused_at_its_place(steps):
    answer = patch(steps, steps.book(PENSIONER), proof=PROOF | {"kind": "NO_SUCH"})
    assert answer.status_code == 422
    assert answer.json()["pointers"][0]["pointer"] == "/proof/kind"
    assert answer.json()["pointers"][0]["code"] == "unknown_proof_kind"


def test_what_was_seen_is_told_with_its_last_day(steps, now):
    booking = steps.book(PENSIONER)
    patch(steps, booking, **NAMED, proof=PROOF)
    record_proof_seen(
        passenger=Passenger.objects.get(booking__reference=booking["reference"]), kind=PROOF["kind"],
        number=PROOF["number"], until=date(2027, 12, 31), source="desk", by=make_staff(DESK_CLERK), now=now,
    )  # fmt: skip
    read = steps.opened(booking).read(f"/bookings/{booking['reference']}").json()
    proof = read["passengers"][0]["proof"]
    assert (proof["seen_until"], proof["must_show"]) == ("2027-12-31", False)
    assert "it counts until" in proof["text"]
    steps.pay(booking)
    ticket = steps.opened(booking).read(f"/bookings/{booking['reference']}/tickets/1.json").json()
    assert ticket["proof_until"] == "2027-12-31"
    assert ticket["proof"] == proof["text"]
    assert not any("pension" in thing for thing in ticket["carry"])


def test_who_has_no_such_benefit_has_no_proof(steps):
    assert steps.book(ADULT)["passengers"][0]["proof"] is None


def test_each_benefit_names_the_documents_that_prove_it(client):
    benefits = {one["code"]: one["proof_kinds"] for one in client.read("/benefits").json()["benefits"]}
    assert benefits["BY_PENSIONER_SEASON"][0] == {
        "kind": "BY_PENSION_CERT",
        "name": "Pension certificate (Belarus)",
    }
    assert {one["kind"] for one in benefits["RU_NSU_DISABLED"]} >= {"RU_SFR_CERT", "RU_SNILS"}
    assert benefits["BY_CHILD_U7"] == benefits["BY_COMPANION"] == []


def test_a_receipt_is_there_once_the_booking_is_paid(steps):
    booking = steps.book(PENSIONER, ADULT)
    opened = steps.opened(booking)
    for path in ("receipt", "receipt.pdf"):
        assert opened.read(f"/bookings/{booking['reference']}/{path}").status_code == 404
    steps.complete(booking)
    steps.pay(booking)
    receipt = opened.read(f"/bookings/{booking['reference']}/receipt").json()
    assert receipt["charged"] == receipt["paid"] == receipt["kept"] == booking["total"]
    assert receipt["returned"] == {"amount": "0.00", "currency": "BYN"}
    (line,) = receipt["money"]
    assert line["amount"] == booking["total"]
    assert opened.read(f"/bookings/{booking['reference']}/receipt.pdf")["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("path", ["receipt", "receipt.pdf"])
def test_a_receipt_needs_the_booking_s_token(client, steps, path):
    booking = steps.paid(ADULT)
    assert client.read(f"/bookings/{booking['reference']}/{path}").status_code == 401
