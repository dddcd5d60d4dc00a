"""The ticket: what it says, its signed code, and its forms for paper, calendar and mail.

Made from the plain values of `view`; `build` reads them from the database, `issue` makes the tickets of a paid booking.
"""

from bookings.tickets.aztec import aztec_svg
from bookings.tickets.code import (
    BadSignature,
    Malformed,
    TicketCodeError,
    TicketFacts,
    UnknownKey,
    make_payload,
    read_payload,
)
from bookings.tickets.ics import render_ics
from bookings.tickets.jsonld import reservation_jsonld, reservation_script
from bookings.tickets.pdf import render_booking_pdf, render_pdf
from bookings.tickets.view import (
    TicketBorder,
    TicketFareLine,
    TicketStation,
    TicketStatus,
    TicketView,
)

__all__ = [
    "BadSignature",
    "Malformed",
    "TicketBorder",
    "TicketCodeError",
    "TicketFacts",
    "TicketFareLine",
    "TicketStation",
    "TicketStatus",
    "TicketView",
    "UnknownKey",
    "aztec_svg",
    "make_payload",
    "read_payload",
    "render_booking_pdf",
    "render_ics",
    "render_pdf",
    "reservation_jsonld",
    "reservation_script",
]
