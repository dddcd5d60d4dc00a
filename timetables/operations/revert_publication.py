"""Taking a publication back in one step: the earlier edition is in force again, its days and passengers included."""

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from timetables.models import Publication, Timetable
from timetables.operations.make_dated_trips import lock_making, make_dated_trips
from timetables.operations.publish_edition import TELL
from timetables.operations.switch_days import Switch, carry_out, plan_switch, restore_days
from timetables.queries.editions import family_of
from timetables.queries.sold import GROUPS, open_seats

if TYPE_CHECKING:
    from railway.accounts.models import User


class RevertedAlready(Exception):
    """The publication was taken back before."""


class PublishedSince(Exception):
    """Another edition was published on top of this one; take that back first."""


class NothingToRevertTo(Exception):
    """The publication replaced no edition."""


@transaction.atomic
def revert_publication(
    *, publication: Publication, actor: "User | None", now: datetime, reason: str = "", remedy: str = TELL
) -> Publication:
    """Put back what a publication replaced, for all trains that have not departed.

    Trains take their earlier times again, those that it had cancelled run, those that came with it are cancelled or,
    where nobody booked them, taken away. Passengers are told what changes for them once more, with `remedy` where it
    does. What was paid back in between stays so. The edition that is taken back counts as superseded; it can be
    copied. This function raises RevertedAlready, PublishedSince or NothingToRevertTo.
    """
    lock_making()
    locked = Publication.objects.select_for_update(no_key=True, of=("self",)).get(pk=publication.pk)
    _refuse(locked)
    edition, replaced = _put_back(locked, now)
    note = {"publication": locked.pk, "remedies": dict.fromkeys(GROUPS, remedy)}
    first = max(locked.valid_from, timezone.localdate(now))
    counts: Counter[str] = Counter()
    for index, earlier in enumerate(replaced):
        following = replaced[index + 1].valid_from if index + 1 < len(replaced) else None
        switch = Switch(
            leaving=[edition],
            entering=earlier,
            first=max(first, earlier.valid_from) if index else first,
            until=_soonest(earlier.valid_until, following),
            note=note,
            actor=actor,
            now=now,
        )
        counts["restored"] += restore_days(locked.pk, switch)
        counts += carry_out(plan_switch(switch), switch)
    counts["made"] = make_dated_trips(now=now)
    open_seats(now=now)
    locked.reverted_at, locked.reverted_by, locked.revert_reason = now, actor, reason
    locked.summary |= {"reverted": dict(counts)}
    locked.save(update_fields=["reverted_at", "reverted_by", "revert_reason", "summary"])
    return locked


def last_publication(timetable: Timetable) -> Publication | None:
    """This function finds the publication of an edition's family that can be taken back: the last that stands."""
    family = [edition.pk for edition in family_of(timetable)]
    return Publication.objects.filter(timetable__in=family, reverted_at=None).order_by("-pk").first()


def _refuse(publication: Publication) -> None:
    if publication.reverted_at:
        raise RevertedAlready
    if not publication.replaced:
        raise NothingToRevertTo
    if last_publication(publication.timetable) != publication:
        raise PublishedSince


def _put_back(publication: Publication, now: datetime) -> tuple[Timetable, list[Timetable]]:
    keys = [int(key) for key in publication.replaced]
    locked = Timetable.objects.filter(pk__in=[*keys, publication.timetable_id]).order_by("pk")
    editions = {edition.pk: edition for edition in locked.select_for_update(no_key=True, of=("self",))}
    edition = editions.pop(publication.timetable_id)
    edition.state = Timetable.State.SUPERSEDED
    edition.valid_until = max(edition.valid_from, timezone.localdate(now))
    edition.save(update_fields=["state", "valid_until"])
    for earlier in editions.values():
        was = publication.replaced[str(earlier.pk)]
        earlier.state = was["state"]
        earlier.valid_until = date.fromisoformat(was["valid_until"]) if was["valid_until"] else None
        earlier.save(update_fields=["state", "valid_until"])
    return edition, sorted(editions.values(), key=lambda one: one.valid_from)


def _soonest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)
