"""Connection addresses: from DATABASE_URL, or from the local servers that `make run` has started."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def load_local_addresses(data: Path) -> None:
    """This function takes DATABASE_URL and REDIS_URL from `local.env`, which the running local servers keep.

    Variables that are already set win, so a real server is never replaced by the local one.
    """
    state = data / "local.env"
    if not state.exists():
        return
    for line in state.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals:
            os.environ.setdefault(name.strip(), value.strip())


def parse_database_url(url: str) -> dict[str, Any]:
    """This function turns postgres://user:password@host:port/name?option=value into Django's database settings.

    A socket folder stands in the `host` option. Raises ImproperlyConfigured for any other engine.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must start with postgresql:// - no other engine is supported"
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    port = options.pop("port", None) or str(parts.port or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": options.pop("user", None) or unquote(parts.username or ""),
        "PASSWORD": options.pop("password", None) or unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": dict(options),
    }
