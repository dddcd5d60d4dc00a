"""Signed messages with a time in them: HMAC-SHA256 over "time.body", refused outside the replay window."""

import hashlib
import hmac
import re
from datetime import datetime

from bookings.payments.gateway import BadSignature

REPLAY_WINDOW_SECONDS = 300
FORM = re.compile(r"t=(?P<time>\d{1,12}),v1=(?P<digest>[0-9a-f]{64})")


def sign(body: bytes, *, secret: str, now: datetime) -> str:
    """This function returns "t=<Unix seconds>,v1=<hex digest>"."""
    seconds = int(now.timestamp())
    return f"t={seconds},v1={_digest(body, secret, seconds)}"


def check(body: bytes, signature: str, *, secret: str, now: datetime) -> None:
    """This function passes only what `sign` made with the same secret, at most REPLAY_WINDOW_SECONDS away from `now`.

    Raises BadSignature. An empty secret signs nothing, so that a forgotten setting can't open the door.
    """
    found = FORM.fullmatch(signature)
    if not found or not secret:
        raise BadSignature("no signature")
    seconds = int(found["time"])
    if not hmac.compare_digest(found["digest"], _digest(body, secret, seconds)):
        raise BadSignature("wrong digest")
    if abs(now.timestamp() - seconds) > REPLAY_WINDOW_SECONDS:
        raise BadSignature("outside the replay window")


def _digest(body: bytes, secret: str, seconds: int) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
