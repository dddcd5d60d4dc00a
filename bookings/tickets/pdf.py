"""The printed ticket: one A4 page per passenger, set by Typst from plain values.

Nothing a passenger typed becomes markup: the template gets one JSON text and shows its strings as they are. Fonts come
from a pinned package and Typst itself, never from the machine, so the same ticket gives the same bytes everywhere.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_onest  # type: ignore[import-untyped]  # a package of fonts without types
import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.tickets.aztec import aztec_svg
from bookings.tickets.page_text import clean, soften
from bookings.tickets.page_words import page_words
from bookings.tickets.view import TicketStatus, TicketView

TEMPLATE = Path(__file__).parent / "ticket.typ"


def render_pdf(view: TicketView) -> bytes:
    """This function returns the ticket as a PDF/UA-1 file (ISO 14289-1) of one A4 page, in the view's language."""
    return render_booking_pdf([view])


def render_booking_pdf(views: Sequence[TicketView]) -> bytes:
    """This function returns the tickets of a booking as one PDF, a page each, in the first view's language.

    Raises ValueError without a ticket.
    """
    if not views:
        raise ValueError("a booking without tickets has no PDF")
    first = views[0]
    with override(first.language):
        document = {
            "language": first.language,
            "title": clean(_("Ticket %(number)s") % {"number": _title_number(views)}),
            "author": clean(first.brand),
            "tickets": [_page(view) for view in views],
        }
    return _compile(json.dumps(document, ensure_ascii=False), int(first.issued_at.timestamp()))


def _title_number(views: Sequence[TicketView]) -> str:
    return views[0].number if len(views) == 1 else views[0].reference


def _page(view: TicketView) -> dict[str, Any]:
    words = page_words(view)
    code = aztec_svg(view.payload, str(words["code_title"]))
    return {**_softened(words), "code": code, "colour": view.route_colour.lstrip("#"), **_state(view)}


def _state(view: TicketView) -> dict[str, Any]:
    border = view.border
    return {
        "usable": view.status is TicketStatus.VALID,
        "border_share": border.share if border and 0 < border.share < 1 else None,
    }


def _softened(value: Any) -> Any:
    """This function makes every text of the page fit for printing, at any depth."""
    if isinstance(value, str):
        return soften(clean(value))
    if isinstance(value, list):
        return [_softened(item) for item in value]
    if isinstance(value, dict):
        return {key: _softened(item) for key, item in value.items()}
    return value


def _compile(document: str, timestamp: int) -> bytes:
    compiler = typst.Compiler(
        input=TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": document, "face": fontpkg_onest.FAMILY},
    )
    made: Any = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=timestamp)
    return bytes(made)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[fontpkg_onest.ROOT / "files"])
