"""`make run`: the whole service on this machine, with embedded servers, until Ctrl-C."""

import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from railway.local import banks, messages, processes, service, state
from railway.local.ports import DEFAULT_WEB_PORT, LOOPBACK, web_port
from railway.local.servers import Servers, servers
from railway.local.supervise import Child, Watched, keep_alive, watch_servers
from railway.local.trouble import Trouble, one_line

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MANAGE = str(state.ROOT / "manage.py")


def main() -> int:
    """This function runs the service until it is told to stop, and returns the exit status."""
    for sign in STOP_SIGNALS:
        signal.signal(sign, _stop)
    data = state.data_folder()
    with contextlib.ExitStack() as stack:
        stack.enter_context(state.only_user(data))
        _set_old_logs_aside(data / "logs")
        port = web_port(os.environ.get("PORT"))
        _say(_first_words())
        found = stack.enter_context(servers(data))
        settings = _settings(data, port, found)
        if os.environ.get("BANKS") == "1":
            settings |= banks.settings_of_banks(data)
        stack.enter_context(state.published(data, settings))
        env = os.environ | settings | {"PYTHONUNBUFFERED": "1"}
        _prepare(data, env)
        watched = watch_servers(found)
        for child in _children(data, port, env):
            stack.callback(child.stop)
            child.start()
            watched.append(Watched(child.name, child))
        service.wait_for_web(port, meanwhile=lambda: _look(watched))
        _tell(data, port)
        keep_alive(watched)
    return 0


def _stop(_signum: int, _frame: FrameType | None) -> None:
    for sign in STOP_SIGNALS:
        signal.signal(
            sign, signal.SIG_IGN
        )  # the stop itself is not to be cut off by an impatient second Ctrl-C
    _say("\nStopping")
    raise SystemExit(0)


def _first_words() -> str:
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    return f"Using the servers of {' and '.join(given)}" if given else "Starting the database and the broker"


def _set_old_logs_aside(logs: Path) -> None:
    for log in logs.glob("*.log"):
        log.replace(log.with_suffix(".log.old"))


def _settings(data: Path, port: int, found: Servers) -> dict[str, str]:
    return found.env | {
        "LOCAL": "1",
        "DATA": str(data),
        "MAIL_DIR": str(data / "mail"),
        "SITE_URL": f"http://{LOOPBACK}:{port}",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or state.secret_key(data),
        "VAPID_PRIVATE_KEY": os.environ.get("VAPID_PRIVATE_KEY") or state.vapid_key(data),
    }


def _prepare(data: Path, env: Mapping[str, str]) -> None:
    messages.compile_stale()
    _say("Preparing the tables")
    _manage(data, env, "migrate", "--no-input")
    _say("Loading the lines and their timetable")
    _manage(data, env, "seed")


def _manage(data: Path, env: Mapping[str, str], *arguments: str) -> None:
    log = data / "logs" / f"{arguments[0]}.log"
    log.unlink(missing_ok=True)
    process = processes.start([sys.executable, MANAGE, *arguments], log=log, cwd=state.ROOT, env=env)
    try:
        status = process.wait()
    finally:
        processes.end_child(process, first=signal.SIGTERM, patience_s=5)
    if status != 0:
        raise Trouble(
            f"`manage.py {' '.join(arguments)}` failed; the last lines of {log}:\n{processes.tail(log)}"
        )


def _children(data: Path, port: int, env: Mapping[str, str]) -> list[Child]:
    logs = data / "logs"
    children = [
        service.web(port, env=env, logs=logs),
        service.worker(env=env, logs=logs),
        service.beat(data / "beat-schedule", env=env, logs=logs),
    ]
    return [banks.banks(data, env=env, logs=logs), *children] if "BANKS_ADDRESS" in env else children


def _look(watched: list[Watched]) -> None:

    for one in watched:
        one.look()


def _tell(data: Path, port: int) -> None:
    site = f"http://{LOOPBACK}:{port}"
    if not os.environ.get("PORT") and port != DEFAULT_WEB_PORT:
        _say(f"Port {DEFAULT_WEB_PORT} is taken by another program, so this one uses {port}")
    lines = [("The service", f"{site}/"), ("Mailbox", f"{site}/mailbox/"), ("Admin", f"{site}/admin/")]
    lines += [(f"  {name}", f"password {password}") for name, password in state.logins(data).items()]
    lines += [("", "after it a code is asked, which the page shows on this machine")]
    lines += [("Logs", str(data / "logs")), ("Stop", "Ctrl-C")]
    _say("\n" + "\n".join(f"{name:<14}{value}" for name, value in lines) + "\n")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(one_line(main))
