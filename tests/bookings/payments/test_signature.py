"""What the bank signs can't be changed, invented or replayed."""

from datetime import UTC, datetime, timedelta

import pytest

from bookings.payments.gateway import BadSignature
from bookings.payments.signature import check, sign

NOW = datetime(2027, 5, 14, 12, 0, tzinfo=UTC)
BODY = b'{"outcome": "accepted"}'


def test_a_signed_body_passes() -> None:
    check(BODY, sign(BODY, secret="s", now=NOW), secret="s", now=NOW + timedelta(seconds=299))


@pytest.mark.parametrize(
    ("body", "secret", "later"),
    [
        pytest.param(BODY.replace(b"accepted", b"declined"), "s", 0, id="another body"),
        pytest.param(BODY, "other", 0, id="another secret"),
        pytest.param(BODY, "s", 301, id="replayed after the window"),
        pytest.param(BODY, "s", -301, id="signed ahead of time"),
    ],
)
def test_anything_else_is_refused(body: bytes, secret: str, later: int) -> None:
    signature = sign(BODY, secret="s", now=NOW)
    with pytest.raises(BadSignature):
        check(body, signature, secret=secret, now=NOW + timedelta(seconds=later))


def test_the_time_is_part_of_what_is_signed() -> None:
    signature = sign(BODY, secret="s", now=NOW - timedelta(hours=1))
    fresh = f"t={int(NOW.timestamp())},v1={signature.partition('v1=')[2]}"
    with pytest.raises(BadSignature):
        check(BODY, fresh, secret="s", now=NOW)


@pytest.mark.parametrize("signature", ["", "v1=00", "t=1,v1=zz", "t=99999999999999999999,v1=" + "0" * 64])
def test_a_malformed_signature_is_refused(signature: str) -> None:
    with pytest.raises(BadSignature):
        check(BODY, signature, secret="s", now=NOW)


def test_an_empty_secret_opens_nothing() -> None:
    with pytest.raises(BadSignature):
        check(BODY, sign(BODY, secret="", now=NOW), secret="", now=NOW)
