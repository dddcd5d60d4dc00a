"""The timetable of the two lines, as it comes with the project."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from timetables.gtfs.importing import import_feed
from timetables.models import FeedInfo, Timetable
from timetables.operations import load_public_holidays, load_rolling_stock, make_dated_trips

SEED_FEED = Path(__file__).resolve().parent.parent / "data" / "feed"
HOLIDAY_YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Seeded:
    """What seeding added."""

    feed_imported: bool
    dated_trips: int


def seed_timetables(*, now: datetime) -> Seeded:
    """Load train sets and holidays, import the project's own feed, and make the trips of the sales horizon.

    Once there is a published edition the feed is not imported again, so what operators changed since stays.
    This function may run at every start: a second time it only adds the days that have come into the horizon.
    """
    load_rolling_stock()
    load_public_holidays(years=range(now.year - 1, now.year + HOLIDAY_YEARS_AHEAD + 1))
    wanted = not (
        FeedInfo.objects.exists() and Timetable.objects.filter(state=Timetable.State.PUBLISHED).exists()
    )
    if wanted:
        import_feed(SEED_FEED, now=now)
    return Seeded(wanted, make_dated_trips(now=now))
