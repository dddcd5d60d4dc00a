"""The page of the schema in a real browser, under the site's own policy."""

from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

OPERATIONS = 50


@pytest.fixture
def page(chromium_path: Path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()


def test_the_page_shows_every_call_without_a_word_in_the_console(page: Page, live_server: LiveServer) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(_written(message)))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs")
    page.wait_for_selector("#operations-Bookings-createBooking")
    assert page.locator(".opblock").count() == OPERATIONS
    page.click("#operations-Bookings-createBooking button.opblock-summary-control")
    page.wait_for_selector("#operations-Bookings-createBooking .responses-table")
    assert said == []
    assert {url.split("/", 3)[2] for url in asked if not url.startswith("data:")} == {
        live_server.url.split("/")[2]
    }


def _written(message: ConsoleMessage) -> str:
    return f"{message.type}: {message.text}"
