"""Wrong guesses of an order: five, then a pause of fifteen minutes.

Counted in the cache for all processes, and beside it in this process's memory: a lost cache doesn't open the door.
"""

import time
from collections import OrderedDict

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

TRIES = 5
PAUSE_SECONDS = 15 * 60
REMEMBERED = 10_000

_here: OrderedDict[str, tuple[int, float]] = OrderedDict()


def is_paused(request: HttpRequest) -> bool:
    """This function tells whether this visitor has guessed wrong too often and must wait."""
    key = _key(request)
    return max(int(cache.get(key, 0)), _count_here(key)) >= TRIES


def count_wrong(request: HttpRequest) -> None:
    """This function notes a wrong guess; the pause runs from the first of them."""
    key = _key(request)
    if not cache.add(key, 1, PAUSE_SECONDS):
        _count_in_cache(key)
    first = _here.get(key, (0, time.monotonic()))[1]
    _here[key] = (_count_here(key) + 1, first)
    _here.move_to_end(key)
    while len(_here) > REMEMBERED:
        _here.popitem(last=False)


def _count_in_cache(key: str) -> None:
    try:
        cache.incr(key)
    except ValueError:
        cache.set(key, 1, PAUSE_SECONDS)


def _count_here(key: str) -> int:
    count, first = _here.get(key, (0, 0.0))
    if time.monotonic() - first < PAUSE_SECONDS:
        return count
    _here.pop(key, None)
    return 0


def _key(request: HttpRequest) -> str:
    return f"wrong-order:{BaseThrottle().get_ident(Request(request))}"
