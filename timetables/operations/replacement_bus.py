"""A bus instead of a train, for a section of its way."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from timetables.models import DatedTrip, ReplacementBus, ScheduleChange
from timetables.operations.cancel_part import NoSuchPart
from timetables.operations.train_lock import lock_train, record_change, stop_at

if TYPE_CHECKING:
    from railway.accounts.models import User


class BusRunsBack(Exception):
    """The bus would arrive before it leaves."""


@transaction.atomic
def set_bus(
    *,
    dated_trip: DatedTrip,
    from_position: int,
    to_position: int,
    departs_at: datetime,
    arrives_at: datetime,
    places: Mapping[str, str],
    actor: "User | None",
    now: datetime,
) -> ReplacementBus:
    """Let a bus run between two stops of a train, whose part should be cancelled too.

    `places` say by language code where it waits. A bus for the same section takes the place of the one before.
    This function raises NoSuchPart, BusRunsBack, StopNotServed and TrainHasArrived.
    """
    if from_position >= to_position:
        raise NoSuchPart
    if arrives_at <= departs_at:
        raise BusRunsBack
    train = lock_train(dated_trip, now)
    for position in (from_position, to_position):
        stop_at(train, position)
    section = {"from_position": from_position, "to_position": to_position}
    train.buses.filter(**section, ended_at=None).update(ended_at=now)
    bus = ReplacementBus.objects.create(
        dated_trip=train,
        **section,
        departs_at=departs_at,
        arrives_at=arrives_at,
        **{f"place_{code}": text.strip()[:200] for code, text in places.items()},
        made_at=now,
        made_by=actor,
    )
    record_change(train, ScheduleChange.Kind.BUS_SET, {}, _facts(bus), actor, now)
    return bus


@transaction.atomic
def end_bus(*, bus: ReplacementBus, actor: "User | None", now: datetime) -> ScheduleChange | None:
    """Withdraw a bus.

    This function does nothing and returns None when it is withdrawn already; it raises TrainHasArrived.
    """
    train = lock_train(bus.dated_trip, now)
    if not ReplacementBus.objects.filter(pk=bus.pk, ended_at=None).update(ended_at=now):
        return None
    return record_change(train, ScheduleChange.Kind.BUS_ENDED, _facts(bus), {}, actor, now)


def _facts(bus: ReplacementBus) -> dict[str, Any]:
    return {
        "bus": bus.pk,
        "from_position": bus.from_position,
        "to_position": bus.to_position,
        "departs_at": bus.departs_at.isoformat(),
        "arrives_at": bus.arrives_at.isoformat(),
    }
