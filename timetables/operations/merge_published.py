"""Bringing what was published since into a draft."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetables.models import Draft, DraftStep, Timetable
from timetables.operations.edit_draft import lock_draft, note_step
from timetables.operations.write_plan import write_trains
from timetables.planning.merge import THEIRS, Conflict, Merged, merge
from timetables.planning.plan import Plan, Train
from timetables.queries.editions import base_of, present_for
from timetables.queries.plans import read_plan

if TYPE_CHECKING:
    from railway.accounts.models import User


class MergeConflicts(Exception):
    """Draft and published edition changed the same cells, and nobody has chosen; nothing was changed."""

    def __init__(self, conflicts: Collection[Conflict]) -> None:
        super().__init__(", ".join(conflict.key for conflict in conflicts))
        self.conflicts = conflicts


@transaction.atomic
def merge_published(
    *, timetable: Timetable, choices: Mapping[str, str], actor: "User | None", now: datetime
) -> Merged:
    """Take over into a draft what the published edition changed since the draft last did.

    `choices` says for each conflict, by its key, whether MINE or THEIRS holds. This function raises MergeConflicts,
    with all of them, while one is undecided, and NotADraft.
    """
    draft = lock_draft(timetable)
    mine, theirs = read_plan(draft), present_plan(draft)
    chosen = [key for key, choice in choices.items() if choice == THEIRS]
    merged = merge(base_plan(draft), mine, theirs, take_theirs=chosen)
    if any(conflict.key not in choices for conflict in merged.conflicts):
        raise MergeConflicts(merged.conflicts)
    names = {name for name in mine.keys() | merged.plan.keys() if mine.get(name) != merged.plan.get(name)}
    before = {name: mine.get(name) for name in names}
    after = {name: merged.plan.get(name) for name in names}
    write_trains(draft, after)
    kept = {name: train.to_json() for name, train in theirs.items()}
    Draft.objects.update_or_create(
        timetable=draft, defaults={"base": kept}, create_defaults={"base": kept, "created_at": now}
    )
    note_step(draft, before, after, DraftStep.Kind.MERGED, actor, now)
    return merged


def base_plan(draft: Timetable) -> Plan:
    """This function reads the published plan as the draft last took it over; one that came with a feed begins now."""
    base = base_of(draft)
    if base is None:
        return present_plan(draft)
    return {name: Train.from_json(data) for name, data in base.items()}


def present_plan(draft: Timetable) -> Plan:
    """This function reads the plan that the draft would replace, as it is now."""
    present = present_for(draft, draft.valid_from)
    return read_plan(present) if present else {}


def is_behind(draft: Timetable) -> bool:
    """This function tells that the published plan is no longer what the draft took over."""
    return base_plan(draft) != present_plan(draft)
