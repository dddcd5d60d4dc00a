"""A real browser before the real site: one seeded database, one server and one browser for all journeys.

Emptying and seeding the database for each test would take minutes. Instead every test travels on a day of its own, and
the whole is emptied when the last of them is over.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from bookings.operations.load_rules import load_rules
from bookings.operations.open_seats import open_seats
from tests.journeys.page_checks import html_errors
from tests.journeys.visitor import Visitor
from timetables.gtfs.seed import seed_timetables

# A Tuesday morning in Minsk, within the season of Belarusian pensioners.
NOW = datetime(2027, 5, 18, 6, 0, tzinfo=UTC)
HORIZON_DAYS = 60
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]

Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The two lines with their trains, committed; the clock runs on from NOW.

    It takes the place and the name of pytest-django's fixture, by which that plugin knows and orders these tests.
    """
    with time_machine.travel(NOW, tick=True), django_db_blocker.unblock():
        with override_settings(SALES_HORIZON_DAYS=HORIZON_DAYS):
            seed_timetables(now=NOW)
            load_rules()
            open_seats(now=NOW)
            yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="package")
def site(transactional_db: None) -> Iterator[str]:
    """The address of the site; letters and the bank lead there too."""
    server = LiveServer("localhost")
    with override_settings(SITE_URL=server.url):
        yield server.url
    server.stop()


def wait_for_page_after(click: Callable[..., None]) -> Callable[..., None]:
    """A click that leads to a page returns when that page is there: Playwright returns when its first byte is.

    Whoever looked at once would see, on a busy machine, a page without its style, its script or its lower half.
    """

    @wraps(click)
    def click_and_wait(clicked: Page | Locator, *args: object, **options: object) -> None:
        click(clicked, *args, **options)
        page = clicked if isinstance(clicked, Page) else clicked.page
        page.wait_for_load_state()

    return click_and_wait


@pytest.fixture(scope="package")
def chromium(chromium_path: Path, transactional_db: None) -> Iterator[Browser]:
    """The browser. Playwright keeps an event loop in this thread, where Django would refuse to ask the database.

    What it asks there goes over a connection of its own, to be closed before the loop ends.
    """
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patched:
        patched.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        patched.setattr(Page, "click", wait_for_page_after(Page.click))
        patched.setattr(Locator, "click", wait_for_page_after(Locator.click))
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture(scope="package")
def days() -> Iterator[date]:
    """Days of travel, a week ahead and later, handed out one by one so that tests don't meet on a train."""
    first = NOW.date() + timedelta(days=7)
    return iter([first + timedelta(days=number) for number in range(HORIZON_DAYS - 8)])


@pytest.fixture
def day(transactional_db: None, days: Iterator[date]) -> date:
    """A day on whose trains nobody else travels."""
    return next(days)


@pytest.fixture
def visit(chromium: Browser, site: str, tmp_path: Path) -> Iterator[Visit]:
    """Somebody new comes with a browser; what they looked at is checked as HTML when the test is over."""
    visitors: list[Visitor] = []

    def come(language: str = "ru", width: int = 390, *, script: bool = True) -> Visitor:
        visitors.append(Visitor.come(chromium, site, language, width, tmp_path, script=script))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.page.context.close()
    faults = html_errors(tmp_path) + [fault for visitor in visitors for fault in visitor.faults]
    assert not faults, "\n".join(faults)
