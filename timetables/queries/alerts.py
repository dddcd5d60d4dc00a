"""Alerts in force: for a page, a station, a line, some trains."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from timetables.models import Alert, Route, Stop


def alerts_in_force(now: datetime) -> list[Alert]:
    """This function lists what holds at a moment, the gravest first, in one query where there is none, else three."""
    period = Q(active_until=None) | Q(active_until__gt=now)
    return _gravest_first(_standing().filter(period, active_from__lte=now))


def alerts_for(
    *,
    now: datetime,
    until: datetime | None = None,
    stops: Collection[Stop] = (),
    routes: Collection[Route] = (),
    trip_ids: Collection[str] = (),
) -> list[Alert]:
    """List the alerts that concern any of some stations, lines or trains (by trip_id), or the whole network.

    They hold at `now`, or at some moment before `until` where that is given: the page of a journey to come shows
    what will hold on its way. This function makes one query, two more where
    it finds any, and returns the gravest first.
    """
    rows = _standing().filter(Q(active_until=None) | Q(active_until__gt=now), active_from__lte=until or now)
    named = Q(routes__in=routes) | Q(stops__in=stops) | Q(trip_ids__overlap=list(trip_ids))
    everywhere = Q(routes=None, stops=None, trip_ids=[])
    return _gravest_first(rows.filter(named | everywhere).distinct())


def _standing() -> QuerySet[Alert]:
    return Alert.objects.filter(withdrawn_at=None).prefetch_related("routes", "stops")


def _gravest_first(rows: QuerySet[Alert]) -> list[Alert]:
    order: Sequence[str] = [Alert.Severity.SEVERE, Alert.Severity.WARNING, Alert.Severity.INFO]
    return sorted(rows, key=lambda alert: (order.index(alert.severity), -alert.active_from.timestamp()))
