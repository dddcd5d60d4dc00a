"""Making any text printable: what people paste into a field must not spoil or fail a page."""

import re
import unicodedata
from functools import lru_cache

NBSP = "\u00a0"
BREAK_HERE = "\u200b"
LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
LETTERS_TOGETHER = re.compile(r".{8}(?=.)")
REPLACEMENT = "\u25a1"
DROPPED_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}
PRINTABLE = (
    range(0x20, 0x250),
    range(0x2B0, 0x300),
    range(0x370, 0x500),
    range(0x1E00, 0x1F00),
    range(0x2010, 0x2041),
    range(0x20A0, 0x20C0),
    range(0x2116, 0x2117),
    range(0x2190, 0x2300),
    range(0x2500, 0x2600),
)


def clean(text: str) -> str:
    """This function keeps Latin, Greek and Cyrillic letters and signs as typed and joins runs of spaces.

    Control and direction characters and stray accents go; a letter outside our typefaces becomes a box.
    """
    shown = "".join(_visible(char) for char in unicodedata.normalize("NFC", text))
    return re.sub(r" +", " ", shown).strip(" ")


def soften(text: str) -> str:
    """This function lets words of 25 letters and more break, so that no name runs off the paper."""
    return LONG_WORD.sub(lambda word: LETTERS_TOGETHER.sub(rf"\g<0>{BREAK_HERE}", word.group()), text)


@lru_cache(maxsize=4096)
def _visible(char: str) -> str:
    if char.isspace() and char != NBSP:
        return " "
    if unicodedata.category(char) in DROPPED_CATEGORIES:
        return ""
    return char if any(ord(char) in letters for letters in PRINTABLE) else REPLACEMENT
