"""Asking for a task reaches the broker, and never waits for one that is down."""

import time
from collections.abc import Iterator

import pytest
import redis
from celery import current_app
from django.conf import settings

from railway.lib import jobs


@pytest.fixture(autouse=True)
def forget_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_quiet_until", 0.0)


@pytest.fixture
def queue() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete("railway:celery")
        yield client
        client.delete("railway:celery")


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens on port 1."""
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")


def test_a_task_lands_in_the_queue(queue: redis.Redis) -> None:
    assert jobs.ask_for_task("bookings.tasks.pay_refunds")
    assert queue.llen("railway:celery") == 1


@pytest.mark.usefixtures("no_broker")
def test_a_lost_broker_is_said_quickly_and_then_left_alone() -> None:
    started = time.monotonic()
    assert not any(jobs.ask_for_task("bookings.tasks.pay_refunds") for _try in range(50))
    assert time.monotonic() - started < 1.5
