"""Asking for a Celery task to run soon, without ever waiting for a broker that is down."""

import logging
import time
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

QUICK = {"max_retries": 0, "interval_start": 0, "socket_connect_timeout": 0.3, "socket_timeout": 1}
PAUSE_SECONDS = 5.0

_quiet_until = 0.0


def ask_for_task(name: str, *args: Any, delay_seconds: float = 0) -> bool:
    """This function sends one task to the broker and tells whether it was taken; a lost broker raises nothing.

    It tries once, for about a third of a second at most, and after a failure not at all for PAUSE_SECONDS: whatever the
    task does is also done by the schedule, so a lost request only makes it later.
    """
    global _quiet_until  # noqa: PLW0603 - one per process: what was learnt of the broker
    if time.monotonic() < _quiet_until:
        return False
    try:
        with current_app.connection_for_write(transport_options=QUICK) as connection:
            current_app.send_task(
                name, args, connection=connection, retry=False, countdown=delay_seconds or None
            )
    except (OperationalError, RedisError, OSError) as error:
        _quiet_until = time.monotonic() + PAUSE_SECONDS
        log.warning("%s was not asked for, it will run by its schedule: %s", name, error)
        return False
    return True
