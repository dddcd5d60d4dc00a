"""A real worker, a real broker and real HTTP: the bank's answer and the letter travel by themselves."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.conf import LazySettings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from bookings.models import Booking, Notification
from bookings.operations.start_payment import start_payment
from railway.lib import jobs
from tests.bookings.world import make_booking, make_train

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.bookings.web_urls")]
PATIENCE_S = 60.0


@pytest.fixture
def bank_clock() -> None:
    """Here time goes on: a worker has a clock of its own."""


@pytest.fixture(autouse=True)
def forget_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_quiet_until", 0.0)


@pytest.fixture
def shop(live_server: LiveServer, settings: LazySettings) -> str:
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def mail_dir(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def worker(service_env: dict[str, str], shop: str, mail_dir: Path, tmp_path: Path) -> Iterator[None]:
    """A Celery worker that sees this test's database and posts to this test's server."""
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "railway", "worker", "--pool", "solo", "-l", "INFO"],
            env=service_env | {"SITE_URL": shop, "MAIL_DIR": str(mail_dir)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


def pay() -> Booking:
    now = timezone.now()
    booking = make_booking(make_train(departs_at=now + timedelta(days=1)), now=now)
    start_payment(booking=booking, method="sandbox", return_url="/", now=now, outcome="accept")
    return booking


def is_fulfilled(booking: Booking) -> bool:
    return Booking.objects.get(pk=booking.pk).state == "FULFILLED"


@pytest.mark.usefixtures("worker")
def test_the_answer_is_posted_and_the_letter_sent_by_the_worker(mail_dir: Path) -> None:
    booking = pay()
    wait_for(lambda: is_fulfilled(booking))
    wait_for(lambda: Notification.objects.filter(kind="confirmed", state="sent").exists())
    (letter,) = mail_dir.glob("*.eml")
    assert b"application/pdf" in letter.read_bytes()


@pytest.mark.usefixtures("shop")
def test_without_a_broker_the_bank_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    started = time.monotonic()
    booking = pay()
    assert time.monotonic() - started < 3
    wait_for(lambda: is_fulfilled(booking))
    assert Notification.objects.get().state == "queued"
