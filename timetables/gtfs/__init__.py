"""GTFS: reading any feed into the timetable, and writing the timetable as a feed."""

from timetables.gtfs.export import write_feed
from timetables.gtfs.importing import ImportReport, import_feed
from timetables.gtfs.reader import FeedRefused
from timetables.gtfs.row import FeedProblem
from timetables.gtfs.seed import seed_timetables

__all__ = ["FeedProblem", "FeedRefused", "ImportReport", "import_feed", "seed_timetables", "write_feed"]
