"""Keyed hashes of proofs' numbers and of their holders: enough to know somebody again, not to know who they are.

Numbers of documents are few enough to be tried one after another, so a plain hash would hide nothing: the hash is keyed
(HMAC-SHA-256), and the keys live outside the database. The first key of PROOF_HASH_KEYS is the one in use; hashes under
the others are still known until their keys are taken away.
"""

import hmac
import unicodedata
from collections.abc import Mapping
from datetime import date

from django.conf import settings

SEPARATOR = "\x1f"


def number_hashes(kind: str, number: str) -> dict[str, str]:
    """This function hashes a tidied number of a kind of proof under each key in use: {"k2": "…", "k1": "…"}."""
    return {key: _hash(secret, "number", kind, number) for key, secret in settings.PROOF_HASH_KEYS.items()}


def holder_hashes(
    *, family_name: str, given_name: str, birth_date: date | None, numbers: Mapping[str, str]
) -> dict[str, str]:
    """Hash a person: names, birth date and the hashed number of their proof, under each key the number is known under.

    This function returns nothing while one of the three is missing. Names are compared without case, the patronymic is
    left out: one of the two countries' documents may not bear it.
    """
    if not (family_name and given_name and birth_date):
        return {}
    person = (fold(family_name), fold(given_name), birth_date.isoformat())
    return {
        key: _hash(secret, "holder", *person, numbers[key])
        for key, secret in settings.PROOF_HASH_KEYS.items()
        if key in numbers
    }


def search_hash(text: str, key: str = "") -> str:
    """This function hashes what was searched for, or an address, under a key, the one in use unless told."""
    secret = settings.PROOF_HASH_KEYS[key or key_in_use()]
    return _hash(secret, "search", fold(text))


def key_in_use() -> str:
    """This function names the key that new hashes are known by."""
    return next(iter(settings.PROOF_HASH_KEYS))


def fold(name: str) -> str:
    """This function writes a name as it is compared: without case, ё as е, one space between words."""
    plain = unicodedata.normalize("NFC", name).casefold().replace("ё", "е")
    return " ".join(plain.replace("-", " ").split())


def _hash(secret: str, *parts: str) -> str:
    return hmac.digest(secret.encode(), SEPARATOR.join(parts).encode(), "sha256").hex()
