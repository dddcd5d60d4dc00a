"""Starting and ending the processes that are ours, each by its own process id."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def start(
    command: Sequence[str],
    *,
    log: Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    owner: int | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """This function starts a process that logs to a file, in a session of its own.

    A Ctrl-C in the terminal reaches only the parent, which then ends its children in order. On Linux the kernel
    sends `death_signal` to the child when the parent is killed outright. With `owner` (a user id) the child runs as
    that user.
    """
    with open_log(log) as output:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            start_new_session=True,
            user=owner,
            preexec_fn=_follow_parent(death_signal),  # noqa: PLW1509 - one system call, no Python lock taken
        )


def open_log(log: Path) -> IO[bytes]:
    """This function opens a log file for appending and makes its folder."""
    log.parent.mkdir(parents=True, exist_ok=True)
    return log.open("ab")


def end(pid: int, *, first: signal.Signals, patience_s: float, last: signal.Signals = signal.SIGKILL) -> None:
    """This function asks a process to end, waits, and after `patience_s` seconds sends the stronger signal."""
    for sign, seconds in ((first, patience_s), (last, 10.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        if wait_gone(pid, seconds):
            return


def end_child(
    child: subprocess.Popen[bytes],
    *,
    first: signal.Signals,
    patience_s: float,
    last: signal.Signals = signal.SIGKILL,
) -> None:
    """This function ends a child as `end` does, unless it has ended already, and lets its handle know."""
    if child.poll() is None:
        end(child.pid, first=first, patience_s=patience_s, last=last)
        child.wait()


def wait_gone(pid: int, seconds: float) -> bool:
    """This function waits until the process is gone and tells whether it is; a zombie child of ours is reaped."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive(pid):
            return True
        time.sleep(0.05)
    return not alive(pid)


def alive(pid: int) -> bool:
    """This function tells whether a process runs; a process of another user counts, a zombie does not."""
    with contextlib.suppress(ChildProcessError, OSError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def works_in(pid: int, folder: Path) -> bool:
    """This function tells whether the live process has `folder` as its working directory.

    Process ids are used again, so a pid file alone does not prove that the process is the one that wrote it.
    """
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return sys.platform != "linux" and alive(pid)


def tail(log: Path, lines: int = 12) -> str:
    """This function returns the last lines of a log, or an empty text when there is none."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def _follow_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def follow() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal))

    return follow
