"""What was changed in a row and in the rows under it, by whom and when, as django-simple-history keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import BooleanField, Field, ForeignKey, Model
from django.utils.translation import gettext as _

NOTHING = "–"
ADDED, CHANGED, DELETED = "+", "~", "-"
LINES_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Under:
    """Rows that belong to another: their table, its key to the other row, and the field that names one of them.

    `written` says how to write the values of some fields, by the field's name.
    """

    model: type[Model]
    key: str
    named_by: str
    written: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, with its values in the reader's words."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of one row. `user` is empty for what a job did, `row` for the row the history is of."""

    at: datetime
    user: str
    kind: str
    row: str
    reason: str
    changes: Sequence[FieldChange]


def read_history(*, model: type[Model], pk: Any, under: Iterable[Under] = ()) -> list[HistoryLine]:
    """This function lists the changes of a row and of the rows under it, the latest first, LINES_SHOWN at most."""
    own_key = model._meta.pk.attname if model._meta.pk else "id"
    lines = list(_lines(Under(model, own_key, ""), {own_key: pk}))
    for rows in under:
        lines += _lines(rows, {f"{rows.key}_id": pk})
    return sorted(lines, key=lambda line: line.at, reverse=True)[:LINES_SHOWN]


def _lines(rows: Under, found_by: dict[str, Any]) -> Iterator[HistoryLine]:
    history = rows.model.history  # type: ignore[attr-defined]  # simple_history adds it
    kept = history.filter(**found_by).select_related("history_user")
    previous: Any = None
    for row in kept.order_by("id", "history_date", "history_id"):
        before = previous if previous and previous.id == row.id else None
        yield HistoryLine(
            at=row.history_date,
            user=str(row.history_user or ""),
            kind=row.history_type,
            row=_row_name(rows, row),
            reason=row.history_change_reason or "",
            changes=_changes(rows, before, row) if before and row.history_type == CHANGED else (),
        )
        previous = row


def _row_name(rows: Under, row: Any) -> str:
    if not rows.named_by:
        return ""
    naming = rows.model._meta.get_field(rows.named_by)
    return f"{rows.model._meta.verbose_name} {_show(naming, row, rows.written)}"


def _changes(rows: Under, before: Any, row: Any) -> list[FieldChange]:
    return [
        FieldChange(
            str(field.verbose_name), _show(field, before, rows.written), _show(field, row, rows.written)
        )
        for field in rows.model._meta.concrete_fields
        if getattr(before, field.attname) != getattr(row, field.attname)
    ]


def _show(field: Any, row: Any, written: Mapping[str, Callable[[Any], str]]) -> str:
    """Write a value of a kept row as people read it; a row it points at may be gone by now."""
    if field.name in written:
        return written[field.name](getattr(row, field.attname))
    if isinstance(field, ForeignKey):
        try:
            return str(getattr(row, field.name) or NOTHING)
        except ObjectDoesNotExist:
            return str(getattr(row, field.attname))
    return _show_value(field, getattr(row, field.attname))


def _show_value(field: Field[Any, Any], value: Any) -> str:
    if isinstance(field, BooleanField) and value is not None:
        return _("Yes") if value else _("No")
    return str(display_for_field(value, field, NOTHING)) or NOTHING
