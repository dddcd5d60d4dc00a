"""The secret in a booking's link: whoever has it may open the booking. Nothing of it is stored."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hmac import digest

from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.encoding import force_bytes

from bookings.models import Booking

SALT = b"bookings.access:"
SECRET_BYTES = 18  # 24 characters in a link, 144 bits
_NOBODYS_UUID = "00000000-0000-0000-0000-000000000000"


class BookingNotFound(Exception):
    """There is no such booking, or the secret isn't its own: the answer is the same."""


def access_token(booking: Booking) -> str:
    """This function gives the booking's secret, the same each time as long as SECRET_KEY stays."""
    return next(_tokens(str(booking.uuid)))


def find_booking(*, reference: str, token: str) -> Booking:
    """Find the booking that a reference and a secret open together.

    The reference may be written in small letters and with dashes or spaces. A secret made with a key of
    SECRET_KEY_FALLBACKS still opens. This function raises BookingNotFound, taking as long whether or not there is
    such a booking.
    """
    related = ("dated_trip__trip__route", "origin", "destination", "rate")
    booking = Booking.objects.select_related(*related).filter(reference=plain_reference(reference)).first()
    secrets = list(_tokens(str(booking.uuid) if booking else _NOBODYS_UUID))
    fits = [constant_time_compare(token, secret) for secret in secrets]
    if booking is None or not any(fits):
        raise BookingNotFound
    return booking


def plain_reference(text: str) -> str:
    """This function takes what people add to a reference out of it: "k7m-4tq9" is K7M4TQ9."""
    return "".join(character for character in text.upper() if character.isalnum())


def manage_url(booking: Booking, language: str) -> str:
    """This function gives the full address, with the secret, at which the purchaser manages the booking."""
    return f"{settings.SITE_URL}/{language}/o/{booking.shown_reference}/?k={access_token(booking)}"


def _tokens(uuid: str) -> Iterator[str]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = digest(force_bytes(key), SALT + uuid.encode(), "sha256")[:SECRET_BYTES]
        yield urlsafe_b64encode(secret).decode()
