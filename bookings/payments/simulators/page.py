"""The page of a simulated bank where a passenger pays, declines or leaves, and orders faults."""

from collections.abc import Mapping
from html import escape

from bookings.payments.simulators.faults import Fault

FAULTS = {
    Fault.BROKEN: "The shop's next request fails (500)",
    Fault.BROKEN_AFTER: "The shop's next request is done, but answered 500",
    Fault.LOST: "The shop's next request is done, but the answer is lost",
    Fault.SLOW: "The shop's next request is done, but answered too late",
}


def pay_page(*, title: str, sum_: str, text: str, choices: Mapping[str, str]) -> str:
    """This function writes the page of an open payment, each choice as a button."""
    buttons = "".join(_button("choice", name, words) for name, words in choices.items())
    faults = "".join(_button("fault", name, words) for name, words in FAULTS.items())
    return _page(
        title,
        f"<p><b>{escape(sum_)}</b><br>{escape(text)}</p><form method=post>{buttons}</form>"
        f"<h2>Order a fault</h2><form method=post>{faults}</form>",
    )


def done_page(*, title: str, words: str, address: str) -> str:
    """This function writes the page of a payment that is decided, with the way back to the shop."""
    return _page(title, f"<p>{escape(words)}</p><p><a href='{escape(address)}'>Back to the shop</a></p>")


def _button(name: str, value: str, words: str) -> str:
    return f"<p><button name={name} value='{escape(value)}'>{escape(words)}</button></p>"


def _page(title: str, content: str) -> str:
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{escape(title)}</title><h1>{escape(title)}</h1><p>A simulator: no real money.</p>{content}"
    )
