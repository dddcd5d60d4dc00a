"""Importing a GTFS feed into an edition of the timetable."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from timetables.gtfs.import_transfers import import_transfers
from timetables.gtfs.import_trips import import_trips
from timetables.gtfs.in_use import guards_for, stops_in_use
from timetables.gtfs.progress import Progress, Teller, tell_nobody
from timetables.gtfs.reader import Feed, open_feed
from timetables.gtfs.remarks import Remark
from timetables.gtfs.rest import keep_rest
from timetables.gtfs.row import FeedProblem
from timetables.gtfs.translations import Translations, read_translations
from timetables.gtfs.upsert import Counts, upsert
from timetables.gtfs.used import Used, used_in
from timetables.models import Agency, DatedTrip, Draft, Stop, Timetable
from timetables.operations import redate_trips

if TYPE_CHECKING:
    from railway.accounts.models import User

READ_AGAIN = {"stops.txt": 3, "routes.txt": 3} | dict.fromkeys(
    (
        "stop_times.txt",
        "trips.txt",
        "agency.txt",
        "calendar.txt",
        "calendar_dates.txt",
        "translations.txt",
        "transfers.txt",
        "feed_info.txt",
    ),
    2,
)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: rows by file, the edition, changed trips (keys), what was kept aside and what left out."""

    timetable: Timetable
    counts: dict[str, Counts] = field(default_factory=dict)
    altered_trips: list[int] = field(default_factory=list)
    dated_trips_moved: int = 0
    dated_trips_left: int = 0
    kept: dict[str, Counts] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    remarks_untold: int = 0

    @property
    def changed_nothing(self) -> bool:
        """This property tells that the feed was there already."""
        counts = [*self.counts.values(), *self.kept.values()]
        return not any(count.created or count.changed for count in counts) and not self.altered_trips

    def as_json(self) -> dict[str, Any]:
        """This function gives what a page shows: counts by file, rows kept aside, remarks in words."""
        names = ("read", "created", "changed", "kept")
        return {
            "files": [
                {"file": file} | {name: getattr(count, name) for name in names}
                for file, count in self.counts.items()
            ],
            "rest": [{"file": file, "rows": count.read} for file, count in self.kept.items()],
            "remarks": [asdict(remark) for remark in self.remarks],
            "remarks_untold": self.remarks_untold,
        }


@transaction.atomic
def import_draft(
    path: Path,
    *,
    name: str,
    now: datetime,
    actor: "User | None" = None,
    prefix: str = "",
    tell: Teller = tell_nobody,
) -> ImportReport:
    """Import a feed into a new draft edition, which leaves everything alone that other editions use.

    With a `prefix` the codes of agencies, stops, routes and services get it and a colon before them.
    This function raises FeedRefused, and then keeps nothing of the feed.
    """
    edition = Timetable.objects.create(name=name, state=Timetable.State.DRAFT, valid_from=now.date())
    Draft.objects.create(timetable=edition, created_at=now, created_by=actor)
    return import_feed(path, now=now, timetable=edition, prefix=prefix, tell=tell)


@transaction.atomic
def import_feed(
    path: Path,
    *,
    now: datetime,
    timetable: Timetable | None = None,
    prefix: str = "",
    tell: Teller = tell_nobody,
) -> ImportReport:
    """Import any valid GTFS feed, a folder or a zip, into an edition: the given one, else the published one.

    Rows are found again by their GTFS ids, so importing twice changes nothing. What the feed does not name stays.
    Dated trips that have not departed follow new times; where a trip calls at other stops now, its days that are
    made already stay as they are. `tell` is told the stage and the share of the whole that is done.
    This function raises FeedRefused with everything there is to correct, and then keeps nothing of the feed.
    """
    with open_feed(path, prefix=prefix, progress=Progress(tell)) as feed:
        feed.progress.expect(_weights(feed))
        described = read_feed_info(feed)
        translations = read_translations(feed, described.info.lang if described else "")
        used = used_in(feed)
        counts, codes = _import_network(feed, translations, timetable, used)
        services = import_calendars(feed, timetable, used.services)
        feed.refuse_if_wrong()
        edition = timetable or _published_edition(described, services.first_day, now)
        counts |= services.counts
        counts["trips.txt"] = import_trips(feed, translations, edition, services.keys)
        feed.refuse_if_wrong()
        counts["stop_times.txt"], altered = import_stop_times(feed, edition, codes)
        if described and edition.state != Timetable.State.DRAFT:
            save_feed_info(described, translations)
        if edition.state == Timetable.State.DRAFT:
            _begin_with(edition, services.first_day)
        kept = keep_rest(feed, edition, codes, used)
    moved = len(redate_trips(trips=altered, actor=None, now=now))
    waiting = DatedTrip.objects.filter(trip_id__in=altered, departs_at__gt=now).count()
    remarks = feed.remarks
    return ImportReport(
        edition, counts, altered, moved, waiting - moved, kept, remarks.listed(), remarks.untold
    )


def _weights(feed: Feed) -> dict[str, int]:
    sizes = feed.source.sizes
    return {file: sizes[file] * READ_AGAIN.get(file, 1) for file in feed.files}


def _import_network(
    feed: Feed, translations: Translations, edition: Timetable | None, used: Used
) -> tuple[dict[str, Counts], set[str]]:
    agencies = read_agencies(feed)
    feed.refuse_if_wrong()
    if len({agency.timezone for agency in agencies}) > 1:
        feed.report(
            FeedProblem("agency.txt", 0, "agency_timezone", "all agencies of a feed have the same timezone")
        )
    guards = guards_for(feed, edition)
    running = [
        one for one in agencies if len(agencies) == 1 or one.agency_id[len(feed.prefix) :] in used.agencies
    ]
    counts = {"agency.txt": upsert(Agency, ("agency_id",), running, guard=guards.agencies)}
    zone = agencies[0].timezone if agencies else "UTC"
    counts["stops.txt"], codes = import_stops(feed, translations, zone, used.stops, guards.stops)
    counts["routes.txt"] = import_routes(feed, translations, running, used.routes, guards.routes)
    feed.refuse_if_wrong()
    if feed.has("transfers.txt"):
        stops = Stop.objects.filter(stop_id__in=codes).values_list("pk", flat=True)
        live = stops_in_use(stops) if guards.stops else ()
        counts["transfers.txt"] = import_transfers(feed, codes, live)
    return counts, codes


def _begin_with(draft: Timetable, first_day: date | None) -> None:
    """Let a draft that would begin after its first train begin with it; one for later keeps its own day."""
    if first_day is not None and first_day > draft.valid_from:
        draft.valid_from = first_day
        draft.save(update_fields=["valid_from"])


def _published_edition(described: Described | None, first_day: date | None, now: datetime) -> Timetable:
    """Find the edition in force, or publish a first one, valid from the first day of the feed."""
    published = Timetable.objects.filter(state=Timetable.State.PUBLISHED).order_by("-valid_from").first()
    if published:
        return published
    first = first_day or now.date()
    return Timetable.objects.create(
        name=(described.info.version if described else "") or f"GTFS {now:%Y-%m-%d}",
        state=Timetable.State.PUBLISHED,
        valid_from=min(first, described.info.start_date or first) if described else first,
        published_at=now,
    )
