"""Rules that hold from a day (inclusive) until a day (exclusive, None for open)."""

from __future__ import annotations

from datetime import date


class Dated:
    """A rule with `valid_from` and `valid_until`."""

    __slots__ = ()
    valid_from: date
    valid_until: date | None

    def in_force(self, day: date) -> bool:
        """This function tells whether the rule is valid on a day; the end day is excluded."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)
