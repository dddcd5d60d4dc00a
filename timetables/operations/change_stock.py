"""Another train set for a train of a day. Whoever sells its seats follows in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction

from timetables.models import DatedTrip, RollingStock, ScheduleChange
from timetables.operations.train_lock import lock_running, record_change, set_values

if TYPE_CHECKING:
    from railway.accounts.models import User


@dataclass(frozen=True, slots=True)
class StockEffect:
    """How many passengers have, or would have, another seat (`moved`) and how many none any more (`lost`)."""

    moved: int = 0
    lost: int = 0


Follower = Callable[[int, int | None, datetime], StockEffect]
Foreteller = Callable[[int, int], StockEffect]
_followers: list[Follower] = []
_foretellers: list[Foreteller] = []
TRIES = 4


class SeatsBusy(Exception):
    """Too many are buying or paying on this train at once: nothing was changed, a moment later it may be."""


def followed_by(follower: Follower, *, foretold_by: Foreteller) -> None:
    """This function lets a seller follow a change of the train set, and foretell one.

    The follower is given the dated trip's key, that of the old set, and the time; the foreteller the keys of the
    dated trip and of the new set. A follower raises SeatsBusy where the change can't be made just now.
    """
    _followers.append(follower)
    _foretellers.append(foretold_by)


def change_stock(
    *, dated_trip: DatedTrip, rolling_stock: RollingStock, actor: "User | None", now: datetime
) -> StockEffect | None:
    """Give a train another set on its day; sold seats move in this transaction, where the new set has equal ones.

    This function does nothing and returns None when it has that set; it raises TrainIsCancelled, TrainHasArrived, and
    SeatsBusy when buyers collided with it several times over.
    """
    for _attempt in range(1 if connection.in_atomic_block else TRIES):
        try:
            return _change(dated_trip, rolling_stock, actor, now)
        except (SeatsBusy, OperationalError):  # a deadlock or a lock waited for too long: all is rolled back
            continue
    raise SeatsBusy


@transaction.atomic
def _change(
    dated_trip: DatedTrip, rolling_stock: RollingStock, actor: "User | None", now: datetime
) -> StockEffect | None:
    train = lock_running(dated_trip, now)
    old = train.rolling_stock
    if old == rolling_stock:
        return None
    set_values(train, dated_trip, rolling_stock=rolling_stock)
    before, after = {"rolling_stock": old.code if old else ""}, {"rolling_stock": rolling_stock.code}
    record_change(train, ScheduleChange.Kind.STOCK_CHANGED, before, after, actor, now)
    return _total([follow(train.pk, old.pk if old else None, now) for follow in _followers])


def foretell_stock(*, dated_trip: DatedTrip, rolling_stock: RollingStock) -> StockEffect:
    """This function tells what a change of the train set would do to passengers' seats; it changes nothing."""
    return _total([foretell(dated_trip.pk, rolling_stock.pk) for foretell in _foretellers])


def _total(effects: list[StockEffect]) -> StockEffect:
    return StockEffect(sum(one.moved for one in effects), sum(one.lost for one in effects))
