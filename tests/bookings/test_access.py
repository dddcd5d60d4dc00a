"""The secret in a booking's link."""

import pytest
from django.conf import LazySettings

from bookings.access import BookingNotFound, access_token, find_booking, manage_url
from bookings.models import Booking
from tests.bookings.world import make_booking, make_train

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking() -> Booking:
    return make_booking(make_train(), passengers=1)


def test_reference_and_secret_open_the_booking(booking: Booking) -> None:
    written = booking.shown_reference.lower()
    assert find_booking(reference=written, token=access_token(booking)) == booking


def test_another_bookings_secret_opens_nothing(booking: Booking) -> None:
    other = make_booking(make_train(), passengers=1)
    with pytest.raises(BookingNotFound):
        find_booking(reference=booking.reference, token=access_token(other))


@pytest.mark.parametrize("token", ["", "nonsense", "пароль"])
def test_a_guess_and_an_unknown_reference_are_answered_alike(booking: Booking, token: str) -> None:
    for reference in (booking.reference, "NOSUCH1"):
        with pytest.raises(BookingNotFound):
            find_booking(reference=reference, token=token)


def test_nobodys_secret_opens_nothing() -> None:
    # What is reckoned for an unknown reference, so that it takes as long, must not open one either.
    nobody = Booking(uuid="00000000-0000-0000-0000-000000000000")
    with pytest.raises(BookingNotFound):
        find_booking(reference="NOSUCH1", token=access_token(nobody))


def test_a_link_sent_before_the_key_was_changed_still_opens(booking: Booking, settings: LazySettings) -> None:
    old = access_token(booking)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert access_token(booking) != old
    assert find_booking(reference=booking.reference, token=old) == booking


def test_the_link_leads_to_the_order_in_the_readers_language(
    booking: Booking, settings: LazySettings
) -> None:
    address = manage_url(booking, "be")
    assert address == f"{settings.SITE_URL}/be/o/{booking.shown_reference}/?k={access_token(booking)}"
