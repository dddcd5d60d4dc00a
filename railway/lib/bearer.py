"""Bearer tokens of the API: read off a request, their owner found, a network that guesses slowed down."""

from collections.abc import Callable
from typing import Final, TypeVar

from rest_framework import exceptions
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request

from railway.lib.problems import Refusal
from railway.lib.throttling import address_of, count

SCHEME: Final = b"bearer"
LONGEST_TOKEN: Final = 200

T = TypeVar("T")


def bearer_token(request: Request) -> str:
    """This function reads the token a request was sent with, "" for none or one that can't be any."""
    words = get_authorization_header(request).split()
    if len(words) != 2 or words[0].lower() != SCHEME or len(words[1]) > LONGEST_TOKEN:
        return ""
    return words[1].decode("latin-1")


def owner_of_token(request: Request, find: Callable[[str], T | None], refusal: Refusal) -> T:
    """Find whom the request's token is of.

    This function raises the refusal (401) where it is nobody's, and Throttled (429) after many wrong ones.
    """
    address = address_of(request)
    if wait := count("secret", address, spend=0):
        raise exceptions.Throttled(wait)
    if token := bearer_token(request):
        if (owner := find(token)) is not None:
            return owner
        count("secret", address)
    raise refusal
