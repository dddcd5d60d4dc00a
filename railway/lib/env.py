"""Typed reading of environment variables: a wrong or missing value stops the start with one clear line."""

import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """This function returns the variable, the content of the file named by `NAME_FILE`, or the default.

    Raises ImproperlyConfigured when none of the three is there.
    """
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return _read_secret(name, path)
    if default is None:
        raise ImproperlyConfigured(
            f"{name} is not set: give it in the environment or in a file named by {name}_FILE"
        )
    return default


def flag(name: str, default: bool = False) -> bool:
    """This function reads a yes-or-no variable. Raises ImproperlyConfigured on any other word."""
    word = os.environ.get(name, "1" if default else "0").strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {word!r}")


def integer(name: str, default: int) -> int:
    """This function reads a whole number. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name, "")
    try:
        return int(raw) if raw else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}") from None


def words(name: str, default: str | None = "") -> list[str]:
    """This function reads a list divided by commas, spaces or lines: keys must never run into one another."""
    return text(name, default).replace(",", " ").split()


def pairs(name: str, default: str | None = "") -> dict[str, str]:
    """This function reads `key:value,key:value`. Raises ImproperlyConfigured when a pair lacks its colon."""
    found = {}
    for word in words(name, default):
        key, colon, value = word.partition(":")
        if not colon:
            raise ImproperlyConfigured(f"{name} must hold key:value pairs separated by commas")
        found[key] = value
    return found


def together(values: Mapping[str, str]) -> bool:
    """This function tells whether values that go together are given. Raises ImproperlyConfigured for only some."""
    missing = [name for name, value in values.items() if not value]
    if missing and len(missing) < len(values):
        raise ImproperlyConfigured(
            f"{', '.join(missing)} must be given with {', '.join(values.keys() - missing)}"
        )
    return not missing


def _read_secret(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE can't be read: {error}") from error
