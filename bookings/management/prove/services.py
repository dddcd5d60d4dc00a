"""The service's own processes over a proof's database: web server, worker, beat; each may be killed, and comes back."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from railway.local import service
from railway.local.ports import LOOPBACK, free_port
from railway.local.supervise import Child, Watched

PROOF_REDIS_DATABASE = 15  # never the one of a running service


@dataclass
class Services:
    """What runs, and where it answers."""

    port: int
    folder: Path
    watched: list[Watched]

    @property
    def mails(self) -> int:
        """This property counts the letters in the mailbox."""
        return sum(1 for _letter in (self.folder / "mail").glob("[!.]*.eml"))

    def kill(self, name: str) -> None:
        """This function kills a process and all it has started, outright."""
        for one in self.watched:
            child = one.what
            if one.name == name and child.process is not None:
                os.killpg(child.process.pid, signal.SIGKILL)  # a child leads a group of its own

    def watch_until(self, moment: float, *, done: Callable[[], bool] = lambda: False) -> None:
        """This function restarts what has died, until a moment of time.monotonic() or until `done`."""
        while time.monotonic() < moment and not done():
            for one in self.watched:
                one.look()
            time.sleep(0.2)


@contextlib.contextmanager
def running_services(
    folder: Path, *, settings: Mapping[str, str], only_web: bool = False
) -> Iterator[Services]:
    """Start web, worker and beat over the database of this process, with more settings for their environment.

    This function waits until the web server answers and stops what it started when the block ends.
    """
    port = free_port()
    env = {**_base_env(folder, port), **settings}
    children = _children(port, env, folder)[: 1 if only_web else None]
    with contextlib.ExitStack() as stack:
        for child in children:
            stack.callback(child.stop)
            child.start()
        service.wait_for_web(port)
        yield Services(port, folder, [Watched(child.name, child, patient=True) for child in children])


def _base_env(folder: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "LOCAL": "1",
        "DATA": str(folder),
        "MAIL_DIR": str(folder / "mail"),
        "SITE_URL": f"http://{LOOPBACK}:{port}",
        "REDIS_URL": urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{PROOF_REDIS_DATABASE}")),
        "DATABASE_POOL": "4",
        "LOG_LEVEL": "INFO",
        # One machine plays all the passengers of a day.
        **dict.fromkeys(("THROTTLE_READ", "THROTTLE_WRITE", "THROTTLE_SECRET"), "1000000/min"),
    }


def _children(port: int, env: Mapping[str, str], folder: Path) -> list[Child]:
    logs = folder / "logs"
    return [
        service.web(port, env=env, logs=logs),
        service.worker(env=env, logs=logs),
        service.beat(folder / "beat-schedule", env=env, logs=logs),
    ]
