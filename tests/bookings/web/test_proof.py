"""The document of a benefit on the passenger's pages: named once, never shown again, and what the ticket says of it."""

from datetime import date

import pytest

from bookings.models import Booking, ProofSeen
from bookings.offers import PartyMember
from bookings.operations.record_proof_seen import record_proof_seen
from railway.accounts.roles import DESK_CLERK
from tests.bookings.true_line import NOW, book, make_true_train
from tests.bookings.web.page import leads_to, text_of, title_of
from tests.staff import make_staff

PENSIONER = PartyMember("BY", "BY_PENSIONER_SEASON")
FILLED = {
    "family_name-1": "Жук",
    "given_name-1": "Анна",
    "birth_date-1": "03.02.1958",
    "document_type-1": "BY_PASSPORT",
    "document_number-1": "MP1234567",
    "benefit-1": "BY_PENSIONER_SEASON",
    "proof_kind-1": "",
    "proof_number-1": "ПУ 7654321",
    "seat": ["1-1"],
}


@pytest.fixture
def pensioner(train) -> Booking:
    return book(train, PENSIONER)


def page_of(booking: Booking) -> str:
    return f"/ru/o/{booking.shown_reference}/places"


def see(booking: Booking) -> ProofSeen:
    return record_proof_seen(
        passenger=booking.passengers.get(), kind="BY_PENSION_CERT", number="ПУ 7654321",
        until=date(2027, 12, 31), source="desk", by=make_staff(DESK_CLERK), now=NOW,
    )  # fmt: skip


def test_a_proof_is_named_with_the_passenger_and_its_number_never_comes_back(pensioner, open_in):
    client = open_in(pensioner)
    assert leads_to(client.post(page_of(pensioner), FILLED)).endswith("/pay")
    passenger = pensioner.passengers.get()
    assert (passenger.proof_kind, passenger.proof_last4) == ("BY_PENSION_CERT", "4321")
    content = client.get(page_of(pensioner)).content.decode()
    assert "•••••4321" in content
    assert "7654321" not in content


def test_nothing_is_asked_of_who_would_rather_show_it(pensioner, open_in):
    told = FILLED | {"proof_number-1": ""}
    assert leads_to(open_in(pensioner).post(page_of(pensioner), told)).endswith("/pay")


def test_a_seen_proof_is_said_at_the_price_and_nobody_is_asked_to_carry_it(pensioner, open_in):
    client = open_in(pensioner)
    client.post(page_of(pensioner), FILLED)
    words = "The document of the benefit was seen, it counts until 31 December 2027."
    carry = "pension certificate, the original"
    english = page_of(pensioner).replace("/ru/", "/en/")
    assert carry in text_of(client.get(english))
    see(pensioner)
    for address in (english, english.replace("places", "pay")):
        text = text_of(client.get(address))
        assert words in text
        assert carry not in text


def test_the_next_order_is_not_asked_again(pensioner, open_in):
    open_in(pensioner).post(page_of(pensioner), FILLED)
    see(pensioner)
    second = book(make_true_train(), PENSIONER)
    client = open_in(second)
    client.post(page_of(second), FILLED)
    text = text_of(client.get(page_of(second).replace("/ru/", "/en/").replace("places", "pay")))
    assert "it counts until 31 December 2027" in text


def test_a_number_that_looks_odd_is_doubted_once(rules, open_in):
    booking = book(make_true_train(), PartyMember("RU", "RU_NSU_DISABLED"))
    told = FILLED | {
        "document_type-1": "RU_PASSPORT",
        "document_number-1": "66 18 123456",
        "benefit-1": "RU_NSU_DISABLED",
        "proof_kind-1": "RU_SNILS",
        "proof_number-1": "112-233-445 96",
        "asked-1": "special-RU-1",
        "consent-1": "special-RU-1",
    }
    client = open_in(booking)
    doubted = client.post(page_of(booking), told)
    assert title_of(doubted).startswith("Ошибка: ")
    assert 'id="proof_number-1-error"' in doubted.content.decode()
    sure = told | {"sure-proof-1": "112-233-445 96"}
    assert leads_to(client.post(page_of(booking), sure)).endswith("/pay")


def test_where_the_operator_insists_it_is_missing_at_its_field(pensioner, open_in, settings):
    settings.PROOF_REQUIRED = True
    answer = open_in(pensioner).post(page_of(pensioner), FILLED | {"proof_number-1": ""})
    assert 'id="proof_number-1-error"' in answer.content.decode()


@pytest.mark.parametrize("kind", ["NO_SUCH", "<script>", "BY_PASSPORT"])
def test_a_kind_that_nobody_knows_is_taken_for_the_usual_one(pensioner, open_in, kind):
    open_in(pensioner).post(page_of(pensioner), FILLED | {"proof_kind-1": kind})
    assert pensioner.passengers.get().proof_kind == "BY_PENSION_CERT"


def test_the_receipt_of_an_unpaid_order_leads_to_the_order(pensioner, open_in):
    for name in ("receipt", "receipt.pdf"):
        answer = open_in(pensioner).get(f"/ru/o/{pensioner.shown_reference}/{name}")
        assert leads_to(answer) == f"/ru/o/{pensioner.shown_reference}/"


@pytest.mark.parametrize("name", ["receipt", "receipt.pdf"])
def test_nobody_else_opens_a_receipt(pensioner, browser, name):
    answer = browser.get(f"/ru/o/{pensioner.shown_reference}/{name}")
    assert answer.status_code == 302
    assert "/orders" in answer["Location"]
