"""Working on a draft: each step is kept with what was before it, and can be taken back and done again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from timetables.models import Draft, DraftStep, Timetable
from timetables.operations.edit_trips import SeenOtherwise
from timetables.operations.write_plan import write_trains
from timetables.planning.plan import Train
from timetables.queries.editions import present_for
from timetables.queries.plans import read_plan

if TYPE_CHECKING:
    from railway.accounts.models import User

Trains = Mapping[str, Train | None]
Kind = DraftStep.Kind
SUBJECT_LENGTH = 200


class NotADraft(Exception):
    """Only a draft can be worked on: what was published stays as it is."""


class NothingToDo(Exception):
    """There is no step to take back or to do again; what was taken over from the published edition stays."""


@transaction.atomic
def edit_draft(
    *,
    timetable: Timetable,
    seen: Trains,
    trains: Trains,
    kind: DraftStep.Kind,
    actor: "User | None",
    now: datetime,
) -> DraftStep | None:
    """Carry out one step: make these trips of a draft what they are planned to be, None for a trip taken out.

    `seen` are the same trips as the editor saw them. A new step forgets the steps that were taken back. This function
    returns None when nothing differs; it raises NotADraft, or SeenOtherwise when somebody changed one of the trips
    meanwhile, and then nothing is changed.
    """
    draft = lock_draft(timetable)
    present = read_plan(draft, trip_id__in=list(trains))
    if any(present.get(name) != seen.get(name) for name in trains):
        raise SeenOtherwise
    changed = {name: train for name, train in trains.items() if train != present.get(name)}
    if not changed:
        return None
    write_trains(draft, changed)
    return note_step(draft, {name: present.get(name) for name in changed}, changed, kind, actor, now)


@transaction.atomic
def undo_step(*, timetable: Timetable) -> DraftStep:
    """Take back the last step of a draft, whoever did it. This function raises NotADraft and NothingToDo."""
    draft = lock_draft(timetable)
    step = draft.steps.filter(undone=False).order_by("-number").first()
    if step is None or step.kind == Kind.MERGED:
        raise NothingToDo
    return _turn(draft, step, step.before, undone=True)


@transaction.atomic
def redo_step(*, timetable: Timetable) -> DraftStep:
    """Do the last step again that was taken back. This function raises NotADraft and NothingToDo."""
    draft = lock_draft(timetable)
    step = draft.steps.filter(undone=True).order_by("number").first()
    if step is None:
        raise NothingToDo
    return _turn(draft, step, step.after, undone=False)


def lock_draft(timetable: Timetable) -> Timetable:
    """This function locks a draft's row until the transaction ends. Raises NotADraft."""
    draft = Timetable.objects.select_for_update(no_key=True, of=("self",)).get(pk=timetable.pk)
    if draft.state != Timetable.State.DRAFT:
        raise NotADraft
    return draft


def note_step(
    draft: Timetable, before: Trains, after: Trains, kind: str, actor: "User | None", now: datetime
) -> DraftStep:
    """This function writes a step down, in the transaction that carries it out."""
    draft.steps.filter(undone=True).delete()
    last = draft.steps.order_by("-number").values_list("number", flat=True).first() or 0
    names = dict.fromkeys((after[name] or before[name]).name for name in after)  # type: ignore[union-attr]  # one of both is
    return DraftStep.objects.create(
        timetable=draft,
        number=last + 1,
        kind=kind,
        subject=", ".join(names)[:SUBJECT_LENGTH],
        before=_write(before),
        after=_write(after),
        made_at=now,
        made_by=actor,
    )


def _turn(draft: Timetable, step: DraftStep, trains: Mapping[str, Any], *, undone: bool) -> DraftStep:
    write_trains(draft, {name: data and Train.from_json(data) for name, data in trains.items()})
    step.undone = undone
    step.save(update_fields=["undone"])
    return step


def _write(trains: Trains) -> dict[str, Any]:
    return {name: train and train.to_json() for name, train in trains.items()}


@transaction.atomic
def set_validity(*, timetable: Timetable, valid_from: date) -> Timetable:
    """Let a draft hold from another day on. This function raises NotADraft."""
    draft = lock_draft(timetable)
    draft.valid_from = valid_from
    draft.save(update_fields=["valid_from"])
    return draft


@transaction.atomic
def accept_warnings(
    *, timetable: Timetable, words: Mapping[str, str], actor: "User | None", now: datetime
) -> None:
    """Note the words with which warnings, by their keys, are accepted; an empty one takes a word back.

    This function raises NotADraft.
    """
    work, _made = Draft.objects.get_or_create(
        timetable=lock_draft(timetable), defaults={"base": _present(timetable), "created_at": now}
    )
    kept = work.accepted | {key: {"word": word, "by": str(actor or "")} for key, word in words.items()}
    work.accepted = {key: value for key, value in kept.items() if value["word"]}
    work.save(update_fields=["accepted"])


def _present(draft: Timetable) -> dict[str, Any]:
    present = present_for(draft, draft.valid_from)
    return {name: train.to_json() for name, train in read_plan(present).items()} if present else {}
