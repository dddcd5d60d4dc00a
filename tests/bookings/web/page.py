"""Reading a page the way a person does: its words, its buttons, what its forms would send."""

import html
import re
from typing import Any

from django.http import HttpResponse

TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
SPACES = re.compile(r"\s+")


def text_of(answer: Any) -> str:
    """This function gives the words of a page, tags left out and no-break spaces made plain."""
    plain = TAGS.sub(" ", answer.content.decode())
    return SPACES.sub(" ", html.unescape(plain)).strip()


def title_of(answer: Any) -> str:
    """This function gives the page's title."""
    found = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    return SPACES.sub(" ", html.unescape(found[1])).strip() if found else ""


def hidden(answer: Any, name: str) -> str:
    """This function gives the value of the first hidden field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, f"the page has no field {name}"
    return html.unescape(found[1])


def leads_to(answer: HttpResponse) -> str:
    """This function gives the address of a redirect after a POST."""
    assert answer.status_code == 303, answer.status_code
    return answer["Location"]
