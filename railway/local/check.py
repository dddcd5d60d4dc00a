"""`make check`: every check that needs no test run, one after the other, each by its name."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from railway.local import messages, state
from railway.local.servers import servers
from railway.local.trouble import one_line

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
STEPS: dict[str, list[str]] = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "import contracts": ["-c", LINT_IMPORTS, "--no-logo"],
    "settings": ["manage.py", "check", "--fail-level", "WARNING"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": ["-m", "railway.local.translations"],
    "security": ["-m", "bandit", "-c", "pyproject.toml", "-q", "-r", "railway", "timetables", "bookings"],
}


def main() -> int:
    """This function runs all steps, or those named on the command line, and returns 1 when any failed."""
    chosen = {name: step for name, step in STEPS.items() if not sys.argv[1:] or name in sys.argv[1:]}
    messages.compile_stale()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="railway-check-")))
        found = stack.enter_context(servers(folder, fast=True))
        env = os.environ | found.env | {"LOCAL": "1", "DATA": str(folder)}
        failed = [name for name, step in chosen.items() if not _passes(name, step, env)]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed")
    return 1 if failed else 0


def _passes(name: str, step: list[str], env: Mapping[str, str]) -> bool:
    print(f"\n== {name}", flush=True)
    begun = time.monotonic()
    status = subprocess.run([sys.executable, *step], cwd=state.ROOT, env=env, check=False).returncode
    print(
        f"-- {name}: {'passed' if status == 0 else 'FAILED'} in {time.monotonic() - begun:.1f} s", flush=True
    )
    return status == 0


if __name__ == "__main__":
    sys.exit(one_line(main))
