"""What is kept about people: which fields are personal, which rule says how long, what keeps a booking longer."""

from bookings.privacy.kept import Keeping, kept_longer, why_kept
from bookings.privacy.kinds import KINDS, DataKind
from bookings.privacy.registry import NOT_PERSONAL, TABLES, PersonalTable
from bookings.privacy.rules import RuleInForce, days_kept, rules_in_force

__all__ = [
    "KINDS",
    "NOT_PERSONAL",
    "TABLES",
    "DataKind",
    "Keeping",
    "PersonalTable",
    "RuleInForce",
    "days_kept",
    "kept_longer",
    "rules_in_force",
    "why_kept",
]
