"""Whose booking a request may open: the booking's own token as a bearer token."""

from rest_framework import exceptions, status
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request

from bookings.access import BookingNotFound, find_booking
from bookings.models import Booking
from railway.lib.problem_words import detail_of
from railway.lib.problems import Refusal
from railway.lib.throttling import address_of, count

SCHEME = b"bearer"
CHALLENGE = 'Bearer realm="booking"'
LONGEST_TOKEN = 200


def authorized_booking(request: Request, reference: str) -> Booking:
    """This function returns the booking that the request's bearer token opens.

    Raises Refusal (401) without a token, NotFound (404) when token and reference don't belong together,
    whether or not such a booking exists, and Throttled (429) where a network has sent too many wrong tokens.
    """
    token = _bearer_token(request)
    if not token:
        raise Refusal(
            "not_authenticated",
            detail_of("not_authenticated", ""),
            status_code=status.HTTP_401_UNAUTHORIZED,
            headers={"WWW-Authenticate": CHALLENGE},
        )
    address = address_of(request)
    if wait := count("secret", address, spend=0):
        raise exceptions.Throttled(wait)
    try:
        return find_booking(reference=reference, token=token)
    except BookingNotFound:
        count("secret", address)
        raise exceptions.NotFound from None


def _bearer_token(request: Request) -> str:
    words = get_authorization_header(request).split()
    if len(words) != 2 or words[0].lower() != SCHEME or len(words[1]) > LONGEST_TOKEN:
        return ""
    return words[1].decode("latin-1")
