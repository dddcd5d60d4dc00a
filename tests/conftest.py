"""What every test may ask for."""

import os
import shutil
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection

PBKDF2PasswordHasher.iterations = (
    1_000  # a million would guard nothing here, and take a third of a second each
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """A browser of the system, else Playwright's own; a machine without one fails, since skipping would hide it."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return Path(found)
    if own := _playwright_browser():
        return own
    pytest.fail(
        "no Chromium on this machine: apt install chromium (or python -m playwright install chromium)"
    )


@pytest.fixture
def service_env(transactional_db: None) -> dict[str, str]:
    """The environment for a real process of the service (worker, web server) that shall see this test's database."""
    settings = connection.settings_dict
    address, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    return os.environ | {"DATABASE_URL": f"{address}/{settings['NAME']}", "PYTHONUNBUFFERED": "1"}


def _playwright_browser() -> Path | None:
    from playwright.sync_api import sync_playwright  # slow to import, and seldom needed

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None
