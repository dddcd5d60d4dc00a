"""How many requests an address may make: counted in the cache, by windows, never in the way when the cache is gone."""

import ipaddress
import time
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # the framework's views load this very module
    from rest_framework.views import APIView

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Pace(BaseThrottle):
    """Reads and writes of an address, by the rates `read` and `write` of the settings."""

    wait_seconds: float | None = None

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """This method counts the request and tells whether it may go on."""
        scope = "read" if request.method in SAFE_METHODS else "write"
        self.wait_seconds = count(scope, address_of(request))
        return self.wait_seconds is None

    def wait(self) -> float | None:
        """This method tells in how many seconds the next window begins."""
        return self.wait_seconds


def count(scope: str, address: str, *, spend: int = 1) -> float | None:
    """This function spends from an address's allowance of a scope; once it is used up, it tells the seconds to wait.

    Windows are fixed, so at their border twice the rate can pass. Without the cache everything passes. `spend=0` only
    asks whether something is left.
    """
    allowed, window = _rate(scope)
    now = time.time()
    key = f"pace:{scope}:{address}:{int(now // window)}"
    used = _add(key, spend, window) if spend else int(cache.get(key, 0)) + 1
    return None if used <= allowed else window - now % window


def address_of(request: Request | HttpRequest) -> str:
    """This function names the client: its IPv4 address, or the /64 network that an IPv6 household has.

    As many proxies as the setting NUM_PROXIES says are believed (X-Forwarded-For from its end).
    """
    ident = BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]  # it reads headers and META alone
    try:
        address = ipaddress.ip_address(ident)
    except ValueError:
        return ident[:64]
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else ident


def _add(key: str, spend: int, window: int) -> int:
    cache.add(key, 0, timeout=2 * window)
    try:
        return cache.incr(key, spend)
    except ValueError:  # it ran out or was evicted between the two
        return spend


def _rate(scope: str) -> tuple[int, int]:
    number, _slash, period = str(api_settings.DEFAULT_THROTTLE_RATES[scope]).partition("/")
    return int(number), SECONDS[period[0]]
