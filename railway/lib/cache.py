"""A Redis cache whose loss slows the service but never stops it."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0

Value = TypeVar("Value")


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; when the server can't be reached every read misses and every write is dropped.

    After a failure it isn't tried again for PAUSE_SECONDS, so that a server that hangs costs one wait, not each call.
    """

    _quiet_until = 0.0

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).set(key, value, *args, **kwargs), None)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._try(lambda: super(ForgivingRedisCache, self).add(key, value, *args, **kwargs), True)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._try(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda: super(ForgivingRedisCache, self).delete(key, version), False)

    def _try(self, call: Callable[[], Value], otherwise: Value) -> Value:
        if time.monotonic() < ForgivingRedisCache._quiet_until:
            return otherwise
        try:
            return call()
        except RedisError as error:
            ForgivingRedisCache._quiet_until = time.monotonic() + PAUSE_SECONDS
            log.warning("the cache can't be reached, going on without it for %s s: %s", PAUSE_SECONDS, error)
            return otherwise
