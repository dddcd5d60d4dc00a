"""A database of the proof's own, on the same server, thrown away at the end: a proof never touches the live one."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management.base import CommandError
from psycopg import sql

DROP_PATIENCE_S = 30


@contextlib.contextmanager
def scratch_database(server_url: str, *, purpose: str, like: str = "template0") -> Iterator[str]:
    """Make a database beside the one of `server_url`, a copy of `like`, and drop it when the block ends.

    This function yields its address. The server may have been killed in between: the drop waits until it is back.
    """
    name = f"railway_{purpose}_{os.getpid()}"
    _run(server_url, "CREATE DATABASE {} TEMPLATE {}", name, like)
    try:
        yield _with_name(server_url, name)
    finally:
        _run(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextlib.contextmanager
def seeded_database() -> Iterator[str]:
    """Make a database with tables, lines, trains and fares, on the server of DATABASE_URL.

    This function yields its address; copies of it can be made while nobody is connected to it.
    """
    with scratch_database(server_url(), purpose="seeded") as seeded:
        run_manage(seeded, "migrate", "--no-input", "-v0", quiet=True)
        run_manage(seeded, "seed", quiet=True)
        yield seeded


def server_url() -> str:
    """This function returns DATABASE_URL. Raises CommandError when it isn't set."""
    if url := os.environ.get("DATABASE_URL"):
        return url
    raise CommandError("set DATABASE_URL, or use make, which brings a server of its own")


def run_manage(database_url: str, *arguments: str, quiet: bool = False) -> int:
    """This function runs a management command over a database and returns its exit status; a quiet one must succeed."""
    # No pool: every thread of a proof has a connection of its own.
    env = {**os.environ, "DATABASE_URL": database_url, "DATABASE_POOL": "0", "LOG_LEVEL": "WARNING"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, env=env, check=quiet, stdout=output).returncode


def name_of(url: str) -> str:
    """This function returns the name of the database at an address."""
    return urlsplit(url).path.removeprefix("/")


def _with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _run(url: str, statement: str, *names: str) -> None:
    deadline = time.monotonic() + DROP_PATIENCE_S
    while True:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
