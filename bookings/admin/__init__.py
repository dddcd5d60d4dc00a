"""The staff's tables of what is sold."""

from bookings.admin import (
    bank_statement,
    booking,
    ledger,
    money,
    notification,
    proofs,
    rules,
    sold,
    waiting,
)

__all__ = [
    "bank_statement",
    "booking",
    "ledger",
    "money",
    "notification",
    "proofs",
    "rules",
    "sold",
    "waiting",
]
