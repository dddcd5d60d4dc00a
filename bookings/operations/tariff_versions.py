"""Versions of a tariff: a draft is made of one, and put into force from its first day on."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from bookings.models import Tariff

if TYPE_CHECKING:
    from railway.accounts.models import User


class NotADraft(Exception):
    """The tariff is in force, or was: it is changed by a new version."""


class BeginsInThePast(Exception):
    """Tickets of the draft's first day were sold already; it can begin today or later."""


class VersionInTheWay(Exception):
    """Another version covers the draft's days and isn't one that it could follow."""


def draft_tariff(*, tariff: Tariff, actor: "User | None", today: date) -> Tariff:
    """Copy a version into a draft that begins tomorrow; nothing is sold by it.

    This function returns the draft.
    """
    draft = Tariff.objects.get(pk=tariff.pk)
    draft.pk, draft._state.adding = None, True
    draft.is_draft, draft.valid_from, draft.valid_until = True, today + timedelta(days=1), None
    draft.quality = "U"
    return _save(draft, actor)


@transaction.atomic
def put_in_force(*, draft: Tariff, actor: "User | None", today: date) -> Tariff:
    """Let a draft count from its first day; the version in force then ends on that day.

    A version that would have begun on the same day and has not begun yet becomes a draft again. What is sold keeps its
    price. This function raises NotADraft, BeginsInThePast, VersionInTheWay.
    """
    versions = {
        row.pk: row for row in Tariff.objects.select_for_update().filter(country=draft.country).order_by("pk")
    }
    row = versions.get(draft.pk)
    if row is None or not row.is_draft:
        raise NotADraft
    if row.valid_from < today:
        raise BeginsInThePast
    for other in versions.values():
        if not other.is_draft and _covers(other, row.valid_from):
            _give_way(other, row.valid_from, actor)
    row.is_draft = False
    try:
        with transaction.atomic():
            return _save(row, actor)
    except IntegrityError:
        raise VersionInTheWay from None


def _covers(tariff: Tariff, day: date) -> bool:
    return tariff.valid_from <= day and (tariff.valid_until is None or day < tariff.valid_until)


def _give_way(tariff: Tariff, day: date, actor: "User | None") -> None:
    if tariff.valid_from == day:
        tariff.is_draft = True
    else:
        tariff.valid_until = day
    _save(tariff, actor)


def _save(tariff: Tariff, actor: "User | None") -> Tariff:
    tariff._history_user = actor  # type: ignore[attr-defined]  # how simple_history is told who edits
    tariff.save()
    return tariff
