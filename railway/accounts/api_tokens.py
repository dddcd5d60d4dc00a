"""Tokens of the mobile API: given when a client has signed in, listed and revoked by their owner."""

from datetime import datetime, timedelta
from urllib.parse import unquote

from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.conf import settings
from django.http import HttpRequest
from knox.auth import TokenAuthentication
from rest_framework import exceptions

from railway.accounts.models import ApiToken, User
from railway.accounts.second_step import is_staff

NAME_HEADER = "X-Device-Name"
LONGEST_NAME = 100
NOTED_EVERY = timedelta(hours=1)


class DeviceTokens(SessionTokenStrategy):
    """Whoever has signed in over the API, all steps of it, gets a token for the calls of version 1.

    The staff get none: what they may do is done in their pages.
    """

    def create_access_token(self, request: HttpRequest) -> str | None:
        """This method makes a token."""
        user = request.user
        if not isinstance(user, User) or is_staff(user):
            return None
        _row, token = ApiToken.objects.create(user=user, name=_device(request))
        return str(token)


def _device(request: HttpRequest) -> str:
    """What the device calls itself; a header holds Latin letters alone, others come percent-encoded in UTF-8."""
    name = request.headers.get(NAME_HEADER) or request.headers.get("User-Agent", "")
    return "".join(sign for sign in unquote(name) if sign.isprintable())[:LONGEST_NAME]


def looks_like_one(token: str) -> bool:
    """This function tells a token of an account from the secret of a booking."""
    return token.startswith(str(settings.REST_KNOX["TOKEN_PREFIX"]))


def open_token(token: str, *, now: datetime) -> tuple[User, ApiToken] | None:
    """This function finds whose token this is; None for one that is void, revoked or at its end."""
    try:
        user, row = TokenAuthentication().authenticate_credentials(token.encode())
    except exceptions.AuthenticationFailed:
        return None
    if is_staff(user):
        return None
    if row.used_at is None or now - row.used_at > NOTED_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(used_at=now)
    return user, row
