"""The staff's tables of what is sold."""

from bookings.admin import booking, money, notification, proofs, rules, sold, waiting

__all__ = ["booking", "money", "notification", "proofs", "rules", "sold", "waiting"]
