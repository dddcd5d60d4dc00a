"""Soft checks of a document's number: it is tidied as the document is printed, and what looks wrong is a
warning.

Nothing here refuses a booking: series and formats change, and an operator may know better. The formats are of
quality P or U (the table says which), the check sums are those of SNILS and of the Belarusian personal
number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bookings.fares.acts import Texts
from bookings.fares.problem import Problem

_CYRILLIC: Final = "АВЕКМНОРСТУХІЅ"
_LATIN: Final = "ABEKMHOPCTYXIS"
_TO_LATIN: Final = str.maketrans(_CYRILLIC, _LATIN)
_TO_CYRILLIC: Final = str.maketrans("ABEKMHOPCTYX", "АВЕКМНОРСТУХ")
# What people type for a Roman numeral on a Cyrillic keyboard or without one.
_TO_ROMAN: Final = str.maketrans(
    {"І": "I", "1": "I", "П": "II", "Ш": "III", "У": "V", "Х": "X", "Л": "L", "С": "C"}
)
_SEPARATORS: Final = re.compile(r"[\s\-–—№]+")
_CERTIFICATE: Final = re.compile(r"^(.+?)[\s\-–—]+([^\W\d_]{2})[\s№]*(\d+)$")
_WEIGHTS: Final = (7, 3, 1)


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document: `pattern` is for the tidied number, `normalise` and `check` name functions of this
    module.
    """

    type: str
    country: str
    names: Texts
    normalise: str
    pattern: str
    check: str = ""
    example: str = ""
    quality: str = "U"
    note: str = ""


def tidy_number(document: DocumentType, text: str) -> str:
    """The number as the document bears it: capitals, the right alphabet, no needless spaces.

    This function never fails; what it can't make sense of it returns in capitals.
    """
    return _TIDY[document.normalise](text.strip().upper())


def check_number(document: DocumentType, text: str) -> list[Problem]:
    """What looks wrong about a document's number as typed; all warnings.

    This function returns document_number_missing, document_format or document_check_digit, or nothing.
    """
    number = tidy_number(document, text)
    params = {"type": document.type, "example": document.example}
    if not number:
        return [Problem("document_number_missing", params, warning=True)]
    if not re.fullmatch(document.pattern, number):
        return [Problem("document_format", params, warning=True)]
    if document.check and not _CHECKS[document.check](number):
        return [Problem("document_check_digit", params, warning=True)]
    return []


def snils_check(digits: str) -> bool:
    """Whether the last two digits of an 11-digit SNILS agree with the first nine.

    This function weighs digit i by 10 - i, takes the sum modulo 101, 100 counting as 0; the oldest numbers,
    up to 001-001-998, bear no check sum.
    """
    if int(digits[:9]) <= 1_001_998:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(digits[9:])


def by_personal_no_check(number: str) -> bool:
    """Whether the last digit of a 14-character Belarusian personal number agrees with the rest.

    This function weighs by 7, 3, 1 in turn, A = 10 to Z = 35, modulo 10, as in ICAO Doc 9303.
    """
    total = sum(int(sign, 36) * _WEIGHTS[place % 3] for place, sign in enumerate(number[:-1]))
    return total % 10 == int(number[-1])


def _latin(text: str) -> str:
    return _SEPARATORS.sub("", text).translate(_TO_LATIN)


def _digits(text: str) -> str:
    return _SEPARATORS.sub("", text)


def _upper(text: str) -> str:
    return " ".join(text.split())


def _roman_cyrillic(text: str) -> str:
    parts = _CERTIFICATE.match(text)
    if parts is None:
        return _upper(text)
    roman, series, digits = parts.groups()
    return f"{roman.translate(_TO_ROMAN)}-{series.translate(_TO_CYRILLIC)} {digits}"


_TIDY: Final[dict[str, Callable[[str], str]]] = {
    "latin": _latin,
    "digits": _digits,
    "upper": _upper,
    "roman_cyrillic": _roman_cyrillic,
}
_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "snils": snils_check,
    "by_personal_no": by_personal_no_check,
}
NORMALISATIONS: Final = tuple(_TIDY)
CHECKS: Final = tuple(_CHECKS)
