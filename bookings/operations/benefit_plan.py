"""A plan of what a file does to the benefits, row by row."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from bookings.models import Benefit


class Fate(StrEnum):
    """What becomes of a benefit's row."""

    ADDED = "added"
    CHANGED = "changed"  # in place: nobody was sold a ticket by it
    VERSION = "version"
    ENDED = "ended"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A column's cell before and after, as they stand in the file."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row's fate. `from_day` is the first day of a new version or the day an old one ends; `reason` is a code."""

    code: str
    name: str
    fate: Fate
    fields: tuple[FieldChange, ...] = ()
    from_day: date | None = None
    reason: str = ""
    target: Benefit | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All rows' fates. `digest` tells whether a later plan of the same file is the same."""

    rows: tuple[RowPlan, ...]

    @property
    def refused(self) -> list[RowPlan]:
        """This property lists the rows that can't be taken; while there are any, none is."""
        return [row for row in self.rows if row.fate == Fate.REFUSED]

    @property
    def changes(self) -> list[RowPlan]:
        """This property lists the rows that change something."""
        return [row for row in self.rows if row.fate not in {Fate.SAME, Fate.REFUSED}]

    @property
    def digest(self) -> str:
        """This property is a hash of what would be done."""
        told = [
            (row.code, row.fate, str(row.from_day), [(f.column, f.before, f.after) for f in row.fields])
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()
