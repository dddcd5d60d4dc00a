"""What passengers must know of the coming days: trains cancelled, late, or at another time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from railway.lib import wording
from railway.lib.template_words import day as write_day
from timetables.models import DatedTrip, ScheduleChange
from timetables.web.timetable import timetable_url

LOOK_AHEAD = timedelta(days=7)
MOST = 3
Kind = ScheduleChange.Kind
TOLD = (Kind.CANCELLED, Kind.RETIMED, Kind.DELAYED, Kind.STOP_DROPPED)


@dataclass(frozen=True)
class Notice:
    """One train's news, with the way to its timetable of that day."""

    title: str
    url: str
    is_cancelled: bool


def notices(now: datetime) -> list[Notice]:
    """This function tells of the next trains that differ from their timetable, each once, as it stands now.

    It makes one query.
    """
    changes = ScheduleChange.objects.filter(
        kind__in=TOLD, dated_trip__departs_at__gte=now, dated_trip__departs_at__lt=now + LOOK_AHEAD
    )
    related = changes.select_related("dated_trip__trip__route").order_by("dated_trip__departs_at", "id")
    kinds: dict[DatedTrip, set[str]] = {}
    for change in related:
        kinds.setdefault(change.dated_trip, set()).add(change.kind)
    found = (_notice(train, words) for train, told in kinds.items() if (words := _words(train, told)))
    return list(islice(found, MOST))


def _words(train: DatedTrip, told: set[str]) -> str:
    """This function picks the sentence for how the train stands now; none for one that runs again as planned."""
    if train.state == DatedTrip.State.CANCELLED:
        return _("Train %(number)s, %(day)s: cancelled")
    if train.delay_s:
        return _("Train %(number)s to %(headsign)s, %(day)s, is late: it leaves at %(time)s")
    if told & {Kind.RETIMED, Kind.STOP_DROPPED}:
        return _("Train %(number)s to %(headsign)s, %(day)s, runs at other times: it leaves at %(time)s")
    return ""


def _notice(train: DatedTrip, words: str) -> Notice:
    leaves = train.departs_at + timedelta(seconds=train.delay_s)
    facts = {
        "number": str(train.trip),
        "day": write_day(train.service_date),
        "time": wording.write_clock(leaves, train.trip.route.timezone),
        "headsign": train.trip.headsign,
    }
    is_cancelled = train.state == DatedTrip.State.CANCELLED
    return Notice(words % facts, timetable_url(train.trip.route, train.service_date), is_cancelled)
