"""GTFS: reading any feed into the timetable, and writing the timetable as a feed."""

from timetables.gtfs.export import write_feed
from timetables.gtfs.importing import ImportReport, import_draft, import_feed
from timetables.gtfs.reader import FeedRefused
from timetables.gtfs.row import FeedProblem
from timetables.gtfs.seed import seed_timetables
from timetables.gtfs.uploads import read_upload, read_uploads, take_upload

__all__ = [
    "FeedProblem",
    "FeedRefused",
    "ImportReport",
    "import_draft",
    "import_feed",
    "read_upload",
    "read_uploads",
    "seed_timetables",
    "take_upload",
    "write_feed",
]
