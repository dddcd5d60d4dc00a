"""Our own letter as a text with places: what the operator begins with."""

import re
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.template import Context, Engine
from django.utils.translation import override

from bookings.notifications.own.names import BLOCKS, NAMES, OF_ENTRY, REMEDIES
from bookings.notifications.subjects import entry_head, write_subject

FOLDER = "bookings/mail"
PARTS = {f"{FOLDER}/{part}.txt": f"{{{name}}}" for name, part in BLOCKS.items() if part}
PARTS |= {f"{FOLDER}/{part}.txt": "{remedy}" for part in REMEDIES.values()}
PARTS |= {
    f"{FOLDER}/_base.txt": "{% autoescape off %}{% block content %}{% endblock %}{% endautoescape %}",
    f"{FOLDER}/_change.txt": "{change}. {change_text}",
}


def default_subject(kind: str, language: str) -> str:
    """This function is our own subject with places instead of values."""
    with override(language):
        if NAMES[kind] >= OF_ENTRY:
            return f"{entry_head(kind)}: {{journey}}, {{day}}"
        return write_subject(kind, _facts(), _details())


def default_body(kind: str, language: str) -> str:
    """This function is our own text with places instead of values: of several branches, that of the usual case."""
    with override(language):
        values = {"facts": _facts(), "details": _details(), "tickets": [], "waiting": _entry()}
        text = _engine().get_template(f"{FOLDER}/{kind}.txt").render(Context(values))
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"}(?=\w)", "} ", re.sub(r"\n{3,}", "\n\n", "\n".join(lines))) + "\n"


@lru_cache
def _engine() -> Engine:
    loaders = [
        ("django.template.loaders.locmem.Loader", PARTS),
        "django.template.loaders.app_directories.Loader",
    ]
    return Engine(loaders=loaders, libraries={"i18n": "django.templatetags.i18n"})


def _facts() -> Any:
    names = (
        "reference", "train", "journey", "origin", "destination", "day", "departs", "arrives", "total",
        "held_until", "to_pay", "other_trains_url",
    )  # fmt: skip
    marks = {name: f"{{{name}}}" for name in names}
    own = {"manage_url": "{order_url}", "exchanged_from": "", "when": "{day}, {departs}"}
    return SimpleNamespace(**marks, **own)


def _details() -> dict[str, Any]:
    names = ("sum", "fee", "paid", "price", "passenger_name", "until_day", "until", "pay_url", "waiting_url")
    marks: dict[str, Any] = {name: f"{{{name}}}" for name in names}
    words = SimpleNamespace(title="{change}", text="{change_text}")
    return marks | {"words": words, "paid_for": True, "new": True, "goes": ""}


def _entry() -> Any:
    marks = {"journey": "{journey}", "day": "{day}", "url": "{waiting_url}"}
    return SimpleNamespace(**marks, other_trains_url="{other_trains_url}")
