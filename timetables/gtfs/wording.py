"""What an import has to say of a feed, in the reader's language: problems and remarks are kept in English."""

import re
from functools import cache
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("the file is missing"),
    _("the file is empty"),
    _("the column is missing"),
    _("the column stands twice"),
    _("the column is left out"),
    _("must not be blank"),
    _("must not be before start_date"),
    _("must not be before arrival_time"),
    _("a season needs both its first and its last day"),
    _("a day of the year written MM-DD, got %(value)s"),
    _("%(value)s is not defined in agency.txt"),
    _("%(value)s is not defined in this feed"),
    _("%(value)s stands on an earlier line already"),
    _("an earlier line says otherwise of this date"),
    _("six digits of which the last is the check digit, got %(value)s"),
    _("a call at no fixed stop and time is left out"),
    _("a train sold by quota needs the number of its places"),
    _("a train sold by seats needs its train set"),
    _("all agencies of a feed have the same timezone"),
    _("%(code)s is another thing here already (%(name)s); import this feed with a prefix of its own"),
    _("%(code)s is in use and stays as it is: %(what)s"),
    _("%(code)s has other days in another edition; here it is %(name)s"),
    _("must be CSV in UTF-8, this looks like UTF-16"),
    _("must be CSV in UTF-8: after line %(line)s there is the byte %(byte)s"),
    _("must be CSV in UTF-8 (%(error)s)"),
    _("cannot be unpacked (%(error)s)"),
    _("has %(cells)s cells under %(columns)s columns"),
    _("a cell of more than %(most)s characters"),
    _("is no table of GTFS and is left out"),
    _("is kept for the export; here its trips run but once, at the times of stop_times.txt"),
    _("is left out: %(why)s"),
    _("at most %(most)s characters"),
    _("a whole number from 0 to %(most)s, got %(value)s"),
    _("a number, got %(value)s"),
    _("a number from 0 to 999999, got %(value)s"),
    _("degrees with a point, got %(value)s"),
    _("degrees from %(least)s to %(most)s, got %(value)s"),
    _("a date of the calendar written YYYYMMDD, got %(value)s"),
    _("a time is written HH:MM:SS, got %(value)s"),
    _("a timezone such as Europe/Minsk, got %(value)s"),
    _("one of %(choices)s, got %(value)s"),
    _("both stops are in use: changes there stay as they are"),
    _("a trip that calls at fewer than two stops is left without them"),
    _("must rise along the trip: %(number)s stands twice"),
    _("the first and last stop of a trip need their times"),
    _("must not be before the departure from an earlier stop"),
    _("must not fall along the trip"),
    _("a folder or a zip with a GTFS feed is needed"),
    _("the zip is damaged (%(error)s)"),
    _("%(name)s would lead out of the feed"),
    _("the zip is locked by a password"),
    _("holds %(files)s files, at most %(most)s are read"),
    _("would unpack into %(size)s bytes, which is too much for a timetable"),
    _("there is an edition named %(name)s already"),
)
_GAP = re.compile(r"%\((\w+)\)s")


def in_words(message: str) -> str:
    """Say a message of the import in the active language.

    This function returns it as it is when it is none of ours.
    """
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(message):
            parts = {
                name: in_words(part) if name == "why" else part for name, part in found.groupdict().items()
            }
            return gettext(sentence) % parts if parts else gettext(sentence)
    return message


def remark_in_words(remark: dict[str, Any]) -> str:
    """This function says a remark, kept as its file, column, message, count and first lines, with its place."""
    place = ":".join(part for part in (remark["file"], remark["column"]) if part)
    said = f"{place}: {in_words(remark['message'])}"
    lines = remark["lines"]
    if not lines:
        return said
    # Not within the braces of an f-string: there gettext doesn't find what is to be translated.
    if remark["count"] == 1:
        where = gettext("line %(line)s") % {"line": lines[0]}
        return f"{said} ({where})"
    more = ", …" if remark["count"] > len(lines) else ""
    named = {"times": remark["count"], "lines": ", ".join(map(str, lines)) + more}
    where = gettext("%(times)s times, lines %(lines)s") % named
    return f"{said} ({where})"


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Make a pattern of each sentence; those with the most words of their own are tried first."""
    ordered = sorted(SENTENCES, key=lambda sentence: -len(_GAP.sub("", sentence)))
    return [(re.compile(_pattern(sentence), re.DOTALL), sentence) for sentence in ordered]


def _pattern(sentence: str) -> str:
    pieces = _GAP.split(sentence)
    return "".join(
        f"(?P<{piece}>.+?)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)
    )
