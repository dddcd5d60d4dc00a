"""The sandbox: `{name}` is replaced by a ready value, once, and nothing else is understood.

A text can't call, compute, repeat or look anything up, so it can neither read a setting nor run without end.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

PLACE = re.compile(r"\{([a-z_]{1,40})\}")
LONGEST_LETTER = 60_000
LONGEST_SUBJECT = 250


class BrokenText(Exception):
    """The text can't be filled in: a place that has no value."""


@dataclass(frozen=True)
class TextFault:
    """What is wrong with a text: `unknown` (no such place), `brace` (half a place), `missing` (owed and not there)."""

    code: str
    place: str


@dataclass(frozen=True)
class Block:
    """Several lines, ready in plain text and in HTML."""

    text: str
    html: SafeString


def find_faults(text: str, *, names: Collection[str], owed: Collection[str]) -> list[TextFault]:
    """This function says what is wrong with a text, nothing when it may be used."""
    used = PLACE.findall(text)
    rest = PLACE.sub("", text)
    faults = [TextFault("unknown", name) for name in dict.fromkeys(used) if name not in names]
    faults += [TextFault("brace", match.group()) for match in re.finditer(r"[{}][^\s{}]{0,20}", rest)][:1]
    return faults + [TextFault("missing", name) for name in sorted(owed) if name not in used]


def fill_subject(text: str, values: Mapping[str, str]) -> str:
    """This function fills a subject: one line, cut to what fits. Raises BrokenText."""
    filled = PLACE.sub(lambda match: _value(match, values), text)
    return " ".join(filled.split())[:LONGEST_SUBJECT]


def fill_text(text: str, values: Mapping[str, str], blocks: Mapping[str, Block]) -> str:
    """This function fills a letter's plain text. Raises BrokenText."""
    plain = {**values, **{name: block.text.strip() for name, block in blocks.items()}}
    return PLACE.sub(lambda match: _value(match, plain), text)[:LONGEST_LETTER]


def fill_html(text: str, values: Mapping[str, str], blocks: Mapping[str, Block]) -> SafeString:
    """This function fills the same as HTML: paragraphs, links for addresses, blocks in their own form.

    Everything else is escaped, the operator's text and the passengers' names alike. Raises BrokenText.
    """
    parts = "".join(_parts(text, values, blocks))
    return mark_safe(parts[: 2 * LONGEST_LETTER])  # noqa: S308 # nosec - each part is escaped or made by us


def _parts(text: str, values: Mapping[str, str], blocks: Mapping[str, Block]) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        pieces = re.split(r"\{([a-z_]{1,40})\}", paragraph)
        words: list[str] = []
        for at, piece in enumerate(pieces):
            if at % 2 and piece in blocks:
                yield from _paragraph(words)
                yield blocks[piece].html
                words = []
            else:
                words.append(_piece_html(piece, values) if at % 2 else escape(piece))
        yield from _paragraph(words)


def _paragraph(words: list[str]) -> Iterator[str]:
    whole = "".join(words).strip()
    if whole:
        yield str(linebreaks(mark_safe(whole)))  # noqa: S308 # nosec - its pieces are escaped


def _piece_html(name: str, values: Mapping[str, str]) -> str:
    value = escape(_named(name, values))
    return f'<a href="{value}">{value}</a>' if name.endswith("_url") and value else str(value)


def _value(match: re.Match[str], values: Mapping[str, str]) -> str:
    return _named(match.group(1), values)


def _named(name: str, values: Mapping[str, str]) -> str:
    try:
        return values[name]
    except KeyError:
        raise BrokenText(name) from None
