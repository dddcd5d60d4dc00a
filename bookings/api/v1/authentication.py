"""Whose booking, or place in the queue, a request may open: its own token as a bearer token."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.utils import timezone
from rest_framework import exceptions, status
from rest_framework.request import Request

from bookings.access import (
    BookingNotFound,
    SeasonNotFound,
    WaitingNotFound,
    find_booking,
    find_season,
    find_waiting,
    plain_reference,
)
from bookings.models import Booking, SeasonTicket, WaitingEntry
from bookings.queries.account_trips import trips_of
from railway.accounts.api_tokens import looks_like_one, open_token
from railway.accounts.models import ApiToken, User
from railway.lib.bearer import bearer_token, owner_of_token
from railway.lib.problem_words import detail_of
from railway.lib.problems import Refusal
from railway.lib.throttling import address_of, count

CHALLENGE = 'Bearer realm="booking"'
SEASON_CHALLENGE = 'Bearer realm="season ticket"'
ACCOUNT_CHALLENGE = 'Bearer realm="account"'
WAITING_CHALLENGE = 'Bearer realm="waiting list"'

T = TypeVar("T")


def authorized_booking(request: Request, reference: str) -> Booking:
    """This function returns the booking that the request's bearer token opens.

    Raises Refusal (401) without a token, NotFound (404) when token and reference don't belong together,
    whether or not such a booking exists, and Throttled (429) where a network has sent too many wrong tokens.
    """
    return _opened(request, CHALLENGE, lambda token: _booking_of(reference, token))


def authorized_account(request: Request) -> tuple[User, ApiToken]:
    """This function returns whose account the request's bearer token is of, and the token's row.

    Raises Refusal (401) without a token or with one that is void, and Throttled (429) after too many wrong ones.
    """

    def opened(token: str) -> tuple[User, ApiToken] | None:
        return open_token(token, now=timezone.now()) if looks_like_one(token) else None

    return owner_of_token(request, opened, _unauthorized(ACCOUNT_CHALLENGE, "account_not_authenticated"))


def account_if_told(request: Request) -> User | None:
    """This function does the same where a token of an account was sent; without one it is None."""
    return authorized_account(request)[0] if looks_like_one(bearer_token(request)) else None


def authorized_entry(request: Request, uuid: UUID) -> WaitingEntry:
    """This function does the same for an entry of the waiting list."""
    return _opened(request, WAITING_CHALLENGE, lambda token: find_waiting(uuid=uuid, token=token))


def authorized_season(request: Request, reference: str) -> SeasonTicket:
    """This function does the same for a season ticket."""
    return _opened(request, SEASON_CHALLENGE, lambda token: find_season(reference=reference, token=token))


def _opened(request: Request, challenge: str, find: Callable[[str], T]) -> T:
    token = bearer_token(request)
    if not token:
        raise _unauthorized(challenge, "not_authenticated")
    address = address_of(request)
    if wait := count("secret", address, spend=0):
        raise exceptions.Throttled(wait)
    try:
        return find(token)
    except (BookingNotFound, SeasonNotFound, WaitingNotFound):
        count("secret", address)
        raise exceptions.NotFound from None


def _booking_of(reference: str, token: str) -> Booking:
    """A booking is opened by its own token, or by one of the account that it belongs to."""
    if not looks_like_one(token):
        return find_booking(reference=reference, token=token)
    found = open_token(token, now=timezone.now())
    booking = trips_of(found[0]).filter(reference=plain_reference(reference)).first() if found else None
    if booking is None:
        raise BookingNotFound
    return booking


def _unauthorized(challenge: str, words: str) -> Refusal:
    return Refusal(
        "not_authenticated",
        detail_of(words, ""),
        status_code=status.HTTP_401_UNAUTHORIZED,
        headers={"WWW-Authenticate": challenge},
    )
