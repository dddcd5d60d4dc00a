"""The staff's tables of what is sold."""

from bookings.admin import money, notification, rules

__all__ = ["money", "notification", "rules"]
