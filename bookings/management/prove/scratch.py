"""A database of the proof's own, on the same server, thrown away at the end: a proof never touches the live one."""

import contextlib
import os
import time
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
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
        yield with_name(server_url, name)
    finally:
        _run(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def with_name(url: str, name: str) -> str:
    """This function returns the address of another database on the same server."""
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
