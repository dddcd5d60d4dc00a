"""Passengers' document numbers: encrypted where they are kept, masked where they are shown."""

import hashlib
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from bookings.fares.documents import DocumentType
from bookings.fares.tables import DOCUMENT_TYPES_FILE, read_document_types

HIDDEN = "•••••"


def encrypt(number: str) -> bytes:
    """This function seals a document's number with the first of DOCUMENT_KEYS."""
    return _keys(tuple(settings.DOCUMENT_KEYS)).encrypt(number.encode())


def decrypt(sealed: bytes | memoryview) -> str:
    """This function opens what `encrypt` sealed with any of DOCUMENT_KEYS.

    Raises cryptography.fernet.InvalidToken. Staff pages use operations.reveal_number, which leaves a trace.
    """
    return _keys(tuple(settings.DOCUMENT_KEYS)).decrypt(bytes(sealed)).decode()


def reseal(sealed: bytes | memoryview) -> bytes:
    """This function seals a number again with the first of DOCUMENT_KEYS, when keys are changed."""
    return _keys(tuple(settings.DOCUMENT_KEYS)).rotate(bytes(sealed))


def key_names() -> list[str]:
    """This function names the keys, the newest first, by the beginning of a hash: enough to tell them apart."""
    return [_name(key) for key in settings.DOCUMENT_KEYS]


def sealed_with(sealed: bytes | memoryview) -> str:
    """This function names the key that opens a sealed number; "" where none of DOCUMENT_KEYS does."""
    for key in settings.DOCUMENT_KEYS:
        try:
            _keys((key,)).decrypt(bytes(sealed))
        except InvalidToken:
            continue
        return _name(key)
    return ""


def last_characters(number: str) -> str:
    """This function gives the part of a number that may be shown: its last four characters, of a short one fewer."""
    plain = number.replace(" ", "").replace("-", "")
    return plain[-min(4, len(plain) // 2) :] if len(plain) > 1 else ""


def mask(last4: str) -> str:
    """This function shows a number by its last characters alone: "•••••4567"; nothing when there is no number."""
    return f"{HIDDEN}{last4}" if last4 else ""


@lru_cache(maxsize=1)
def document_types() -> dict[str, DocumentType]:
    """This function gives the kinds of documents that passengers may travel by, by their codes."""
    return {each.type: each for each in read_document_types(Path(DOCUMENT_TYPES_FILE))}


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]


@lru_cache(maxsize=8)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
