"""The staff's tables of what is sold."""

from bookings.admin import (
    bank_statement,
    benefit,
    booking,
    ledger,
    lookup_log,
    money,
    notification,
    privacy,
    proofs,
    retention,
    rules,
    season,
    sold,
    tariff,
    waiting,
)

__all__ = [
    "bank_statement",
    "benefit",
    "booking",
    "ledger",
    "lookup_log",
    "money",
    "notification",
    "privacy",
    "proofs",
    "retention",
    "rules",
    "season",
    "sold",
    "tariff",
    "waiting",
]
