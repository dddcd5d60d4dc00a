"""The printed receipt: as many A4 pages as it takes, set from plain values, never from markup."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import override

from bookings.receipts.build import Receipt
from bookings.receipts.page_words import receipt_words
from railway.lib.print_text import clean
from railway.lib.typeset import printable, set_pdf

TEMPLATE = Path(__file__).parent / "receipt.typ"


def render_receipt_pdf(receipt: Receipt, *, language: str, now: datetime) -> bytes:
    """This function returns the receipt as a PDF/UA-1 file (ISO 14289-1) in a language."""
    with override(language):
        words = receipt_words(receipt, language)
    document = {
        **printable(words),
        "language": language,
        "title": clean(str(words["title"])),
        "author": clean(str(words["brand"])),
    }
    return set_pdf(TEMPLATE, document, timestamp=int(now.timestamp()))
