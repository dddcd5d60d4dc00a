"""The printed ticket: one A4 page per passenger, set from plain values, never from markup."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.tickets.aztec import aztec_svg
from bookings.tickets.page_words import page_words
from bookings.tickets.view import TicketStatus, TicketView
from railway.lib.print_text import clean
from railway.lib.typeset import printable, set_pdf

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
    return set_pdf(TEMPLATE, document, timestamp=int(first.issued_at.timestamp()))


def _title_number(views: Sequence[TicketView]) -> str:
    return views[0].number if len(views) == 1 else views[0].reference


def _page(view: TicketView) -> dict[str, Any]:
    words = page_words(view)
    code = aztec_svg(view.payload, str(words["code_title"]))
    return {**printable(words), "code": code, "colour": view.route_colour.lstrip("#"), **_state(view)}


def _state(view: TicketView) -> dict[str, Any]:
    border = view.border
    return {
        "usable": view.status is TicketStatus.VALID,
        "border_share": border.share if border and 0 < border.share < 1 else None,
    }
