"""The pay page offers each currency at the banks that take it, and leads to another site by a page that names it."""

import re

import pytest
from django.test import override_settings

from bookings.models import Booking, Payment
from bookings.offers import PartyMember
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.passenger_details import PassengerDetails
from tests.bookings.payments.bank_world import GATEWAYS, simulated
from tests.bookings.true_line import NOW, book
from tests.bookings.web.page import leads_to, text_of

SANDBOX = {"sandbox": "bookings.payments.sandbox.bank.SandboxBank"}


@pytest.fixture
def complete(train) -> Booking:
    booking = book(train, PartyMember("RU"))
    told = PassengerDetails(
        family_name="Соколов",
        given_name="Дмитрий",
        birth_date=NOW.date().replace(year=1961),
        country="RU",
        document_type="RU_PASSPORT",
        document_number="66 18 123456",
    )
    return complete_passengers(booking=booking, details={1: told}, now=NOW).booking


def pay(booking: Booking, open_in, choice: str):
    address = f"/en/o/{booking.shown_reference}/pay"
    return open_in(booking).post(address, {"email": "sokolov@example.org", "currency": choice})


def choices(booking: Booking, open_in) -> list[str]:
    page = open_in(booking).get(f"/en/o/{booking.shown_reference}/pay").content.decode()
    return re.findall(r'name="currency" value="([^"]+)"', page)


def test_each_currency_is_paid_at_its_bank_or_at_another_of_choice(complete, open_in):
    with simulated("yookassa", PAYMENT_GATEWAYS=GATEWAYS | SANDBOX) as world:
        assert choices(complete, open_in) == ["BYN", "BYN:sandbox", "RUB", "RUB:sandbox"]
        page = open_in(complete).get(f"/en/o/{complete.shown_reference}/pay")
        assert "Card, SBP or wallet, at YooKassa" in text_of(page)
        answer = pay(complete, open_in, "RUB")
    payment = Payment.objects.get()
    assert (payment.gateway, payment.currency) == ("yookassa", "RUB")
    assert answer["Refresh"] == f"0; url={payment.redirect_url}"
    assert f'href="{payment.redirect_url}"' in answer.content.decode()
    assert "You pay on the page of 127.0.0.1" in text_of(answer)
    assert world.opened(payment.uuid)


@pytest.mark.parametrize("choice", ["BYN:sandbox", "BYN:piggy", "BYN"])
def test_a_bank_that_is_not_there_is_the_preferred_one(complete, open_in, choice):
    with override_settings(PAYMENT_GATEWAYS=SANDBOX, PAYMENT_CURRENCIES={}):
        assert choices(complete, open_in) == ["BYN", "RUB"]
        assert leads_to(pay(complete, open_in, choice)).startswith("/en/bank/")


def test_where_no_bank_takes_the_currency_the_other_is_offered(complete, open_in):
    only = {"yookassa": GATEWAYS["yookassa"]}
    with override_settings(PAYMENT_GATEWAYS=only, PAYMENT_CURRENCIES={"yookassa": ["RUB"]}):
        assert choices(complete, open_in) == ["RUB"]
        answer = pay(complete, open_in, "BYN")
    assert answer.status_code == 200
    assert "The bank's page can't be opened now" in text_of(answer)
    assert not Payment.objects.exists()
