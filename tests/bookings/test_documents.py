"""Documents' numbers, encrypted and masked."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.conf import LazySettings

from bookings.documents import decrypt, encrypt, last_characters, mask, reseal, sealed_with


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
    assert sealed_with(sealed) != sealed_with(renewed)
    settings.DOCUMENT_KEYS = [new]
    assert decrypt(renewed) == "BM1234567"
    with pytest.raises(InvalidToken):
        decrypt(sealed)
    assert (sealed_with(sealed), sealed_with(b"sealed")) == ("", "")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("BM1234567", "4567"), ("III-МП 123456", "3456"), ("X123", "23"), ("X", ""), ("", "")],
)
def test_only_the_end_of_a_number_is_shown_and_never_most_of_a_short_one(number: str, shown: str) -> None:
    assert last_characters(number) == shown
    assert mask(shown) == (f"•••••{shown}" if shown else "")
