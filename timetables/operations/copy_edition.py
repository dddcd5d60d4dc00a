"""A draft: a copy of an edition that can be worked on without anybody noticing."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetables.models import Draft, Timetable
from timetables.operations.write_plan import copy_trips
from timetables.queries.editions import present_for
from timetables.queries.plans import read_plan

if TYPE_CHECKING:
    from railway.accounts.models import User


class NameTaken(Exception):
    """Another edition has this name."""


@transaction.atomic
def copy_edition(
    *, timetable: Timetable, name: str, valid_from: date, actor: "User | None", now: datetime
) -> Timetable:
    """Copy an edition, published or superseded or itself a draft, into a draft that is to hold from a day on.

    A draft has trips of its own, but no trains of days, and nobody is told of it. What it is compared with is the
    published edition that it would replace. This function raises NameTaken.
    """
    if Timetable.objects.filter(name=name).exists():
        raise NameTaken
    draft = Timetable.objects.create(
        name=name, state=Timetable.State.DRAFT, valid_from=valid_from, based_on=timetable
    )
    copy_trips(timetable, draft)
    present = present_for(draft, valid_from)
    base = read_plan(present) if present else {}
    kept = {trip_id: train.to_json() for trip_id, train in base.items()}
    Draft.objects.create(timetable=draft, base=kept, created_at=now, created_by=actor)
    return draft
