"""Writing rows by their ids: new ones are created, differing ones changed, equal ones left alone."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

BATCH = 1000


@dataclass(slots=True)
class Counts:
    """How many rows an import read, created, changed, and left as they were though the feed says otherwise."""

    read: int = 0
    created: int = 0
    changed: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Guard:
    """Keeps rows that others use as they are: `in_use` picks them by key, `tell` is given each with what differs."""

    in_use: Callable[[Collection[int]], Collection[int]]
    tell: Callable[[Any, Any, list[str]], None]


Pair = tuple[models.Model, models.Model, list[str]]


def upsert(
    model: type[models.Model],
    key: tuple[str, ...],
    rows: Iterable[models.Model],
    *,
    keep: tuple[str, ...] = (),
    guard: Guard | None = None,
) -> Counts:
    """Write rows given as unsaved objects, in batches; `key` are the columns that make a row the same row.

    This function leaves the columns named in `keep` of stored rows alone, and rows that `guard` watches altogether; it
    writes a history row of each creation and change for models that have a history.
    """
    counts = Counts()
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    compared = [field for field in fields if field.attname not in (*key, *keep)]
    names = [field.attname for field in compared]
    for batch in in_batches(rows):
        new, differing = _compare(batch, _stored(model, key, batch), key, names)
        free = _unguarded(differing, guard)
        changed = [_take(stored, given, columns) for stored, given, columns in free]
        _write(model, new, changed, [field.name for field in compared])
        counts.read += len(batch)
        counts.created += len(new)
        counts.changed += len(changed)
        counts.kept += len(differing) - len(free)
    return counts


def in_batches(rows: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """This function cuts a stream into lists of at most `size`."""
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch


def _stored(
    model: type[models.Model], key: tuple[str, ...], batch: list[models.Model]
) -> dict[Any, models.Model]:
    wanted = {f"{column}__in": {getattr(row, column) for row in batch} for column in key}
    return {_key_of(row, key): row for row in model._default_manager.filter(**wanted)}


def _key_of(row: models.Model, key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in key)


def _compare(
    batch: list[models.Model], stored: dict[Any, models.Model], key: tuple[str, ...], columns: list[str]
) -> tuple[list[models.Model], list[Pair]]:
    new: list[models.Model] = []
    differing: list[Pair] = []
    for row in batch:
        known = stored.get(_key_of(row, key))
        if known is None:
            new.append(row)
        elif names := [name for name in columns if getattr(known, name) != getattr(row, name)]:
            differing.append((known, row, names))
    return new, differing


def _unguarded(differing: list[Pair], guard: Guard | None) -> list[Pair]:
    if guard is None or not differing:
        return differing
    used = guard.in_use([stored.pk for stored, _given, _columns in differing])
    for stored, given, columns in differing:
        if stored.pk in used:
            guard.tell(stored, given, columns)
    return [pair for pair in differing if pair[0].pk not in used]


def _take(stored: models.Model, given: models.Model, columns: list[str]) -> models.Model:
    """Copy the values that differ onto the stored row."""
    for name in columns:
        setattr(stored, name, getattr(given, name))
    return stored


def _write(model: type[models.Model], new: list[Any], changed: list[Any], fields: list[str]) -> None:
    if not hasattr(model, "history"):
        model._default_manager.bulk_create(new)
        model._default_manager.bulk_update(changed, fields)
        return
    if new:
        bulk_create_with_history(new, model, batch_size=BATCH)
    if changed:
        bulk_update_with_history(changed, model, fields, batch_size=BATCH)
