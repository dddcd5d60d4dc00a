"""GET of a booking's tickets."""

import base64

import pypdfium2
import pytest
from icalendar import Calendar

from bookings.tickets import read_payload
from bookings.tickets.keys import public_keys
from tests.api.client import Client
from tests.bookings.api.steps import ADULT, PENSIONER


@pytest.fixture
def booking(steps):
    return steps.paid(ADULT, PENSIONER)


def ticket(steps, booking, file, language="en"):
    return steps.opened(booking, language).read(f"/bookings/{booking['reference']}/tickets/{file}")


def test_a_ticket_is_printed_for_its_passenger(steps, booking):
    answer = ticket(steps, booking, "1.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].endswith('-1.pdf"')
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
    assert "Ковалёва" in text


def test_the_facts_carry_the_signed_code(steps, booking):
    facts = ticket(steps, booking, "2.json").json()
    assert (facts["train"], facts["origin"], facts["destination"]) == ("6722", "VITEBSK", "SMOLENSK")
    assert facts["departure"] == "2027-10-19T07:12:00+03:00"
    assert facts["carry"]
    signed = read_payload(base64.b64decode(facts["code"]), public_keys())
    assert signed.number == facts["number"]


def test_the_calendar_entry_is_at_the_trains_time(steps, booking):
    answer = ticket(steps, booking, "1.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2027-10-19T07:12:00+03:00"


@pytest.mark.parametrize(("language", "word"), [("ru", "Поезд"), ("be", "Цягнік"), ("en", "Train")])
def test_a_ticket_comes_in_the_language_asked_for(steps, booking, language, word):
    answer = ticket(steps, booking, "1.ics", language)
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["summary"]).startswith(word)


@pytest.mark.parametrize("file", ["1.pdf", "1.json", "1.ics"])
def test_whatever_format_is_accepted_the_address_names_it(steps, booking, file):
    path = f"/api/v1/bookings/{booking['reference']}/tickets/{file}"
    assert steps.opened(booking).get(path, headers={"Accept": "*/*"}).status_code == 200
    if not file.endswith("json"):
        assert steps.opened(booking).get(path, headers={"Accept": "application/pdf"}).status_code == 200


@pytest.mark.parametrize("file", ["1.pdf", "1.json", "1.ics"])
def test_before_payment_there_is_no_ticket(steps, file):
    answer = ticket(steps, steps.book(), file)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("file", ["3.pdf", "0.pdf", "1.exe", "10.json"])
def test_what_there_is_not_is_not_found(steps, booking, file):
    assert ticket(steps, booking, file).status_code == 404


@pytest.mark.parametrize("file", ["1.pdf", "1.json", "1.ics"])
def test_without_the_token_tickets_stay_closed(booking, file):
    answer = Client().read(f"/bookings/{booking['reference']}/tickets/{file}")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_an_unchanged_ticket_is_not_sent_again(steps, booking):
    first = ticket(steps, booking, "1.pdf")
    path = f"/api/v1/bookings/{booking['reference']}/tickets/1.pdf"
    again = steps.opened(booking).get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
