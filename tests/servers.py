"""A pytest plugin that starts the embedded servers before Django reads its settings (named in `addopts`).

With xdist only the controller starts them; its workers inherit the addresses, take a database each (pytest-django)
and a numbered Redis database each (below), so that no test sees another worker's queue.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from railway.local import messages
from railway.local.servers import servers

_running = contextlib.ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """A wrapper runs before pytest-django's hook of the same name, which loads the settings."""
    os.environ.setdefault("LOCAL", "1")
    os.environ["PGOPTIONS"] = "-c railway.ledger_may_be_emptied=on"  # the database is emptied between tests
    if "PYTEST_XDIST_WORKER" in os.environ:
        _take_own_redis_database(os.environ["PYTEST_XDIST_WORKER"])
    else:
        messages.compile_stale()
        _start()
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was skipped was not tested, so the run says it and fails (see below)."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.write_line(
            f"NOT RUN: {len(skipped)} tests were skipped, so this run has failed", red=True
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run that skipped a test has not shown what it should show."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == pytest.ExitCode.OK and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _start() -> None:
    atexit.register(_running.close)  # also when pytest itself stops early, before any hook of its end
    state = Path(tempfile.mkdtemp(prefix="railway-tests-"))
    _running.callback(shutil.rmtree, state, ignore_errors=True)
    found = _running.enter_context(servers(state, fast=True))
    os.environ.update(found.env)
    os.environ["DATA"] = str(state / "data")
    (state / "data" / "static").mkdir(parents=True)  # WhiteNoise warns, and a warning is an error here


def _take_own_redis_database(worker: str) -> None:
    address, slash, _number = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{address}{slash}{int(worker.removeprefix('gw')) + 1}"
