"""A benefit's rule changes from a day on: what was sold under it stays under its old version."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from bookings.models import Benefit, Passenger

if TYPE_CHECKING:
    from railway.accounts.models import User

# How sure a row is, and what is noted about it, changes no rule.
NOTE_FIELDS = frozenset({"quality", "note", "checked_source", "checked_at", "checked_by"})
# Nor does its last day: whoever bought for a later one keeps the price.
IN_PLACE = NOTE_FIELDS | {"valid_until"}
UNCHECKED = {"checked_at": None, "checked_by": None, "checked_source": ""}


class OutsideVersion(Exception):
    """The day on which the change begins is not after the version's first day, before its end, and not past."""


def needs_version(benefit: Benefit, changed: Collection[str], today: date) -> bool:
    """This function tells whether a change of these fields makes a new version: the rule holds already, or was sold."""
    if set(changed) <= IN_PLACE:
        return False
    holds = benefit.is_active and (benefit.valid_from is None or benefit.valid_from <= today)
    return holds or was_sold(benefit)


def was_sold(benefit: Benefit) -> bool:
    """This function tells whether anybody asked for a version or travelled by it."""
    return Passenger.objects.filter(Q(benefit=benefit) | Q(granted_benefit=benefit)).exists()


def may_begin(benefit: Benefit, from_day: date, today: date) -> bool:
    """This function tells whether a new version can follow a benefit's version on a day."""
    after = benefit.valid_from is None or benefit.valid_from < from_day
    return from_day >= today and after and (benefit.valid_until is None or from_day < benefit.valid_until)


@transaction.atomic
def revise_benefit(
    *,
    benefit: Benefit,
    values: Mapping[str, Any],
    from_day: date | None,
    actor: "User | None",
    today: date,
) -> Benefit:
    """Change fields of a benefit, in a new version from a day on where its rule holds already or was sold.

    The old version then ends on that day. A changed rule counts as compared with no act. This function returns the
    version changed or made; it raises OutsideVersion, and IntegrityError where another version is in the way.
    """
    row = Benefit.objects.select_for_update().get(pk=benefit.pk)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if needs_version(row, changed, today):
        return _follow(row, values, from_day, actor, today)
    return _write(row, values, actor, unchecked=not set(changed) <= IN_PLACE)


def _follow(
    row: Benefit, values: Mapping[str, Any], from_day: date | None, actor: "User | None", today: date
) -> Benefit:
    if from_day is None or not may_begin(row, from_day, today):
        raise OutsideVersion
    until = row.valid_until
    _write(row, {"valid_until": from_day}, actor)
    row.pk, row._state.adding = None, True
    return _write(row, {"valid_until": until, **UNCHECKED, **values, "valid_from": from_day}, actor)


def _write(
    row: Benefit, values: Mapping[str, Any], actor: "User | None", *, unchecked: bool = False
) -> Benefit:
    for name, value in ({**UNCHECKED, **values} if unchecked else values).items():
        setattr(row, name, value)
    row._history_user = actor  # type: ignore[attr-defined]  # how simple_history is told who edits
    row.save()
    return row
