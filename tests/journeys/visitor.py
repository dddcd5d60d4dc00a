"""Somebody at a browser: where they are, what they see, and what went wrong behind the page."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from pathlib import Path
from re import search
from typing import Self

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Response

from tests.journeys.page_checks import axe_faults, frame_faults, reflow_faults, weight_faults

HEIGHTS = {390: 844, 1280: 800}
TIMEOUT_MS = 20_000
_numbers = count(1)


@dataclass
class Visitor:
    """A browser of its own with one page. `faults` collects errors of the console and the network.

    `expected` are answers a test provokes on purpose, such as 404. `asked` and `loaded` are of the page that is open:
    an answer to the page before may still come in when its successor has been asked for.
    """

    page: Page
    site: str
    language: str
    folder: Path
    script: bool = True
    faults: list[str] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    loaded: list[Response] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    @classmethod
    def come(
        cls, browser: Browser, site: str, language: str, width: int, folder: Path, *, script: bool = True
    ) -> Self:
        """This function opens a fresh browser without cookies at a width, which stands for the device as well."""
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            locale={"ru": "ru-RU", "be": "be-BY", "en": "en-GB"}[language],
            timezone_id="Europe/Minsk",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(TIMEOUT_MS)
        return cls(context.new_page(), site, language, folder, script)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._note_error)
        self.page.on("request", self._set_out)
        self.page.on("response", self._take_in)

    def another_tab(self) -> "Visitor":
        """This function opens a second tab of the same browser, whose faults count as the first one's."""
        page = self.page.context.new_page()
        return Visitor(page, self.site, self.language, self.folder, self.script, self.faults)

    def open(self, path: str) -> None:
        """This function goes to a page of the site, the language left out of its path."""
        self.page.goto(f"{self.site}/{self.language}/{path}")

    def look(self, name: str) -> None:
        """This function checks the page that is open by everything a page must pass, and keeps it for html-validate."""
        self.page.wait_for_load_state()
        faults = frame_faults(self.page, self.language) + weight_faults(self.loaded)
        faults += reflow_faults(self.page)
        if self.script:
            faults += axe_faults(self.page)
        self._keep(name)
        faults += self.faults
        assert not faults, "\n".join([f"{name}, {self.language}: {self.page.url}", *faults])

    def text(self, selector: str) -> str:
        """This function reads the words of the first such element, no-break spaces made plain."""
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def sum_of(self, selector: str) -> Decimal:
        """This function reads the first sum of money there, written with a comma or a point."""
        return money_in(self.text(selector))

    def _keep(self, name: str) -> None:
        source = self.folder / f"{next(_numbers)}-{name}-{self.language}.html"
        source.write_text(self.loaded[0].text(), encoding="utf-8")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self._is_expected(message.text):
            self.faults.append(f"console: {message.text}")

    def _is_expected(self, words: str) -> bool:
        return any(f"status of {status} " in words for status in self.expected)

    def _note_error(self, error: Error) -> None:
        self.faults.append(f"script: {error}")

    def _set_out(self, request: Request) -> None:
        if request.service_worker is not None:
            return
        before = request.redirected_from
        if before is None and request.is_navigation_request():
            self.asked.clear()
            self.loaded.clear()
        if before is None or before in self.asked:
            self.asked.append(request)

    def _take_in(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status}: {response.url}")
        if 300 <= response.status < 400 or response.request not in self.asked:
            return
        if (
            self.loaded or response.request.is_navigation_request()
        ):  # before the page only what is left of the last
            self.loaded.append(response)


def money_in(words: str) -> Decimal:
    """This function finds the first sum of money in a text."""
    found = search(r"(\d[\d ]*)[.,](\d\d)", words)
    assert found, f"no sum of money in: {words}"
    return Decimal(f"{found[1].replace(' ', '')}.{found[2]}")
