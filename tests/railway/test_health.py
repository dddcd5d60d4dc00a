"""Addresses for machines."""

import pytest
from django.db import connection
from django.test import Client

from railway import health


def test_alive_needs_no_database(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_with_the_database_and_its_tables(client: Client) -> None:
    health._applied.clear()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"], answer.json()["database"]) == (200, True, "ok")


@pytest.mark.django_db
def test_not_ready_while_tables_are_behind(client: Client) -> None:
    health._applied.clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'bookings'")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "not up to date" in answer.json()["database"]


@pytest.mark.django_db
def test_a_lost_broker_is_told_and_doesn_t_matter(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["broker"]) == (200, "can't be reached")


def test_counters_are_for_neighbours_only(client: Client) -> None:
    assert b"python_info" in client.get("/metrics").content
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403


def test_search_engines_are_kept_out_of_orders(client: Client) -> None:
    assert "Disallow: /*/o/" in client.get("/robots.txt").content.decode()
