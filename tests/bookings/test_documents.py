"""Documents' numbers, encrypted and masked."""

import logging

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.conf import LazySettings

from bookings.documents import decrypt, encrypt, last_characters, mask, read_number, reseal
from bookings.models import Passenger


def test_a_number_is_not_readable_in_its_sealed_form() -> None:
    sealed = encrypt("BM1234567")
    assert b"1234567" not in sealed
    assert decrypt(sealed) == "BM1234567"


def test_numbers_stay_readable_when_a_new_key_comes_first(settings: LazySettings) -> None:
    sealed = encrypt("BM1234567")
    old, new = settings.DOCUMENT_KEYS[0], Fernet.generate_key().decode()
    settings.DOCUMENT_KEYS = [new, old]
    assert decrypt(sealed) == "BM1234567"
    renewed = reseal(sealed)
    settings.DOCUMENT_KEYS = [new]
    assert decrypt(renewed) == "BM1234567"
    with pytest.raises(InvalidToken):
        decrypt(sealed)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("BM1234567", "4567"), ("III-МП 123456", "3456"), ("X123", "23"), ("X", ""), ("", "")],
)
def test_only_the_end_of_a_number_is_shown_and_never_most_of_a_short_one(number: str, shown: str) -> None:
    assert last_characters(number) == shown
    assert mask(shown) == (f"•••••{shown}" if shown else "")


def test_reading_a_number_leaves_a_trace_without_the_number(caplog: pytest.LogCaptureFixture) -> None:
    passenger = Passenger(pk=7, document_number_encrypted=encrypt("BM1234567"))
    with caplog.at_level(logging.WARNING):
        assert read_number(passenger=passenger, by="clerk", why="refund at the desk") == "BM1234567"
    assert "passenger 7 read by clerk: refund at the desk" in caplog.text
    assert "1234567" not in caplog.text


def test_a_purged_number_reads_as_nothing() -> None:
    assert read_number(passenger=Passenger(pk=7), by="clerk", why="") == ""
