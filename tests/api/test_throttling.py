"""How many requests a network may make."""

import socket
import time
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.test import override_settings
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from railway.lib.cache import ForgivingRedisCache
from railway.lib.throttling import address_of, count
from tests.api.client import Client

RATES = {"read": "3/min", "write": "2/min", "secret": "2/min"}


@pytest.fixture
def rates(db: None) -> Iterator[None]:
    with override_settings(REST_FRAMEWORK=settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": RATES}):
        yield


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2027-05-18T06:00:10Z", tick=False) as traveller:
        yield traveller


def reads(client, times):
    return [client.read("/routes").status_code for _time in range(times)]


def test_beyond_its_rate_a_network_is_asked_to_wait(rates, clock):
    client = Client()
    assert reads(client, 4) == [200, 200, 200, 429]
    answer = client.read("/routes")
    assert (answer["Content-Type"], answer.json()["code"]) == ("application/problem+json", "throttled")
    assert 50 <= int(answer["Retry-After"]) <= 51


def test_after_the_wait_it_may_go_on(rates, clock):
    client = Client()
    reads(client, 4)
    clock.shift(51)
    assert reads(client, 1) == [200]


def test_another_network_is_not_touched(rates, clock):
    reads(Client(), 4)
    assert reads(Client(), 1) == [200]


def test_writes_have_a_rate_of_their_own(rates, clock):
    client = Client()
    reads(client, 4)
    assert [client.send("POST", "/offers", {}).status_code for _time in range(3)] == [400, 400, 429]


def test_guessing_tokens_is_slowed_down_even_with_the_right_one_at_last(rates, clock):
    client = Client("wrong")
    with override_settings(
        REST_FRAMEWORK=settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": RATES | {"read": "99/min"}}
    ):
        codes = [client.read("/bookings/AAAAAAA").status_code for _time in range(4)]
    assert codes == [404, 404, 429, 429]


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the cache of this process be tried again at once, before and after."""
    monkeypatch.setattr(ForgivingRedisCache, "_quiet_until", 0.0)


@pytest.fixture
def hanging_server() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def with_cache_at(address: str) -> override_settings:
    return override_settings(CACHES={"default": settings.CACHES["default"] | {"LOCATION": address}})


def test_without_the_cache_requests_go_on(rates, no_pause):
    with with_cache_at("redis://127.0.0.1:1/0"):
        assert reads(Client(), 5) == [200] * 5


def test_a_cache_that_hangs_is_waited_for_once(rates, no_pause, hanging_server):
    began = time.monotonic()
    with with_cache_at(hanging_server):
        assert reads(Client(), 5) == [200] * 5
    assert time.monotonic() - began < 5 * 0.5


def test_a_cache_that_is_back_counts_again(rates, no_pause, monkeypatch):
    with with_cache_at("redis://127.0.0.1:1/0"):
        assert reads(Client(), 5) == [200] * 5
    assert reads(Client(), 4) == [200] * 4
    monkeypatch.setattr(ForgivingRedisCache, "_quiet_until", time.monotonic() - 1)
    assert reads(Client(), 4) == [200, 200, 200, 429]


def arriving(remote: str, forwarded: str = "") -> Request:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return Request(APIRequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies, forwarded, address):
    with override_settings(REST_FRAMEWORK=settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}):
        assert address_of(arriving("10.0.0.1", forwarded)) == address


def test_a_household_with_ipv6_is_one_network():
    one, other = address_of(arriving("2001:db8:1:2:a::1")), address_of(arriving("2001:db8:1:2:b::9"))
    assert one == other == "2001:db8:1:2::/64"


def test_asking_alone_spends_nothing(rates, clock):
    assert [count("secret", "spends-nothing", spend=0) for _time in range(5)] == [None] * 5
