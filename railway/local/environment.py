"""Makes the virtual environment. Run by the system's own Python, so it imports nothing of the project and stays plain.

Usage: python3 railway/local/environment.py requirements.txt [more.txt ...]
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)


def main(requirements: str) -> int:
    """This function installs one requirements file, unless that is done; prints one clear line if it can't."""
    with open(os.path.join(ROOT, requirements), "rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two commands started together take turns
        return _ensure(requirements)


def _ensure(requirements: str) -> int:
    if not _works(PYTHON):
        trouble = _trouble_with_python() or _make()
        if trouble:
            print(f"Not started: {trouble}", file=sys.stderr)
            return 1
    if _is_installed(requirements):
        return 0
    return _install(requirements)


def _trouble_with_python() -> str:
    if sys.version_info < OLDEST:
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return (
            f"Python 3.11 or newer is needed, this is {found}: install one and give it with PYTHON=python3.11"
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships it apart
        import venv  # noqa: F401, PLC0415
    except ImportError:
        return "Python's venv module is missing: apt install python3-venv"
    return ""


def _make() -> str:
    if os.path.isdir(VENV):
        shutil.rmtree(VENV)  # left by another Python or by a cut-off run: its interpreter does not work
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    return (
        ""
        if made.returncode == 0
        else "the virtual environment can't be made: " + _last(made.stdout + made.stderr)
    )


def _works(python: str) -> bool:
    if not os.path.exists(python):
        return False
    check = f"import sys, pip; sys.exit(sys.version_info < {OLDEST!r})"
    return subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0


def _install(requirements: str) -> int:
    print(f"Installing the packages of {requirements} (some minutes the first time)", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "--require-hashes", "-r", os.path.join(ROOT, requirements)], check=False)
    if done.returncode != 0:
        print(
            "Not started: the packages could not be installed; pip's own words stand above", file=sys.stderr
        )
        return 1
    with open(_stamp(requirements), "w", encoding="utf-8") as stamp:
        stamp.write(_digest(requirements))
    return 0


def _is_installed(requirements: str) -> bool:
    # The file for development holds everything of the one for running.
    names = {requirements, "requirements-dev.txt"} if requirements == "requirements.txt" else {requirements}
    return any(_stamped(name) == _digest(name) for name in names)


def _stamped(requirements: str) -> str:
    try:
        with open(_stamp(requirements), encoding="utf-8") as stamp:
            return stamp.read()
    except OSError:
        return ""


def _stamp(requirements: str) -> str:
    return os.path.join(VENV, f".{requirements}.installed")


def _digest(requirements: str) -> str:
    with open(os.path.join(ROOT, requirements), "rb") as content:
        return hashlib.sha256(content.read()).hexdigest()


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
