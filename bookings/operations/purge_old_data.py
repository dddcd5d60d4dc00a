"""What need not be known any longer is forgotten, by the dated rules of retention."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bookings.models import ExchangeOffer, RefundOffer, RetentionRun
from bookings.operations.forgetting import WAYS, Way
from bookings.privacy import rules_in_force

AT_ONCE = 500
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class WouldForget:
    """What a run would forget of a kind of data: how many rows, the limit, and some of them by their references."""

    code: str
    limit: datetime
    count: int
    examples: list[str]


def purge_old_data(*, now: datetime, only: Collection[str] = ()) -> dict[str, int]:
    """Forget what is past its time by the rules in force, and mark ended offers of refund and exchange.

    This function works in transactions of AT_ONCE rows and may be stopped at any moment: the next run goes on where it
    ended, and a second one beside it does no harm. It returns how many rows of each kind of data were forgotten.
    Bookings with a refund on its way, a difference from the bank or a hold of retention stay as they are; of others
    the ledger and the sums (152-FZ of Russia art. 5 p. 7 and 21; Law 99-Z of Belarus art. 4 and 13).
    """
    run = RetentionRun.objects.create(started_at=now)
    for code, limit, ways in _due(now, only):
        run.counts[code] = sum(_forget(way, limit, now) for way in ways)
        run.save(update_fields=["counts"])
    run.counts["offers"] = _end_offers(now)
    run.finished_at = timezone.now()
    run.save(update_fields=["counts", "finished_at"])
    return dict(run.counts)


def would_forget(*, now: datetime, only: Collection[str] = ()) -> list[WouldForget]:
    """This function says what a run would forget now, and changes nothing."""
    return [_would(code, limit, ways, now) for code, limit, ways in _due(now, only)]


def _due(now: datetime, only: Collection[str]) -> Iterator[tuple[str, datetime, list[Way]]]:
    for rule in rules_in_force(timezone.localdate(now)):
        if rule.code in WAYS and (not only or rule.code in only):
            yield rule.code, now - timedelta(days=rule.days), WAYS[rule.code]


def _forget(way: Way, limit: datetime, now: datetime) -> int:
    done, last = 0, 0
    while keys := _next(way, limit, now, last):
        done += _forget_some(way, keys, limit, now)
        last = keys[-1]
    return done


def _next(way: Way, limit: datetime, now: datetime, last: int) -> list[Any]:
    rows = way.find(limit, now).filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _forget_some(way: Way, keys: list[Any], limit: datetime, now: datetime) -> int:
    """This function looks once more before it forgets: a hold may have been put on a booking meanwhile."""
    return way.forget(way.find(limit, now).filter(pk__in=keys), now)


def _would(code: str, limit: datetime, ways: list[Way], now: datetime) -> WouldForget:
    found = [(way, way.find(limit, now)) for way in ways]
    examples = [
        str(name)
        for way, rows in found
        for name in rows.order_by("pk").values_list(way.named_by, flat=True)[:EXAMPLES]
    ]
    return WouldForget(code, limit, sum(rows.count() for _way, rows in found), examples[:EXAMPLES])


def _end_offers(now: datetime) -> int:
    refunds = RefundOffer.objects.filter(status=RefundOffer.Status.OFFERED, expires_at__lte=now)
    exchanges = ExchangeOffer.objects.filter(status=ExchangeOffer.Status.OFFERED, expires_at__lte=now)
    ended = refunds.update(status=RefundOffer.Status.EXPIRED)
    return ended + exchanges.update(status=ExchangeOffer.Status.EXPIRED)
