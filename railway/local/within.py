"""Runs one command with embedded servers of its own: `python -m railway.local.within -- python manage.py prove`.

The servers live in a temporary folder, durable as in `make run`, and are started again when the command kills one.
DATABASE_URL and REDIS_URL, where set, are used instead.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from railway.local import messages, processes, state
from railway.local.embedded import STATE_VARIABLE
from railway.local.servers import servers
from railway.local.supervise import Watched, watch_servers
from railway.local.trouble import Trouble, one_line


def main() -> int:
    """This function runs the command given after `--` and returns its exit status."""
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    if not command:
        raise Trouble("give a command: python -m railway.local.within -- COMMAND…")
    if command[0] in {"python", "python3"}:
        command[0] = sys.executable
    signal.signal(signal.SIGTERM, _stop)
    messages.compile_stale()
    folder = Path(tempfile.mkdtemp(prefix="railway-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        found = stack.enter_context(servers(folder))
        env = os.environ | found.env | {"LOCAL": "1", "DATA": str(folder), STATE_VARIABLE: str(folder)}
        return _run(command, env, watch_servers(found, patient=True))


def _stop(signum: int, _frame: object) -> None:
    raise SystemExit(128 + signum)


def _run(command: list[str], env: dict[str, str], watched: list[Watched]) -> int:
    process = subprocess.Popen(command, env=env, cwd=state.ROOT)
    try:
        while process.poll() is None:
            for one in watched:
                one.look()
            time.sleep(0.1)
        return process.returncode
    except KeyboardInterrupt:
        return 130
    finally:
        processes.end_child(process, first=signal.SIGTERM, patience_s=20)


if __name__ == "__main__":
    sys.exit(one_line(main))
