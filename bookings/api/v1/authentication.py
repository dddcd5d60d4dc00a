"""Whose booking, or place in the queue, a request may open: its own token as a bearer token."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from rest_framework import exceptions, status
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request

from bookings.access import (
    BookingNotFound,
    SeasonNotFound,
    WaitingNotFound,
    find_booking,
    find_season,
    find_waiting,
)
from bookings.models import Booking, SeasonTicket, WaitingEntry
from railway.lib.problem_words import detail_of
from railway.lib.problems import Refusal
from railway.lib.throttling import address_of, count

SCHEME = b"bearer"
CHALLENGE = 'Bearer realm="booking"'
SEASON_CHALLENGE = 'Bearer realm="season ticket"'
WAITING_CHALLENGE = 'Bearer realm="waiting list"'
LONGEST_TOKEN = 200

T = TypeVar("T")


def authorized_booking(request: Request, reference: str) -> Booking:
    """This function returns the booking that the request's bearer token opens.

    Raises Refusal (401) without a token, NotFound (404) when token and reference don't belong together,
    whether or not such a booking exists, and Throttled (429) where a network has sent too many wrong tokens.
    """
    return _opened(request, CHALLENGE, lambda token: find_booking(reference=reference, token=token))


def authorized_entry(request: Request, uuid: UUID) -> WaitingEntry:
    """This function does the same for an entry of the waiting list."""
    return _opened(request, WAITING_CHALLENGE, lambda token: find_waiting(uuid=uuid, token=token))


def authorized_season(request: Request, reference: str) -> SeasonTicket:
    """This function does the same for a season ticket."""
    return _opened(request, SEASON_CHALLENGE, lambda token: find_season(reference=reference, token=token))


def _opened(request: Request, challenge: str, find: Callable[[str], T]) -> T:
    token = _bearer_token(request)
    if not token:
        raise Refusal(
            "not_authenticated",
            detail_of("not_authenticated", ""),
            status_code=status.HTTP_401_UNAUTHORIZED,
            headers={"WWW-Authenticate": challenge},
        )
    address = address_of(request)
    if wait := count("secret", address, spend=0):
        raise exceptions.Throttled(wait)
    try:
        return find(token)
    except (BookingNotFound, SeasonNotFound, WaitingNotFound):
        count("secret", address)
        raise exceptions.NotFound from None


def _bearer_token(request: Request) -> str:
    words = get_authorization_header(request).split()
    if len(words) != 2 or words[0].lower() != SCHEME or len(words[1]) > LONGEST_TOKEN:
        return ""
    return words[1].decode("latin-1")
