"""What every page must pass: axe, html-validate, no sideways scroll, a sound frame, little weight."""

import gzip
import json
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
HTML_VALIDATE = HERE / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = """async options => (await axe.run(document, options)).violations.map(one =>
    `axe ${one.id}: ${one.nodes.slice(0, 3).map(node => node.target).join(', ')}`)"""
RULES = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {
        "no-inline-style": "error",
        "doctype-style": ["error", {"style": "lowercase"}],
        "form-dup-name": [
            "error",
            {"shared": ["radio", "checkbox", "submit"]},
        ],  # checkboxes are a list under one name
        "no-trailing-whitespace": "off",  # of template tags that printed nothing
        "meta-refresh": "off",  # for browsers without a script: a hold ends, the bank answers, a board ages
        "long-title": "off",  # a title names the train and both stations
    },
}
WIDTHS = (320, 390, 1280)
KILOBYTE = 1000
WEIGHT_LIMIT = 100 * KILOBYTE
TEXT_LIMIT = SCRIPT_LIMIT = 25 * KILOBYTE  # HTML with CSS, and script
REQUESTS_LIMIT = 10


def frame_faults(page: Page, language: str) -> list[str]:
    """This function looks at what frames a page: its language, one `h1`, a title that says more than our name."""
    titles = page.title().split(" · ")
    wrong = {
        "lang of the page": page.locator("html").get_attribute("lang") != language,
        "number of h1": page.locator("h1").count() != 1,
        "title": len(titles) < 2 or not all(titles),
    }
    return [f"{name} is wrong" for name, is_wrong in wrong.items() if is_wrong]


def axe_faults(page: Page) -> list[str]:
    """This function returns axe's violations in light, and those of colours in dark, each with the elements concerned.

    Nothing but colours depends on the scheme. The script goes in past the policy.
    """
    page.evaluate(_axe_source())
    light = _axe(page, {"runOnly": {"type": "tag", "values": TAGS}})
    page.emulate_media(color_scheme="dark")
    dark = _axe(page, {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}})
    page.emulate_media(color_scheme="light")
    return light + [f"{fault} (dark)" for fault in dark]


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    found: list[str] = page.evaluate(AXE_RUN, options | {"resultTypes": ["violations"]})
    return found


@cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def reflow_faults(page: Page) -> list[str]:
    """This function looks whether the page scrolls sideways on a small phone, a phone and a desk."""
    size, found = page.viewport_size, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if scrolls_sideways(page):
            found.append(f"scrolls sideways at {width} px: {_widest(page)}")
    if size:
        page.set_viewport_size(size)
    return found


def scrolls_sideways(page: Page) -> bool:
    """This function tells whether the page as a whole is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def _widest(page: Page) -> str:
    """This function names an element that reaches beyond the window."""
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll('body *')]
                .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth)
                .map(one => `${one.tagName}#${one.id}.${one.className}`)[0] ?? ''"""
        )
    )


def weight_faults(loaded: Sequence[Response]) -> list[str]:
    """This function weighs a first view: bytes of HTML, CSS and script as gzip sends them, and requests."""
    weights: dict[str, int] = {}
    for response in loaded:
        kind = response.request.resource_type
        weights[kind] = weights.get(kind, 0) + _weight(response)
    text = weights.get("document", 0) + weights.get("stylesheet", 0)
    over = {
        f"requests: {[one.url for one in loaded]}": len(loaded) > REQUESTS_LIMIT,
        f"{text} bytes of HTML and CSS": text > TEXT_LIMIT,
        f"{weights.get('script', 0)} bytes of script": weights.get("script", 0) > SCRIPT_LIMIT,
        f"{sum(weights.values())} bytes": sum(weights.values()) > WEIGHT_LIMIT,
    }
    return [f"too heavy: {words}" for words, is_over in over.items() if is_over]


_static_weights: dict[str, int] = {}


def _weight(response: Response) -> int:
    url = response.url
    if url not in _static_weights:
        weight = len(gzip.compress(response.body()))
        if response.request.resource_type == "document":
            return weight
        _static_weights[url] = weight
    return _static_weights[url]


def html_errors(folder: Path) -> list[str]:
    """This function returns html-validate's errors for the pages kept in a folder as the server sent them."""
    pages = sorted(folder.glob("*.html"))
    if not pages:
        return []
    rules, report = folder / "rules.json", folder / "report.json"
    rules.write_text(json.dumps(RULES), encoding="utf-8")
    options = ["--formatter", f"json={report}", "--config", str(rules)]
    command = ["node", str(HTML_VALIDATE), *options, *map(str, pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert report.exists(), f"html-validate did not run: {done.stderr}"
    return [
        f"{Path(page['filePath']).name} {message['line']}:{message['column']} {message['ruleId']}: {message['message']}"
        for page in json.loads(report.read_text(encoding="utf-8"))
        for message in page["messages"]
    ]
