"""Importing a GTFS feed into an edition of the timetable."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from timetables.gtfs.import_calendars import import_calendars
from timetables.gtfs.import_network import (
    Described,
    import_routes,
    import_stops,
    read_agencies,
    read_feed_info,
    save_feed_info,
)
from timetables.gtfs.import_stop_times import import_stop_times
from timetables.gtfs.import_trips import import_trips
from timetables.gtfs.reader import Feed, open_feed
from timetables.gtfs.row import FeedProblem
from timetables.gtfs.translations import Translations, read_translations
from timetables.gtfs.upsert import Counts, upsert
from timetables.models import Agency, Calendar, DatedTrip, Timetable
from timetables.operations import redate_trips

NOT_READ = (
    "frequencies.txt",
    "transfers.txt",
    "pathways.txt",
    "shapes.txt",
    "fare_attributes.txt",
    "fare_products.txt",
)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: rows by file, the edition, changed trips (keys), and what was left out."""

    timetable: Timetable
    counts: dict[str, Counts] = field(default_factory=dict)
    altered_trips: list[int] = field(default_factory=list)
    dated_trips_moved: int = 0
    dated_trips_left: int = 0
    files_not_read: list[str] = field(default_factory=list)

    @property
    def changed_nothing(self) -> bool:
        """This property tells that the feed was there already."""
        return (
            not any(count.created or count.changed for count in self.counts.values())
            and not self.altered_trips
        )


@transaction.atomic
def import_feed(path: Path, *, now: datetime, timetable: Timetable | None = None) -> ImportReport:
    """Import any valid GTFS feed, a folder or a zip, into an edition: the given one, else the published one.

    Rows are found again by their GTFS ids, so importing twice changes nothing. What the feed does not name stays.
    Dated trips that have not departed follow new times; where a trip calls at other stops now, its days that are
    made already stay as they are. This function raises FeedRefused with everything there is to correct, and then
    keeps nothing of the feed.
    """
    with open_feed(path) as feed:
        described = read_feed_info(feed)
        translations = read_translations(feed, described.info.lang if described else "")
        counts = _import_network(feed, translations) | import_calendars(feed)
        feed.refuse_if_wrong()
        edition = timetable or _published_edition(described, now)
        counts["trips.txt"] = import_trips(feed, translations, edition)
        feed.refuse_if_wrong()
        counts["stop_times.txt"], altered = import_stop_times(feed, edition)
        if described:
            save_feed_info(described, translations)
        left_out = [file for file in NOT_READ if feed.has(file)]
    moved = len(redate_trips(trips=altered, actor=None, now=now))
    waiting = DatedTrip.objects.filter(trip_id__in=altered, departs_at__gt=now).count()
    return ImportReport(edition, counts, altered, moved, waiting - moved, left_out)


def _import_network(feed: Feed, translations: Translations) -> dict[str, Counts]:
    agencies = read_agencies(feed)
    feed.refuse_if_wrong()
    if len({agency.timezone for agency in agencies}) > 1:
        feed.report(
            FeedProblem("agency.txt", 0, "agency_timezone", "all agencies of a feed have the same timezone")
        )
    counts = {"agency.txt": upsert(Agency, ("agency_id",), agencies)}
    counts["stops.txt"] = import_stops(feed, translations, agencies[0].timezone)
    counts["routes.txt"] = import_routes(feed, translations, agencies)
    return counts


def _published_edition(described: Described | None, now: datetime) -> Timetable:
    """Find the edition in force, or publish a first one, valid from the first day of the feed."""
    published = Timetable.objects.filter(state=Timetable.State.PUBLISHED).order_by("-valid_from").first()
    if published:
        return published
    first = Calendar.objects.order_by("start_date").values_list("start_date", flat=True).first() or now.date()
    return Timetable.objects.create(
        name=(described.info.version if described else "") or f"GTFS {now:%Y-%m-%d}",
        state=Timetable.State.PUBLISHED,
        valid_from=min(first, described.info.start_date or first) if described else first,
        published_at=now,
    )
