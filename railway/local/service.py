"""The processes of the service itself: web server, worker and beat, as they are started on one machine."""

import http.client
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from railway.local.ports import LOOPBACK
from railway.local.state import ROOT
from railway.local.supervise import Child
from railway.local.trouble import Trouble

WEB_READY_SECONDS = 60
WEB_WORKERS = 2


def web(port: int, *, env: Mapping[str, str], logs: Path) -> Child:
    """This function describes the web server on a loopback port; `start` and `stop` of the result do the rest."""
    command = ["granian", "--interface", "wsgi", "--host", LOOPBACK, "--port", str(port), "--no-ws"]
    command += ["--workers", str(WEB_WORKERS), "--blocking-threads", "1", "--respawn-failed-workers"]
    return module("web", [*command, "railway.wsgi:application"], env, logs)


def worker(*, env: Mapping[str, str], logs: Path) -> Child:
    """This function describes a Celery worker with two processes."""
    return module(
        "worker", ["celery", "-A", "railway", "worker", "--concurrency", "2", "-l", "INFO"], env, logs
    )


def beat(schedule: Path, *, env: Mapping[str, str], logs: Path) -> Child:
    """This function describes Celery's clock, which keeps what it has sent in the file `schedule`."""
    command = ["celery", "-A", "railway", "beat", "-l", "INFO", "--pidfile=", "--schedule", str(schedule)]
    return module("beat", command, env, logs)


def wait_for_web(port: int, *, meanwhile: Callable[[], None] = lambda: None) -> None:
    """This function waits until the web server answers, calling `meanwhile` between two tries.

    Raises Trouble after a minute.
    """
    deadline = time.monotonic() + WEB_READY_SECONDS
    while not _answers(port):
        meanwhile()
        if time.monotonic() > deadline:
            raise Trouble(f"the web server did not answer within {WEB_READY_SECONDS} s: see its log")
        time.sleep(0.2)


def module(name: str, command: list[str], env: Mapping[str, str], logs: Path) -> Child:
    """This function describes a Python module that runs as a process of its own."""
    return Child(name, [sys.executable, "-m", *command], env, ROOT, logs / f"{name}.log")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
