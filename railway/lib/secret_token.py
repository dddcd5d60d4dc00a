"""Tokens that open something: drawn at random, told once, kept as a hash alone."""

import secrets

from railway.lib.fingerprint import of_text


def new_token() -> str:
    """This function draws a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """This function is the hash under which a token is kept; tokens are random, so it needs no salt."""
    return of_text(token)
