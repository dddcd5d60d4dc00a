"""Whose booking a request may open: the booking's own token as a bearer token."""

from rest_framework import exceptions
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request

from bookings.access import BookingNotFound, find_booking
from bookings.models import Booking

SCHEME = b"bearer"
CHALLENGE = 'Bearer realm="booking"'


def authorized_booking(request: Request, reference: str) -> Booking:
    """This function returns the booking that the request's bearer token opens.

    Raises NotAuthenticated (401) without a token, NotFound (404) when token and reference don't belong together,
    whether or not such a booking exists.
    """
    token = _bearer_token(request)
    if not token:
        error = exceptions.NotAuthenticated()
        error.auth_header = CHALLENGE  # type: ignore[attr-defined]  # DRF's own way to name the challenge
        raise error
    try:
        return find_booking(reference=reference, token=token)
    except BookingNotFound:
        raise exceptions.NotFound from None


def _bearer_token(request: Request) -> str:
    words = get_authorization_header(request).split()
    if len(words) != 2 or words[0].lower() != SCHEME:
        return ""
    return words[1].decode("latin-1")
