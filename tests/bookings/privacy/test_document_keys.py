"""Keys of documents are changed in small steps, and no number is unreadable in between."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from bookings.documents import decrypt, encrypt, key_names
from bookings.models import Passenger
from bookings.operations import rotate_document_keys as rotation
from bookings.operations.rotate_document_keys import count_by_key, rotate_document_keys
from tests.bookings.world import make_booking, make_train

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(settings) -> list[int]:
    """Four passengers whose numbers the old key sealed; a new key stands first."""
    old = Fernet.generate_key().decode()
    settings.DOCUMENT_KEYS = [old]
    booking = make_booking(make_train(), passengers=4)
    for passenger in booking.passengers.all():
        passenger.document_number_encrypted = encrypt(f"BM000000{passenger.number}")
        passenger.save()
    settings.DOCUMENT_KEYS = [Fernet.generate_key().decode(), old]
    return list(booking.passengers.values_list("pk", flat=True))


def numbers() -> list[str]:
    rows = Passenger.objects.order_by("number").values_list("document_number_encrypted", flat=True)
    return [decrypt(sealed) for sealed in rows]


def test_a_run_stopped_anywhere_goes_on_and_every_number_is_readable_all_the_time(
    sealed, settings, monkeypatch
):
    monkeypatch.setattr(rotation, "AT_ONCE", 1)
    newest, oldest = key_names()
    for left in (3, 2, 1, 0):
        assert rotate_document_keys(limit=1).hanging == {newest: 4 - left, oldest: left}
        assert numbers() == [f"BM000000{number}" for number in (1, 2, 3, 4)]
    assert rotate_document_keys().resealed == 0
    settings.DOCUMENT_KEYS = settings.DOCUMENT_KEYS[:1]
    assert numbers() == [f"BM000000{number}" for number in (1, 2, 3, 4)]


def test_a_failure_in_the_middle_leaves_each_number_under_one_of_the_keys(sealed, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    seal, calls = rotation.reseal, []

    def dies(number):
        calls.append(number)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return seal(number)

    monkeypatch.setattr(rotation, "reseal", dies)
    with pytest.raises(KeyboardInterrupt):
        rotate_document_keys()
    assert count_by_key() == dict(zip(key_names(), (2, 2), strict=True))
    monkeypatch.setattr(rotation, "reseal", seal)
    assert rotate_document_keys().resealed == 2


def test_what_no_key_opens_is_left_and_told(sealed, capsys):
    Passenger.objects.filter(pk=sealed[0]).update(document_number_encrypted=b"broken")
    with pytest.raises(SystemExit):
        call_command("document_keys", "--rotate")
    told = capsys.readouterr().out
    assert "sealed again: 3" in told
    assert "opened by no key: 1" in told
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_number_encrypted FROM bookings_passenger WHERE id = %s", [sealed[0]])
        assert bytes(cursor.fetchone()[0]) == b"broken"
