"""The checker: public keys and a code, nothing else."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from bookings.tickets.code import SigningKey, make_payload
from bookings.tickets.keys import write_public_keys
from tests.bookings.tickets.test_code import FACTS, KEY, PUBLIC


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(write_public_keys(PUBLIC)))
    return path


def test_it_prints_the_facts_of_a_file(
    keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = tmp_path / "code.bin"
    code.write_bytes(make_payload(FACTS, KEY))
    call_command("check_ticket", str(code), keys=keys)
    printed = capsys.readouterr().out
    for fact in (
        "K7M-4TQ9-1",
        "6722, 2027-05-15",
        "VITEBSK - SMOLENSK",
        "coach 1, seat 25",
        "Ковалёва А. П.",
        "4567",
    ):
        assert fact in printed
    assert "50 % by the law of BY: BY_PENSIONER_SEASON" in printed


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_it_takes_the_code_as_text(keys: Path, capsys: pytest.CaptureFixture[str], encode) -> None:  # type: ignore[no-untyped-def]
    text = encode(make_payload(FACTS, KEY)).decode().rstrip("=")
    call_command("check_ticket", text, keys=keys)
    assert "K7M-4TQ9-1" in capsys.readouterr().out


def test_it_says_why_a_code_proves_nothing(keys: Path) -> None:
    payload = make_payload(FACTS, KEY)
    stranger = SigningKey("other", Ed25519PrivateKey.generate())
    for code, reason in [
        (payload[:-1] + bytes([payload[-1] ^ 1]), "signature doesn't match"),
        (make_payload(FACTS, stranger), "key that is not known here: other"),
        (b"something else", "not a ticket's code"),
    ]:
        with pytest.raises(CommandError, match=reason):
            call_command("check_ticket", base64.b64encode(code).decode(), keys=keys)


def test_it_says_when_it_was_given_no_code(keys: Path) -> None:
    with pytest.raises(CommandError, match="no such file, and not Base64"):
        call_command("check_ticket", "no-such-file.bin!", keys=keys)


def test_it_says_when_the_keys_are_no_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text("[]")
    with pytest.raises(CommandError, match="keys can't be read"):
        call_command("check_ticket", "AAAA", keys=path)
