"""The poster as a document for Typst: its words, its sheets, and what lies on each."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from railway.lib.qr import qr_svg
from railway.lib.template_words import date_alone, language
from railway.lib.typeset import printable, set_pdf
from timetables.models import Route
from timetables.web.looks import slug
from timetables.web.poster_page import Direction, Poster
from timetables.web.poster_paper import READABLE_PT, Extent, Paper, choose_paper, most_trains

TEMPLATE = Path(__file__).parent / "poster.typ"
KEPT_SECONDS = 24 * 3600
ROW_EM, DOUBLE_EM, TABLE_HEAD_EM = 1.72, 2.75, 2.9
COLUMN_EM, WIDE_COLUMN_EM = 3.7, 4.7


def poster_document(poster: Poster, route: Route, *, paper: str, today: date) -> dict[str, Any]:
    """Lay a poster out on the smallest sheets on which it can be read.

    A line with more trains than a sheet takes goes on: each direction in as many parts as it needs, a sheet each.
    This function returns plain values for `set_poster`.
    """
    extents = [_extent(direction) for direction in poster.directions]
    chosen = choose_paper(extents, notes=len(poster.notes), wanted=paper)
    if chosen.size_pt >= READABLE_PT or chosen.name == paper:
        pages = [[_part(direction) for direction in poster.directions]]
    else:
        chosen, pages = _split(poster, extents)
    return printable(_words(poster, route, today)) | {
        "paper": chosen.name,
        "flipped": chosen.flipped,
        "beside": chosen.beside,
        "needs": [chosen.needs_em],
        "pages": printable(pages),
        "code": qr_svg(f"{settings.SITE_URL}{reverse('timetables:lines')}?line={slug(route.route_id)}"),
    }


def set_poster(document: dict[str, Any]) -> bytes:
    """This function sets a poster as PDF; one that was set before is taken from the cache."""
    text = json.dumps(document, sort_keys=True)
    key = f"poster:{hashlib.sha256(text.encode()).hexdigest()}"
    kept = cache.get(key)
    if isinstance(kept, bytes):
        return kept
    day = date.fromisoformat(document["made_on"])
    made = set_pdf(TEMPLATE, document, timestamp=int(datetime.combine(day, time(), UTC).timestamp()))
    cache.set(key, made, KEPT_SECONDS)
    return made


def _split(poster: Poster, extents: Sequence[Extent]) -> tuple[Paper, list[list[dict[str, Any]]]]:
    """Give each direction sheets of its own, as many as it needs, its trains shared evenly among them."""
    most = most_trains(extents)
    sizes = [ceil(one.trains / ceil(one.trains / most)) for one in extents]
    parts = [
        _part(direction, at, at + size)
        for direction, size in zip(poster.directions, sizes, strict=True)
        for at in range(0, len(direction.trains), size)
    ]
    column, height = max(one.column_em for one in extents), max(one.height_em for one in extents)
    widest = Extent(max(sizes), column, height)
    return choose_paper([widest], notes=len(poster.notes), wanted="a3"), [[part] for part in parts]


def _extent(direction: Direction) -> Extent:
    rows = [DOUBLE_EM if row.double else ROW_EM for row in direction.rows]
    return Extent(len(direction.trains), _column_em(direction), TABLE_HEAD_EM + sum(rows))


def _column_em(direction: Direction) -> float:
    """This function gives longer numbers and weekdays more room."""
    longest = max(
        max(len(train.number) * 1.4, len(train.days) + len(train.mark)) for train in direction.trains
    )
    return COLUMN_EM if longest <= 8 else WIDE_COLUMN_EM


def _part(direction: Direction, first: int = 0, last: int | None = None) -> dict[str, Any]:
    trains = slice(first, last)
    return {
        "title": direction.title,
        "station": _("Station"),
        "km": _("km"),
        "column": _column_em(direction),
        "trains": [asdict(train) for train in direction.trains[trains]],
        "rows": [
            asdict(row) | {"cells": [asdict(cell) | {"none": cell.none} for cell in row.cells[trains]]}
            for row in direction.rows
        ],
    }


def _words(poster: Poster, route: Route, today: date) -> dict[str, Any]:
    edition = [_("Edition") + f": {poster.edition}"] if poster.edition else []
    return {
        "language": language(),
        "title": f"{poster.line}. {poster.valid}",
        "author": settings.SITE_NAME,
        "colour": poster.colour,
        "letter": poster.badge.letter,
        "line": poster.line,
        "kind": _("Timetable of suburban trains"),
        "valid": poster.valid,
        "days-title": _("Days of running"),
        "notes": [asdict(note) for note in poster.notes],
        "days": list(poster.days),
        "signs-title": _("Signs"),
        "signs": [asdict(sign) for sign in poster.signs],
        "lines": list(poster.lines),
        "demonstration": poster.demonstration,
        "code-text": _("Delays and tickets today"),
        "foot": [*edition, _("Made on %(day)s") % {"day": date_alone(today)}],
        "made_on": today.isoformat(),
    }
