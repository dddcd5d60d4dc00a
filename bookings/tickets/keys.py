"""The operator's keys for tickets, from the setting TICKET_SIGNING_KEYS: key id -> 32 secret bytes in Base64.

The first signs; the others only vouch for tickets sold before a change of keys. A checker gets the public halves.
"""

import base64
import binascii
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bookings.tickets.code import SigningKey

KEY_ID_LIMIT = 8


def signing_key() -> SigningKey:
    """This function returns the key that signs new tickets. Raises ImproperlyConfigured without a usable one."""
    for key_id, seed in settings.TICKET_SIGNING_KEYS.items():
        return _load(key_id, seed)
    raise ImproperlyConfigured("TICKET_SIGNING_KEYS holds no key: give at least one as id:base64")


def public_keys() -> dict[str, Ed25519PublicKey]:
    """This function returns the public half of each of the operator's keys, by key id."""
    keys = settings.TICKET_SIGNING_KEYS.items()
    return {key_id: _load(key_id, seed).secret.public_key() for key_id, seed in keys}


def write_public_keys(keys: Mapping[str, Ed25519PublicKey]) -> dict[str, str]:
    """This function writes public keys as Base64 of their 32 bytes, by key id, ready for JSON."""
    return {
        key_id: base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")
        for key_id, key in keys.items()
    }


def read_public_keys(written: Mapping[str, str]) -> dict[str, Ed25519PublicKey]:
    """This function reads what write_public_keys wrote. Raises ValueError for anything but 32 bytes in Base64."""
    return {
        key_id: Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
        for key_id, text in written.items()
    }


def _load(key_id: str, seed: str) -> SigningKey:
    if not (key_id.isascii() and 0 < len(key_id) <= KEY_ID_LIMIT):
        raise ImproperlyConfigured(f"TICKET_SIGNING_KEYS: a key id has 1 to {KEY_ID_LIMIT} ASCII characters")
    try:
        return SigningKey(key_id, Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed, validate=True)))
    except (ValueError, binascii.Error) as error:
        raise ImproperlyConfigured(f"TICKET_SIGNING_KEYS: {key_id} must be 32 bytes in Base64") from error
