"""What a proof running inside `railway.local.within` may do to its servers: find them, kill them, keep them down."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from railway.local import processes

Name = Literal["postgres", "valkey"]
STATE_VARIABLE = "EMBEDDED_STATE"


def process_id(name: Name) -> int:
    """This function returns the process id of one embedded server. Raises OSError when it is not running."""
    if name == "postgres":
        return int((_home(name) / "data" / "postmaster.pid").read_text().splitlines()[0])
    return int((_home(name) / "valkey.pid").read_text())


def kill(name: Name) -> None:
    """This function kills the server outright; it is started again, on the same port, within a second."""
    os.kill(process_id(name), signal.SIGKILL)


@contextlib.contextmanager
def stay_down(name: Name) -> Iterator[None]:
    """This function kills the server and keeps it down while its block runs."""
    mark = _home(name) / "held"
    mark.touch()
    try:
        pid = process_id(name)
        os.kill(pid, signal.SIGKILL)
        processes.wait_gone(pid, 10)
        yield
    finally:
        mark.unlink(missing_ok=True)


def _home(name: Name) -> Path:
    return Path(os.environ[STATE_VARIABLE]) / name
