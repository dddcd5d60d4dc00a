"""The operator's keys: one signs, the former ones still vouch, and only public halves leave the house."""

import base64
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django import Settings

from bookings.tickets.code import make_payload, read_payload
from bookings.tickets.keys import public_keys, read_public_keys, signing_key, write_public_keys
from tests.bookings.tickets.test_code import FACTS

NEW, OLD = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def test_the_first_key_signs(settings: Settings) -> None:
    settings.TICKET_SIGNING_KEYS = {"new": NEW, "old": OLD}
    assert signing_key().key_id == "new"


def test_a_ticket_outlives_a_change_of_keys(settings: Settings) -> None:
    settings.TICKET_SIGNING_KEYS = {"old": OLD}
    payload = make_payload(FACTS, signing_key())
    settings.TICKET_SIGNING_KEYS = {"new": NEW, "old": OLD}
    assert read_payload(payload, public_keys()) == FACTS


def test_public_keys_survive_being_written(settings: Settings) -> None:
    settings.TICKET_SIGNING_KEYS = {"new": NEW, "old": OLD}
    written = write_public_keys(public_keys())
    assert NEW not in written.values()
    assert read_payload(make_payload(FACTS, signing_key()), read_public_keys(written)) == FACTS


def test_the_command_prints_public_keys_alone(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.TICKET_SIGNING_KEYS = {"new": NEW}
    call_command("ticket_keys")
    assert json.loads(capsys.readouterr().out) == write_public_keys(public_keys())


@pytest.mark.parametrize(
    "keys",
    [{}, {"new": "not base64"}, {"new": base64.b64encode(b"short").decode()}, {"far too long a name": NEW}],
)
def test_unusable_keys_stop_the_start(settings: Settings, keys: dict[str, str]) -> None:
    settings.TICKET_SIGNING_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="TICKET_SIGNING_KEYS"):
        signing_key()
