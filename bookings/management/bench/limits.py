"""What this machine and its PostgreSQL can do at best: pgbench's simple update."""

import re
import subprocess

from railway.local.postgres import binary

SCALE = 10  # rows enough that the clients seldom want the same one
THREADS = 2


class PgbenchFailed(Exception):
    """pgbench did not give a figure; the text is its own."""


def prepare_pgbench(url: str) -> None:
    """This function fills a database for pgbench."""
    _pgbench(url, "-i", "-q", "-s", str(SCALE))


def simple_updates_per_second(url: str, *, clients: int, seconds: int) -> float:
    """This function runs `pgbench -N` and returns its transactions a second."""
    output = _pgbench(url, "-N", "-c", str(clients), "-j", str(THREADS), "-T", str(seconds))
    found = re.search(r"^tps = ([\d.]+)", output, re.MULTILINE)
    if found is None:
        raise PgbenchFailed(output)
    return float(found[1])


def _pgbench(url: str, *options: str) -> str:
    done = subprocess.run(
        [str(binary("pgbench")), *options, url], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise PgbenchFailed(done.stderr)
    return done.stdout
