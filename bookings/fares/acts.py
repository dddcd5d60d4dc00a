"""The three languages of the tables of law, and an article's short reference in each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("ru", "be", "en")

_WORDS: Final = {
    "ru": {},
    "be": {"ст": "арт."},
    "en": {"ст": "art.", "гл": "ch.", "ч": "part", "п": "para.", "пп": "sub-paras."},
}  # fmt: skip
_ABBREVIATION: Final = re.compile(r"\b(ст|гл|ч|пп|п)\.")


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in Russian, Belarusian and English; empty where there is none."""

    ru: str = ""
    be: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """This function gives the text in a language, in Russian (that of the laws) when it has none."""
        return str(getattr(self, language, "") or self.ru)


def article_in(article: str, language: str) -> str:
    """An article as the tables write it ("ст. 6.1 п. 2; 5-ФЗ ст. 15") in words of another language.

    This function changes only the abbreviations and the letters of Russian laws' numbers; numbers stay as
    they are.
    """
    words = _WORDS.get(language, {})
    text = _ABBREVIATION.sub(lambda found: words.get(found[1], found[0]), article)
    return text.replace("-ФЗ", "-FZ").replace("-З", "-Z") if language == "en" else text
