"""The receipt of an order: every line of its prices, every payment and everything that went back, in one language."""

from bookings.receipts.build import MoneyLine, Receipt, ReceiptPassenger, has_receipt, receipt_of
from bookings.receipts.page_words import receipt_words
from bookings.receipts.pdf import render_receipt_pdf
from bookings.receipts.text import receipt_text

__all__ = [
    "MoneyLine",
    "Receipt",
    "ReceiptPassenger",
    "has_receipt",
    "receipt_of",
    "receipt_text",
    "receipt_words",
    "render_receipt_pdf",
]
