"""Whatever was pasted into a name field, the paper shows something sensible."""

import pytest

from railway.lib.print_text import clean, soften


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ўладзіслаў Іёў", "Ўладзіслаў Іёў"),
        ("O’Neil-Müller č", "O’Neil-Müller č"),
        ("и\u0306од", "йод"),
        ("а\u0301нна", "анна"),
        ("Анна\n\tПетровна\u00a0К", "Анна Петровна\u00a0К"),
        ("\u202eяовт\u202c\x00\x07", "яовт"),
        ("李 😀", "□ □"),
        ("#let $x$ *b* _i_ \\ \"q\" 'q' <tag>", "#let $x$ *b* _i_ \\ \"q\" 'q' <tag>"),
    ],
)
def test_text_is_cleaned_but_not_rewritten(typed: str, shown: str) -> None:
    assert clean(typed) == shown


def test_long_words_may_break_and_short_ones_may_not() -> None:
    assert soften("Константинопольский Смоленск") == "Константинопольский Смоленск"
    softened = soften("Ы" * 30)
    assert softened.replace("\u200b", "") == "Ы" * 30
    assert max(len(part) for part in softened.split("\u200b")) == 8
