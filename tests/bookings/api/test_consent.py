"""The consent that a benefit of health needs, over the API: asked plainly, given by its text, taken back."""

from bookings.models import Consent
from tests.bookings.api.steps import NAMED, PENSIONER

DISABLED = {"birth_date": "1980-06-07", "country": "RU", "benefit": "RU_NSU_DISABLED"}


def patch(steps, booking, **told):
    return steps.opened(booking).send("PATCH", f"/bookings/{booking['reference']}/passengers/1", told)


def missing(booking):
    return [each for each in booking["requested_information"] if each["pointer"].endswith("consent")]


def test_a_booking_says_what_is_to_be_agreed_to_and_cannot_be_paid_without(steps):
    booking = steps.book(DISABLED)
    asked = booking["passengers"][0]["consent"]
    assert (asked["text"], asked["law"], asked["given_at"], asked["by_guardian"]) == (
        "special-RU-1", "RU", None, False,
    )  # fmt: skip
    assert asked["words"].startswith("I give a separate consent")
    patch(steps, booking, **NAMED)
    payment = {"method": "sandbox"}
    refused = steps.opened(booking).send("POST", f"/bookings/{booking['reference']}/payments", payment)
    assert refused.status_code == 422
    assert refused.json()["pointers"][0]["code"] == "consent_required"
    told = patch(steps, booking, consent=asked["text"]).json()
    assert missing(told) == []
    assert told["passengers"][0]["consent"]["given_at"]
    assert (Consent.objects.get().how, Consent.objects.get().language) == ("api", "en")
    assert len(missing(patch(steps, booking, consent=None).json())) == 1


def test_a_text_that_is_not_in_force_is_refused_at_its_place(steps):
    answer = patch(steps, steps.book(DISABLED), consent="special-RU-9", **NAMED)
    assert (answer.status_code, answer.json()["pointers"][0]["pointer"]) == (422, "/consent")
    assert not Consent.objects.exists()


def test_it_may_come_with_the_booking_and_others_are_not_asked(steps):
    booking = steps.book(DISABLED | {"consent": "special-RU-1"})
    assert booking["passengers"][0]["consent"]["given_at"]
    assert steps.book(PENSIONER)["passengers"][0]["consent"] is None
