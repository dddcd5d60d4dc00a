"""Finding a stop by what somebody typed: any of three languages, a wrong keyboard layout, a slip."""

import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from timetables.models import Stop
from timetables.queries.network import passenger_stops

LIKE_ENOUGH = 0.72
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_BELARUSIAN = "йцукенгшўзх'фывапролджэячсмітьбюё"
_LAYOUTS = (
    str.maketrans(_LATIN, _RUSSIAN),
    str.maketrans(_LATIN, _BELARUSIAN),
    str.maketrans(_RUSSIAN, _LATIN),
    str.maketrans(_BELARUSIAN, _LATIN),
)
_SAME = str.maketrans({"ё": "е", "’": "", "'": "", "ʼ": "", "š": "s", "č": "c", "ž": "z", "ŭ": "u", "ł": "l"})
_NOT_WORD = re.compile(r"[^\w]+")


def find_stops(text: str, *, limit: int = 8) -> list[Stop]:
    """Find the passenger stops that a text may name, in Russian, Belarusian, English or by code.

    The closest kind of likeness wins: the whole name, its beginning, the beginning of a word in it, then the same
    typed on the wrong keyboard, then a slip or two. This function returns one stop when only one fits best, several
    when they fit alike, none for a blank text; it makes one query.
    """
    if not (typed := _plain(text)):
        return []
    stops = list(passenger_stops().order_by("name_ru"))
    names = {stop: _names(stop) for stop in stops}
    readings = [typed, *dict.fromkeys(_plain(text.casefold().translate(layout)) for layout in _LAYOUTS)]
    for reading in filter(None, readings):
        if found := _exactly(reading, names):
            return found[:limit]
    return _nearly(typed, names)[:limit]


def _exactly(typed: str, names: dict[Stop, set[str]]) -> list[Stop]:
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: name == typed,
        lambda name: name.startswith(typed),
        lambda name: f" {typed}" in name,
    )
    for fits in tests:
        if found := [stop for stop, known in names.items() if any(map(fits, known))]:
            return found
    return []


def _nearly(typed: str, names: dict[Stop, set[str]]) -> list[Stop]:
    """Find names that differ by a slip, the likest first; those much less like than the first are left out."""
    scores = {stop: max(_likeness(typed, name) for name in known) for stop, known in names.items()}
    best = max(scores.values(), default=0.0)
    near = [stop for stop, score in scores.items() if score >= max(LIKE_ENOUGH, best - 0.05)]
    return sorted(near, key=lambda stop: -scores[stop])


def _likeness(typed: str, name: str) -> float:
    """Compare with the whole name and with its first word: people write "смоленск" for Смоленск-Центральный."""
    heads: Iterable[str] = {name, name.partition(" ")[0]}
    return max(SequenceMatcher(None, typed, head).ratio() for head in heads)


def _names(stop: Stop) -> set[str]:
    named = {stop.name_ru, stop.name_be, stop.name_en, stop.stop_id}
    return {plain for name in named if (plain := _plain(name))}


def _plain(text: str) -> str:
    return _NOT_WORD.sub(" ", text.casefold().translate(_SAME).replace("_", " ")).strip()
