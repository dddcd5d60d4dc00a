"""Hands on a keyboard, no mouse: Tab, Enter, Space, arrows and letters."""

from fnmatch import fnmatch
from urllib.parse import urldefrag

from tests.journeys.visitor import Visitor

FURTHEST = 150
# What Tab has reached: does it match, is its focus drawn, is its middle in sight and not under something else?
REACHED = """selector => {
    const one = document.activeElement;
    const look = getComputedStyle(one.matches('.seat input') ? one.nextElementSibling : one);
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2);
    return {
        name: `${one.tagName}#${one.id}.${one.className}`,
        fits: one.matches(selector),
        drawn: one.matches(':focus-visible') && look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
        seen: Boolean(top) && (one.contains(top) || top.contains(one)),
    };
}"""


def tab_to(visitor: Visitor, selector: str) -> None:
    """This function presses Tab until an element that fits has the focus; every stop must be seen to have it."""
    for _step in range(FURTHEST):
        visitor.page.keyboard.press("Tab")
        reached = visitor.page.evaluate(REACHED, selector)
        assert reached["drawn"], f"the focus on {reached['name']} is not drawn, {visitor.page.url}"
        assert reached["seen"], f"{reached['name']} has the focus and is out of sight, {visitor.page.url}"
        if reached["fits"]:
            return
    raise AssertionError(f"Tab doesn't reach {selector}, {visitor.page.url}")


def write(visitor: Visitor, selector: str, text: str) -> None:
    """This function types into a field reached by Tab."""
    tab_to(visitor, selector)
    visitor.page.keyboard.type(text)


def pick(visitor: Visitor, selector: str, value: str) -> None:
    """This function goes down a list reached by Tab until a value is chosen."""
    tab_to(visitor, selector)
    for _step in range(FURTHEST):
        if visitor.page.input_value(selector) == value:
            return
        visitor.page.keyboard.press("ArrowDown")
    raise AssertionError(f"{selector} has no {value}")


def press(visitor: Visitor, selector: str, key: str = "Enter", *, leads_to: str = "") -> None:
    """This function presses a button or link reached by Tab and waits for the page it leads to."""
    tab_to(visitor, selector)
    visitor.page.keyboard.press(key)
    if leads_to:
        visitor.page.wait_for_url(
            lambda url: fnmatch(urldefrag(url).url, leads_to)
        )  # a fragment outlives redirects


def focused_id(visitor: Visitor) -> str:
    """This function names the element that has the focus."""
    return str(visitor.page.evaluate("document.activeElement.id"))
