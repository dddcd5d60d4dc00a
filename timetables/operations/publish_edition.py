"""Putting a draft in force: editions, trains of coming days and what passengers get change together or not at all."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from timetables.models import Publication, Timetable, Trip
from timetables.operations.edit_draft import lock_draft
from timetables.operations.future_days import DayPlan, future_days, plan_days
from timetables.operations.make_dated_trips import lock_making, make_dated_trips
from timetables.operations.merge_published import is_behind
from timetables.operations.switch_days import Switch, carry_out, plan_switch
from timetables.planning.checks import Problem
from timetables.queries.draft_checks import check_draft
from timetables.queries.editions import accepted_in, replaced_by
from timetables.queries.plans import read_plan
from timetables.queries.sold import Touched, foresee, open_seats

if TYPE_CHECKING:
    from railway.accounts.models import User

TELL, EXCHANGE, REFUND = "tell", "exchange", "refund"
REMEDIES = (TELL, EXCHANGE, REFUND)


class ValidityOver(Exception):
    """The edition was to be valid from a day that is over; choose today or a later one."""


class ProblemsLeft(Exception):
    """The plan has errors, or new warnings for which nobody has given a word."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(sorted({problem.code for problem in problems})))
        self.problems = problems


class BehindPublished(Exception):
    """The published edition was changed since the draft took it over; bring its changes in first."""


class Undecided(Exception):
    """Nobody has said what a group of passengers gets."""

    def __init__(self, groups: Collection[str]) -> None:
        super().__init__(", ".join(sorted(groups)))
        self.groups = groups


@transaction.atomic
def publish_edition(
    *,
    timetable: Timetable,
    remedies: Mapping[str, str],
    actor: "User | None",
    now: datetime,
    reason: str = "",
) -> Publication:
    """Publish a draft from its first day of validity on; the editions of its family give up their days from then.

    Trains of those days that have not departed follow: those of the same trip take its times, calls and train set,
    those without one are cancelled or, where nobody booked them, taken away, and new ones are made. `remedies` say for
    each group of passengers concerned whether they are told, may exchange free of charge, or are refunded by itself.
    This function raises NotADraft, ValidityOver, ProblemsLeft, BehindPublished or Undecided; nothing is changed then.
    """
    lock_making()
    draft = lock_draft(timetable)
    replaced = _lock_replaced(draft)
    _refuse(draft, now)
    switch = Switch(
        leaving=replaced,
        entering=draft,
        first=draft.valid_from,
        note={"remedies": dict(remedies)},
        actor=actor,
        now=now,
    )
    plans = plan_switch(switch)
    _refuse_undecided(plans, remedies)
    publication = Publication.objects.create(
        timetable=draft,
        valid_from=draft.valid_from,
        reason=reason,
        remedies=dict(remedies),
        replaced={str(edition.pk): _as_it_was(edition) for edition in replaced},
        published_at=now,
        published_by=actor,
    )
    _put_in_force(draft, replaced, now)
    fates = carry_out(plans, replace(switch, note={**switch.note, "publication": publication.pk}))
    publication.summary = {**fates, "made": make_dated_trips(now=now)}
    publication.save(update_fields=["summary"])
    open_seats(now=now)
    return publication


@dataclass(frozen=True, slots=True)
class Foresight:
    """What publishing would do: how many trains of days have each fate, and what it means for what is sold.

    `without_stop` counts the days on which a new stop can't be served, for positions of booked trains are frozen;
    `sold_as_before` the days that stay sold in the way they were.
    """

    fates: Mapping[str, int]
    touched: Sequence[Touched]
    without_stop: Mapping[str, int]
    sold_as_before: int


def foresee_publication(*, timetable: Timetable, now: datetime) -> Foresight:
    """This function says what publishing a draft now would do to trains of days and sales; it changes nothing."""
    replaced = replaced_by(timetable, timetable.valid_from)
    plans = plan_days(leaving=replaced, entering=timetable, first=timetable.valid_from, now=now)
    stops = Counter(stop for plan in plans if plan.followed for stop in plan.followed.left_out)
    return Foresight(
        Counter(plan.fate.value for plan in plans),
        foresee(list(future_days(plans))),
        stops,
        sum(plan.sold_otherwise for plan in plans),
    )


def _lock_replaced(draft: Timetable) -> list[Timetable]:
    """Lock the editions that give up days, and their trips, against quick edits; in order of their keys."""
    keys = [edition.pk for edition in replaced_by(draft, draft.valid_from)]
    locked = Timetable.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True, of=("self",))
    editions = sorted(locked, key=lambda edition: edition.valid_from)
    list(Trip.objects.filter(timetable__in=keys).order_by("pk").select_for_update(no_key=True, of=("self",)))
    return editions


def _refuse(draft: Timetable, now: datetime) -> None:
    if draft.valid_from < timezone.localdate(now):
        raise ValidityOver
    if is_behind(draft):
        raise BehindPublished
    if left := check_draft(draft, read_plan(draft), now=now).left(accepted_in(draft)):
        raise ProblemsLeft(left)


def _refuse_undecided(plans: Sequence[DayPlan], remedies: Mapping[str, str]) -> None:
    groups = {touched.group for touched in foresee(list(future_days(plans)))}
    if undecided := {group for group in groups if remedies.get(group) not in REMEDIES}:
        raise Undecided(undecided)


def _as_it_was(edition: Timetable) -> dict[str, Any]:
    until = edition.valid_until
    return {"state": edition.state, "valid_until": until.isoformat() if until else None}


def _put_in_force(draft: Timetable, replaced: Sequence[Timetable], now: datetime) -> None:
    for edition in replaced:
        if edition.valid_from < draft.valid_from:
            edition.valid_until = draft.valid_from
        if edition.valid_from >= draft.valid_from or is_over(edition, timezone.localdate(now)):
            edition.state = Timetable.State.SUPERSEDED
        edition.save(update_fields=["valid_until", "state"])
    draft.state, draft.published_at = Timetable.State.PUBLISHED, now
    draft.save(update_fields=["state", "published_at"])


def is_over(edition: Timetable, today: date) -> bool:
    """This function tells that no day from today on belongs to the edition."""
    return edition.valid_until is not None and edition.valid_until <= today


def supersede_ended(*, now: datetime) -> int:
    """This function marks published editions whose last day is over as superseded; it returns how many."""
    over = Timetable.objects.filter(state=Timetable.State.PUBLISHED, valid_until__lte=timezone.localdate(now))
    return over.update(state=Timetable.State.SUPERSEDED)
