"""Keeps the service's processes alive: one that dies is started again, one that keeps dying stops the whole run."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from railway.local import processes
from railway.local.servers import Servers
from railway.local.trouble import Trouble

QUICK_DEATH_S = 10.0
QUICK_DEATHS_ALLOWED = 3
LONGEST_PAUSE_S = 30.0


class Server(Protocol):
    """An embedded server: its `start` waits until it answers."""

    process: subprocess.Popen[bytes] | None

    @property
    def log(self) -> Path: ...

    @property
    def held(self) -> bool: ...

    def start(self) -> None: ...


@dataclass
class Child:
    """One process of the service, started from its command line."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    held: bool = False

    def start(self) -> None:
        """This method starts the process; what the last one left of its process group is ended first."""
        self._end_group(signal.SIGKILL)
        self.process = processes.start(self.command, log=self.log, cwd=self.cwd, env=self.env)

    def stop(self) -> None:
        """This method lets the process finish what it does, for 15 seconds, then ends it and its own children."""
        if self.process is None:
            return
        processes.end_child(self.process, first=signal.SIGTERM, patience_s=15)
        self._end_group(signal.SIGKILL)
        self.process = None

    def _end_group(self, sign: signal.Signals) -> None:
        if self.process is None:
            return
        try:
            os.killpg(
                self.process.pid, sign
            )  # each child leads a group of its own, so this can't reach another's
        except (ProcessLookupError, PermissionError):
            return


@dataclass
class Watched:
    """What is kept alive, and how often it has died soon after its start."""

    name: str
    what: Server
    patient: bool = False  # never give up: a proof kills on purpose
    quick_deaths: int = 0
    started: float = field(default_factory=time.monotonic)
    due: float | None = None  # when to start it again

    def look(self) -> None:
        """This method notes a death and, when its pause is over, starts the process again.

        Raises Trouble, with the last lines of the log, after the third death within ten seconds of a start.
        """
        if self.due is not None:
            if time.monotonic() >= self.due and not self.what.held:
                self._restart()
        elif self.what.process is None or self.what.process.poll() is not None:
            self._note_death()

    def _note_death(self) -> None:
        lived = time.monotonic() - self.started
        self.quick_deaths = self.quick_deaths + 1 if lived < QUICK_DEATH_S else 0
        if self.quick_deaths >= QUICK_DEATHS_ALLOWED and not self.patient:
            log = processes.tail(self.what.log)
            raise Trouble(f"{self.name} keeps stopping; the last lines of {self.what.log}:\n{log}")
        pause = 0.5 if self.patient else min(2.0**self.quick_deaths / 2, LONGEST_PAUSE_S)
        print(f"{self.name} has stopped; it starts again in {pause:g} s (log: {self.what.log})", flush=True)
        self.due = time.monotonic() + pause

    def _restart(self) -> None:
        self.due = None
        self.started = time.monotonic()
        try:
            self.what.start()
        except Trouble:
            if not self.patient:
                raise  # else it was killed as it started, and the next look finds it dead


def watch_servers(found: Servers, *, patient: bool = False) -> list[Watched]:
    """This function makes the watch over the embedded servers of `found`; real ones are not ours to watch."""
    named = {"the database": found.postgres, "the broker": found.valkey}
    return [Watched(name, server, patient) for name, server in named.items() if server is not None]


def keep_alive(watched: Sequence[Watched], *, every_s: float = 0.5) -> None:
    """This function watches for ever; it ends by Trouble or by the exception that a signal handler raises."""
    while True:
        for one in watched:
            one.look()
        time.sleep(every_s)
