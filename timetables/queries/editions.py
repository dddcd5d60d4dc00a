"""Editions that follow each other: a family has one first edition, and every other was copied from one of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from timetables.models import Draft, Timetable

State = Timetable.State


def family_of(timetable: Timetable) -> list[Timetable]:
    """This function lists the editions that share their first ancestor with this one, in one query, oldest first."""
    editions = {edition.pk: edition for edition in Timetable.objects.order_by("valid_from", "pk")}
    parents = {edition.pk: edition.based_on_id for edition in editions.values()}
    root = _root(timetable.pk, parents)
    return [edition for edition in editions.values() if _root(edition.pk, parents) == root]


def _root(edition: int, parents: dict[int, int | None]) -> int:
    while (parent := parents.get(edition)) is not None:
        edition = parent
    return edition


def replaced_by(timetable: Timetable, valid_from: date) -> list[Timetable]:
    """This function lists the published editions of the family that have days from `valid_from` on, the first first."""
    return [edition for edition in family_of(timetable) if _reaches(edition, timetable, valid_from)]


def _reaches(edition: Timetable, timetable: Timetable, day: date) -> bool:
    lasts = edition.valid_until is None or edition.valid_until > day
    return edition.state == State.PUBLISHED and edition.pk != timetable.pk and lasts


def present_for(timetable: Timetable, day: date) -> Timetable | None:
    """This function finds the published edition of the family that is in force on a day, else the next to come."""
    replaced = replaced_by(timetable, day)
    return in_force(replaced, day) or (replaced[0] if replaced else None)


def in_force(editions: Iterable[Timetable], day: date) -> Timetable | None:
    """This function finds the last of these editions that is valid on a day; None where there is none."""
    valid = [
        edition
        for edition in editions
        if edition.valid_from <= day and (edition.valid_until is None or day < edition.valid_until)
    ]
    return valid[-1] if valid else None


def base_of(draft: Timetable) -> Mapping[str, Any] | None:
    """This function reads the published plan as a draft last took it over; None for one that came with a feed."""
    found = Draft.objects.filter(timetable=draft).values_list("base", flat=True).first()
    return dict(found) if found is not None else None


def accepted_in(draft: Timetable) -> Mapping[str, Mapping[str, str]]:
    """This function reads the words with which a draft's warnings were accepted, by the warnings' keys."""
    return Draft.objects.filter(timetable=draft).values_list("accepted", flat=True).first() or {}
