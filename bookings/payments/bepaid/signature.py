"""The signature of bePaid's webhooks: RSA over SHA-256 of the body as it came ("Verify webhook requests")."""

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from bookings.payments.gateway import BadSignature

HEADER = "Content-Signature"


def check(body: bytes, signature: str, *, key: str) -> None:
    """This function passes only what bePaid signed for the shop whose public key is given. Raises BadSignature.

    An empty or broken key passes nothing, so that a forgotten setting can't open the door.
    """
    public = public_key(key)
    try:
        signed = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        raise BadSignature("a signature that can't be read") from None
    if public is None or not signed:
        raise BadSignature("no signature, or no key to check it with")
    try:
        public.verify(signed, body, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise BadSignature("not signed by bePaid") from None


@lru_cache(maxsize=4)
def public_key(text: str) -> RSAPublicKey | None:
    """This function reads the key as the back office shows it: Base64, with or without the lines of PEM."""
    lines = [line.strip() for line in text.splitlines() if not line.startswith("-----")]
    try:
        key = load_der_public_key(base64.b64decode("".join(lines)))
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, RSAPublicKey) else None
