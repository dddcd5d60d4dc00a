"""Another train set for a train of a day. Whoever sells its seats follows in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetables.models import DatedTrip, RollingStock, ScheduleChange
from timetables.operations.train_lock import lock_running, record_change, set_values

if TYPE_CHECKING:
    from railway.accounts.models import User


@dataclass(frozen=True, slots=True)
class StockEffect:
    """How many passengers have, or would have, another seat (`moved`) and how many none any more (`lost`)."""

    moved: int = 0
    lost: int = 0


Follower = Callable[[int, datetime], StockEffect]
Foreteller = Callable[[int, int], StockEffect]
_followers: list[Follower] = []
_foretellers: list[Foreteller] = []


def followed_by(follower: Follower, *, foretold_by: Foreteller) -> None:
    """This function lets a seller follow a change of the train set, given the dated trip's key, and foretell one."""
    _followers.append(follower)
    _foretellers.append(foretold_by)


@transaction.atomic
def change_stock(
    *, dated_trip: DatedTrip, rolling_stock: RollingStock, actor: "User | None", now: datetime
) -> StockEffect | None:
    """Give a train another set on its day; sold seats move in this transaction, where the new set has equal ones.

    This function does nothing and returns None when it has that set; it raises TrainIsCancelled and TrainHasArrived.
    What a seller raises goes up, and nothing is changed then.
    """
    train = lock_running(dated_trip, now)
    if train.rolling_stock_id == rolling_stock.pk:
        return None
    before = {"rolling_stock": train.rolling_stock.code if train.rolling_stock else ""}
    set_values(train, dated_trip, rolling_stock=rolling_stock)
    after = {"rolling_stock": rolling_stock.code}
    record_change(train, ScheduleChange.Kind.STOCK_CHANGED, before, after, actor, now)
    effects = [follow(train.pk, now) for follow in _followers]
    return StockEffect(sum(one.moved for one in effects), sum(one.lost for one in effects))


def foretell_stock(*, dated_trip: DatedTrip, rolling_stock: RollingStock) -> StockEffect:
    """This function tells what a change of the train set would do to passengers' seats; it changes nothing."""
    effects = [foretell(dated_trip.pk, rolling_stock.pk) for foretell in _foretellers]
    return StockEffect(sum(one.moved for one in effects), sum(one.lost for one in effects))
