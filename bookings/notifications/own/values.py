"""What stands in the places of a text, taken from what our own letter is written with."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from bookings.notifications.own.fill import Block
from bookings.notifications.own.names import BLOCKS, NAMES, REMEDIES
from railway.lib.wording import NBSP

FOLDER = "bookings/mail"
OF_FACTS = (
    "reference", "train", "journey", "origin", "destination", "day", "departs", "arrives", "total", "held_until",
    "to_pay", "other_trains_url",
)  # fmt: skip
OF_DETAILS = ("sum", "fee", "paid", "price", "passenger_name", "until_day", "until", "pay_url", "waiting_url")


def values_of(kind: str, context: Mapping[str, Any]) -> dict[str, str]:
    """This function gives the value of each place of one line that a kind of letter may have, or nothing."""
    facts, details = context.get("facts"), context.get("details") or {}
    values = {name: str(getattr(facts, name, "") or "") for name in OF_FACTS}
    values |= {name: str(details.get(name, "") or "") for name in OF_DETAILS}
    values |= {"brand": str(context["brand"]), "order_url": str(getattr(facts, "manage_url", ""))}
    if words := details.get("words"):
        values |= {"change": str(words.title), "change_text": str(words.text)}
    if entry := context.get("waiting"):
        values |= {"journey": entry.journey, "day": entry.day, "waiting_url": entry.url}
        values["other_trains_url"] = entry.other_trains_url
    return {name: values.get(name, "") for name in NAMES[kind] if name not in BLOCKS}


def blocks_of(kind: str, context: Mapping[str, Any]) -> dict[str, Block]:
    """This function gives the places of several lines, from the same parts our own letter is made of."""
    return {name: _block(kind, name, dict(context)) for name in NAMES[kind] if name in BLOCKS}


def _block(kind: str, name: str, context: dict[str, Any]) -> Block:
    part = BLOCKS[name] or REMEDIES[kind]
    if name == "times" and not context["details"].get("new"):
        return Block("", SafeString(""))
    # Through a letter's own frame, which writes plain text as it is: names are no markup there.
    text = _plain(f"{FOLDER}/{part}.txt", context)
    if name in {"trip", "tickets"}:
        return Block(text, render_to_string(f"{FOLDER}/{part}.html", context))
    return Block(text, _as_html(text))


def _plain(part: str, context: dict[str, Any]) -> str:
    return render_to_string(f"{FOLDER}/_plain.txt", context | {"part": part}).strip()


def _as_html(text: str) -> SafeString:
    return mark_safe(linebreaks(text.replace(NBSP, "\u00a0"), autoescape=True))  # noqa: S308 # nosec - escaped here
