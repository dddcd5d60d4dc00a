"""Both embedded servers over one state folder, or the real ones that the environment names."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from railway.local.postgres import Postgres
from railway.local.valkey import Valkey


@dataclass(frozen=True)
class Servers:
    """The two addresses, and the embedded servers behind them (None where the environment named a real one)."""

    database_url: str
    redis_url: str
    postgres: Postgres | None = None
    valkey: Valkey | None = None

    @property
    def env(self) -> dict[str, str]:
        """The addresses as environment variables."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextlib.contextmanager
def servers(state: Path, *, fast: bool = False) -> Iterator[Servers]:
    """This function keeps PostgreSQL and Valkey running over `state` while its block runs.

    DATABASE_URL and REDIS_URL, where set and not empty, are used as they are and nothing is started for them.
    Raises Trouble when a server will not start.
    """
    with contextlib.ExitStack() as stack:
        database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
        postgres = None if database_url else Postgres(state / "postgres", fast=fast)
        valkey = None if redis_url else Valkey(state / "valkey", fast=fast)
        for server in (postgres, valkey):
            if server is not None:
                stack.callback(server.stop)
                server.start()
        yield Servers(
            database_url=database_url or (postgres.url() if postgres else ""),
            redis_url=redis_url or (valkey.url() if valkey else ""),
            postgres=postgres,
            valkey=valkey,
        )
