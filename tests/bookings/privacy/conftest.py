"""The day of the true line with its rules, as the proofs of benefits use it."""

from tests.bookings.proofs.conftest import rules, train

__all__ = ["rules", "train"]
