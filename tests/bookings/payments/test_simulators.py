"""The simulated banks of `BANKS=1 make run`: a process of their own, with pages to click through."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from django.test import override_settings

from bookings.payments.bepaid.signature import public_key
from bookings.payments.gateway import BankSilent, Outcome
from bookings.payments.registry import gateway_named
from railway.local.banks import banks, settings_of_banks
from tests.bookings.payments.bank_world import GATEWAYS, World

pytestmark = pytest.mark.urls("tests.bookings.web_urls")
NOW = datetime(2027, 5, 14, 9, tzinfo=UTC)
PATIENCE_S = 60.0


@pytest.fixture
def bank_clock() -> None:
    """The simulators are another process, so the clock here goes on as there."""


@pytest.fixture
def settings_of_the_shop(tmp_path: Path) -> Iterator[dict[str, str]]:
    chosen = settings_of_banks(tmp_path) | {"SITE_URL": "http://127.0.0.1:9"}
    child = banks(tmp_path, env=os.environ | chosen, logs=tmp_path)
    child.start()
    try:
        _wait_for(chosen["BANKS_ADDRESS"])
        chosen["BEPAID_PUBLIC_KEY"] = Path(chosen["BEPAID_PUBLIC_KEY_FILE"]).read_text()
        names = [name for name in chosen if name.startswith(("BEPAID_", "YOOKASSA_")) and "_FILE" not in name]
        with override_settings(PAYMENT_GATEWAYS=GATEWAYS, **{name: chosen[name] for name in names}):
            yield chosen
    finally:
        child.stop()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            requests.get(address, timeout=1)
            return
        except requests.RequestException:
            assert time.monotonic() < deadline, "the simulators never listened"
            time.sleep(0.1)


def test_one_can_pay_and_order_faults_on_the_pages(settings_of_the_shop: dict[str, str]) -> None:
    assert public_key(settings_of_the_shop["BEPAID_PUBLIC_KEY"])
    for name in GATEWAYS:
        bank = gateway_named(name)
        charge = World(name, None, bank).charge("12.30", description="K7M-4TQ-9 <b>")
        page = bank.start(charge, outcome=None)
        opened = requests.get(page.redirect_url, timeout=10).text
        assert "12.30" in opened
        assert "&lt;b&gt;" in opened
        for _repeat in range(3):
            requests.post(page.redirect_url, {"fault": "broken"}, timeout=10)
        charge = World.known(charge, page.reference)
        with pytest.raises(BankSilent):
            bank.ask_state(charge, now=NOW)
        back = requests.post(page.redirect_url, {"choice": "pay"}, timeout=10, allow_redirects=False)
        assert back.headers["Location"].startswith("https://rail.test/back")
        answer = bank.ask_state(charge, now=NOW)
        assert answer
        assert answer.outcome == Outcome.ACCEPTED
