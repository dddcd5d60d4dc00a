"""Health probes of the containers: `python -m railway.deploy.probe web` (or `worker`, `beat`); status 0 is healthy."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

WEB_PORT = 8000
BEAT_SCHEDULE = "beat-schedule"
BEAT_SILENCE_S = 600  # Celery's beat writes its schedule every three minutes


def main() -> int:
    """This function runs the probe named on the command line."""
    probes = {"web": web, "worker": worker, "beat": beat}
    return 0 if probes[sys.argv[1]]() else 1


def web(port: int = WEB_PORT) -> bool:
    """This function asks the web server of this machine whether it can serve requests (database and tables)."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready", headers={"Host": host})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False


def worker() -> bool:
    """This function asks the worker of this machine for an answer through the broker."""
    command = [sys.executable, "-m", "celery", "-A", "railway", "inspect", "ping", "--timeout", "10"]
    command += ["--destination", f"celery@{socket.gethostname()}"]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def beat() -> bool:
    """This function looks when beat last wrote its schedule file."""
    folder = Path(os.environ.get("DATA", "."))
    written = [found.stat().st_mtime for found in folder.glob(f"{BEAT_SCHEDULE}*")]
    return bool(written) and time.time() - max(written) < BEAT_SILENCE_S


if __name__ == "__main__":
    sys.exit(main())
