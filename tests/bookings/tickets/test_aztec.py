"""The drawn code: an independent reader gets the same bytes back from a browser's picture of it."""

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from bookings.tickets.aztec import QUIET_MODULES, aztec_matrix, aztec_svg
from bookings.tickets.code import make_payload
from tests.bookings.tickets.test_code import FACTS, KEY

SVG = "{http://www.w3.org/2000/svg}"
STRICT_PAGE = """<!doctype html><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><title>code</title>{svg}"""


def filled(path: str) -> set[tuple[int, int]]:
    """The modules that an outline encloses, by the even-odd rule along each row."""
    walls: dict[int, list[int]] = {}
    for loop in filter(None, path.split("M")):
        start, *steps = re.findall(r"-?\d+ -?\d+|[hv]-?\d+", loop)
        x, y = first = tuple(map(int, start.split()))
        corners = [(step[0], int(step[1:])) for step in steps]
        for axis, length in [*corners, ("v", first[1] - y - sum(n for a, n in corners if a == "v"))]:
            if axis == "h":
                x += length
                continue
            for row in range(min(y, y + length), max(y, y + length)):
                walls.setdefault(row, []).append(x)
            y += length
    pairs = (
        (row, xs[i : i + 2])
        for row, xs in ((r, sorted(w)) for r, w in walls.items())
        for i in range(0, len(xs), 2)
    )
    return {(column, row) for row, (start, end) in pairs for column in range(start, end)}


@pytest.mark.parametrize("size", [1, 40, 170, 200, 400])
def test_the_outline_encloses_exactly_the_dark_modules(size: int) -> None:
    payload = bytes(number * 7 % 256 for number in range(size))
    path = ElementTree.fromstring(aztec_svg(payload, "code")).findall(f"{SVG}path")[1].attrib["d"]  # noqa: S314
    matrix = aztec_matrix(payload)
    dark = {
        (x + QUIET_MODULES, y + QUIET_MODULES)
        for y, row in enumerate(matrix)
        for x, shade in enumerate(row)
        if shade
    }
    assert filled(path) == dark


def test_it_carries_a_title_and_neither_style_nor_id() -> None:
    svg = aztec_svg(b"ticket", 'Код <"билета">')
    root = ElementTree.fromstring(svg)  # noqa: S314
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == 'Код <"билета">'
    assert root.attrib["role"] == "img"
    assert not re.search(r"\b(style|id|class)=|<style|<script", svg)


def test_a_page_under_a_strict_policy_shows_a_code_that_a_reader_reads(
    chromium_path: Path, tmp_path: Path
) -> None:
    payload = make_payload(FACTS, KEY)
    page, picture = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text(STRICT_PAGE.format(svg=aztec_svg(payload, "code")), encoding="utf-8")
    subprocess.run(
        [
            *(
                chromium_path,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--window-size=400,400",
            ),
            *(f"--user-data-dir={tmp_path / 'profile'}", f"--screenshot={picture}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    read = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    assert [(code.format, code.bytes) for code in read] == [(zxingcpp.BarcodeFormat.Aztec, payload)]


def test_the_bytes_stand_alone() -> None:
    """With a designator of their encoding before them, they would need the next larger symbol (19)."""
    assert len(aztec_matrix(b"TICKETS FOR")) == 15
