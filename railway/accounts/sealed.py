"""Secrets of second steps, sealed where they are kept, with the keys of DOCUMENT_KEYS."""

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """This function seals with the first of the keys."""
    return _keys(tuple(settings.DOCUMENT_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """This function opens what was sealed with any of the keys. Raises cryptography.fernet.InvalidToken."""
    return _keys(tuple(settings.DOCUMENT_KEYS)).decrypt(sealed.encode()).decode()


@lru_cache(maxsize=4)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
