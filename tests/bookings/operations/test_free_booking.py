"""A booking that costs nothing needs no bank."""

from datetime import date

import pytest

from bookings import inventory
from bookings.models import Booking
from bookings.offers import PartyMember
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.load_rules import load_rules
from bookings.operations.passenger_details import PassengerDetails, Purchaser
from bookings.operations.start_payment import start_payment
from bookings.queries import booking_page
from tests.bookings.true_line import NOW, book, make_true_train

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("mode", ["numbered", "quota", "open"])
def test_a_free_booking_is_confirmed_with_tickets_at_once(mode: str) -> None:
    load_rules()
    booking = book(make_true_train(seat_mode=mode), PartyMember("BY", None, date(2023, 1, 1)))
    told = PassengerDetails(
        given_name="Янка",
        family_name="Ковалёв",
        document_type="BY_BIRTH_CERT",
        document_number="I-ВИ 1234567",
    )
    complete_passengers(booking=booking, details={1: told}, purchaser=Purchaser("a@example.org"), now=NOW)
    booking.refresh_from_db()
    assert booking_page(booking, now=NOW).is_free
    payment = start_payment(booking=booking, method="sandbox", return_url="", now=NOW)
    booking.refresh_from_db()
    assert (payment.amount, booking.state) == (0, Booking.State.FULFILLED)
    view = booking_page(booking, now=NOW)
    assert view.passengers[0].ticket is not None
    assert view.requested == ()
    assert inventory.audit().ok
