"""Passengers' document numbers: encrypted where they are kept, masked where they are shown, looked up with a trace."""

import logging
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from bookings.fares.documents import DocumentType
from bookings.fares.tables import DOCUMENT_TYPES_FILE, read_document_types
from bookings.models import Passenger

HIDDEN = "•••••"
log = logging.getLogger(__name__)


def encrypt(number: str) -> bytes:
    """This function seals a document's number with the first of DOCUMENT_KEYS."""
    return _keys(tuple(settings.DOCUMENT_KEYS)).encrypt(number.encode())


def decrypt(sealed: bytes | memoryview) -> str:
    """This function opens what `encrypt` sealed with any of DOCUMENT_KEYS.

    Raises cryptography.fernet.InvalidToken. Staff pages use read_number, which leaves a trace.
    """
    return _keys(tuple(settings.DOCUMENT_KEYS)).decrypt(bytes(sealed)).decode()


def reseal(sealed: bytes | memoryview) -> bytes:
    """This function seals a number again with the first of DOCUMENT_KEYS, when keys are changed."""
    return _keys(tuple(settings.DOCUMENT_KEYS)).rotate(bytes(sealed))


def read_number(*, passenger: Passenger, by: str, why: str) -> str:
    """This function tells a passenger's whole document number to a named person and writes down who looked and why.

    It returns "" when there is no number, or none any longer.
    """
    sealed = passenger.document_number_encrypted
    if not sealed:
        return ""
    log.warning("document of passenger %s read by %s: %s", passenger.pk, by, why)
    return decrypt(sealed)


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


@lru_cache(maxsize=4)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
