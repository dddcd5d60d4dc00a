"""What passengers must know of the coming days: trains cancelled, late, or at another time."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from railway.lib import wording
from railway.lib.template_words import day as write_day
from timetables.models import DatedStop, DatedTrip, ScheduleChange
from timetables.web.timetable import timetable_url

LOOK_AHEAD = timedelta(days=7)
MOST = 3
SHOWN_DELAY_S = 60
Kind = ScheduleChange.Kind
TOLD = (Kind.CANCELLED, Kind.RETIMED, Kind.DELAYED, Kind.STOP_DROPPED, Kind.PART_CANCELLED)


@dataclass(frozen=True)
class Notice:
    """One train's news, with the way to its timetable of that day."""

    title: str
    url: str
    is_cancelled: bool


@dataclass(frozen=True)
class _Standing:
    """How a train stands: its delay where it begins, whether a part does not run, and what was told of it."""

    late_s: int
    is_cut: bool
    told: frozenset[str] = frozenset()


def notices(now: datetime) -> list[Notice]:
    """This function tells of the next trains that differ from their timetable, each once, as it stands now.

    It makes one query.
    """
    changes = ScheduleChange.objects.filter(
        kind__in=TOLD, dated_trip__departs_at__gte=now, dated_trip__departs_at__lt=now + LOOK_AHEAD
    )
    first = DatedStop.objects.filter(dated_trip=OuterRef("dated_trip"), position=0)
    part = DatedStop.objects.filter(dated_trip=OuterRef("dated_trip"), departure_cancelled=True)
    related = (
        changes.annotate(late_s=Subquery(first.values("departure_delay_s")[:1]), is_cut=Exists(part))
        .select_related("dated_trip__trip__route")
        .order_by("dated_trip__departs_at", "id")
    )
    found: dict[DatedTrip, _Standing] = {}
    for change in related:
        known = found.get(change.dated_trip, _Standing(change.late_s or 0, change.is_cut))
        found[change.dated_trip] = replace(known, told=known.told | {change.kind})
    told = (
        _notice(train, now_is, words) for train, now_is in found.items() if (words := _words(train, now_is))
    )
    return list(islice(told, MOST))


def _words(train: DatedTrip, standing: _Standing) -> str:
    """This function picks the sentence for how the train stands now; none for one that runs again as planned."""
    if train.state == DatedTrip.State.CANCELLED:
        return _("Train %(number)s, %(day)s: cancelled")
    if standing.is_cut:
        return _("Train %(number)s to %(headsign)s, %(day)s: a part of the way is cancelled")
    if standing.late_s >= SHOWN_DELAY_S:
        return _("Train %(number)s to %(headsign)s, %(day)s, is late: it leaves at %(time)s")
    if standing.told & {Kind.RETIMED, Kind.STOP_DROPPED}:
        return _("Train %(number)s to %(headsign)s, %(day)s, runs at other times: it leaves at %(time)s")
    return ""


def _notice(train: DatedTrip, standing: _Standing, words: str) -> Notice:
    leaves = train.departs_at + timedelta(seconds=standing.late_s)
    facts = {
        "number": str(train.trip),
        "day": write_day(train.service_date),
        "time": wording.write_clock(leaves, train.trip.route.timezone),
        "headsign": train.trip.headsign,
    }
    is_cancelled = train.state == DatedTrip.State.CANCELLED or standing.is_cut
    return Notice(words % facts, timetable_url(train.trip.route, train.service_date), is_cancelled)
