"""The rest of a feed: what no table here takes is kept as it came, in parts of bounded size, for the export."""

import csv
import io
import zlib
from collections.abc import Callable, Iterator, Sequence

from timetables.gtfs.columns import COLUMNS, DRAWN_SHAPE, REFERENCES, SHARED, TABLES, TRANSLATED
from timetables.gtfs.import_network import STATION, STOP
from timetables.gtfs.import_transfers import is_transfer
from timetables.gtfs.reader import Feed
from timetables.gtfs.row import FeedProblem, Row
from timetables.gtfs.upsert import Counts
from timetables.gtfs.used import Used
from timetables.models import FeedRemainder, Timetable
from timetables.models.names import LANGUAGE_CODES

PART_CHARACTERS = 100_000
TAKEN = frozenset({"trips.txt", "stop_times.txt"})

Wanted = Callable[[Row], bool]


def keep_rest(feed: Feed, edition: Timetable, codes: set[str], used: Used) -> dict[str, Counts]:
    """Keep the files and rows of a feed that went nowhere else; `codes` are those of its stops.

    This function replaces what the edition had of the same files, and tells in the remarks what became of files that
    are no tables at all.
    """
    counts = {}
    for file in feed.files:
        if file in TAKEN:
            continue
        if not file.endswith(".txt"):
            feed.remarks.add(FeedProblem(file, 0, "", "is no table of GTFS and is left out"))
            continue
        if (count := _keep(feed, edition, file, _wanted_of(file, codes, used))) is not None:
            counts[file] = count
        if file == "frequencies.txt" and file in counts:
            told = "is kept for the export; here its trips run but once, at the times of stop_times.txt"
            feed.remarks.add(FeedProblem(file, 0, "", told))
    return counts


def kept_rows(editions: Sequence[Timetable], file: str) -> Iterator[dict[str, str]]:
    """Go through the kept rows of a file, of these editions or of those they were copied from; each row once.

    This function holds one part in memory at a time.
    """
    seen: set[int] = set()
    for edition in editions:
        for row in _rows(edition, file):
            if len(editions) == 1:
                yield row
            elif (mark := hash(tuple(sorted(row.items())))) not in seen:
                seen.add(mark)
                yield row


def kept_files(editions: Sequence[Timetable]) -> set[str]:
    """This function names the files of which anything is kept."""
    keys = [source.pk for edition in editions if (source := _keeper_of(edition))]
    return set(FeedRemainder.objects.filter(timetable__in=keys).values_list("file", flat=True).distinct())


def kept_columns(editions: Sequence[Timetable], file: str) -> list[str]:
    """This function names the columns of the kept rows of a file, in their order."""
    names: dict[str, None] = {}
    for edition in editions:
        if keeper := _keeper_of(edition):
            for heading in keeper.feed_remainders.filter(file=file).values_list("heading", flat=True):
                names |= dict.fromkeys(heading)
    return list(names)


def _keeper_of(edition: Timetable) -> Timetable | None:
    """Find the edition that came with a feed: this one, else the one it was copied from, and so on."""
    at: Timetable | None = edition
    while at is not None and not at.feed_remainders.exists():
        at = at.based_on
    return at


def _rows(edition: Timetable, file: str) -> Iterator[dict[str, str]]:
    keeper = _keeper_of(edition)
    if keeper is None:
        return
    for part in keeper.feed_remainders.filter(file=file).order_by("part").iterator(chunk_size=1):
        text = zlib.decompress(part.body).decode()
        for cells in csv.reader(io.StringIO(text, newline="")):
            yield dict(zip(part.heading, cells, strict=False))


def _wanted_of(file: str, codes: set[str], used: Used) -> Wanted:
    choices: dict[str, Wanted] = {
        "agency.txt": lambda row: (
            bool(used.agencies - {""}) and row.cells.get("agency_id", "") not in used.agencies
        ),
        "routes.txt": lambda row: row.cells.get("route_id", "") not in used.routes,
        "calendar.txt": lambda row: row.cells.get("service_id", "") not in used.services,
        "calendar_dates.txt": lambda row: row.cells.get("service_id", "") not in used.services,
        "stops.txt": lambda row: not _is_stop(row, codes),
        "transfers.txt": lambda row: not is_transfer(row, codes),
        "translations.txt": lambda row: not _is_name(row),
        "shapes.txt": lambda row: not row.cells.get("shape_id", "").startswith(DRAWN_SHAPE),
    }
    return choices.get(file, lambda row: True)


def _is_stop(row: Row, codes: set[str]) -> bool:
    plain = row.cells.get("location_type", "") in {"", STOP, STATION}
    return plain and row.prefix + row.cells.get("stop_id", "") in codes


def _is_name(row: Row) -> bool:
    field = (row.cells.get("table_name", ""), row.cells.get("field_name", ""))
    return field in TRANSLATED and row.cells.get("language", "") in LANGUAGE_CODES


def _keep(feed: Feed, edition: Timetable, file: str, wanted: Wanted) -> Counts | None:
    """Keep a file's rows; None where it brought none. A file that can't be read is told and left out."""
    begun = len(feed.problems)
    # The feed in use is described by a table of ours, up to the columns that it does not have.
    is_draft = edition.state == Timetable.State.DRAFT
    dropped = () if is_draft or file != "feed_info.txt" else COLUMNS[file]
    writer = _Parts(edition, file)
    for row in feed.rows(file):
        if wanted(row):
            cells = _with_prefix(row) if feed.prefix else row.cells
            writer.add({name: cells[name] for name in cells if name not in dropped})
    wrong, feed.problems[begun:] = feed.problems[begun:], []
    if wrong:
        feed.remarks.add(FeedProblem(file, wrong[0].line, "", f"is left out: {wrong[0].message}"))
        edition.feed_remainders.filter(file=file).delete()
        return None
    return writer.close()


def _with_prefix(row: Row) -> dict[str, str]:
    """Give the row the prefix before all its codes of things that editions share."""
    cells = dict(row.cells)
    for column, file in REFERENCES.items():
        if file in SHARED and cells.get(column):
            cells[column] = row.prefix + cells[column]
    table = TABLES.get(cells.get("table_name", ""), "")
    if table in SHARED and cells.get("record_id"):
        cells["record_id"] = row.prefix + cells["record_id"]
    return cells


class _Parts:
    """Writes rows in parts, leaving parts alone that are there already.

    Blank cells are left out and columns stand in a fixed order, so that the same rows make the same parts however the
    feed laid them out.
    """

    def __init__(self, edition: Timetable, file: str) -> None:
        self._edition, self._file = edition, file
        self._rows: list[dict[str, str]] = []
        self._size = self._part = 0
        self._counts = Counts()

    def add(self, cells: dict[str, str]) -> None:
        """This function takes a row."""
        row = {name: cell for name, cell in cells.items() if cell}
        if not row:
            return
        self._rows.append(row)
        self._size += sum(len(cell) + 1 for cell in row.values())
        if self._size >= PART_CHARACTERS:
            self._flush()

    def close(self) -> Counts | None:
        """This function writes what is left and forgets parts of an earlier import."""
        self._flush()
        self._edition.feed_remainders.filter(file=self._file, part__gte=self._part).delete()
        return self._counts if self._counts.read else None

    def _flush(self) -> None:
        if not self._rows:
            return
        heading = self._heading()
        values = {"heading": heading, "rows": len(self._rows), "body": self._body(heading)}
        there = self._edition.feed_remainders.filter(file=self._file, part=self._part).first()
        self._counts.read += len(self._rows)
        if there is None:
            self._counts.created += len(self._rows)
            self._edition.feed_remainders.create(file=self._file, part=self._part, **values)
        elif (bytes(there.body), there.heading) != (values["body"], heading):
            self._counts.changed += len(self._rows)
            self._edition.feed_remainders.filter(pk=there.pk).update(**values)
        self._rows, self._size, self._part = [], 0, self._part + 1

    def _heading(self) -> list[str]:
        """Name the columns of the part: those of GTFS that we write in their order, then the others."""
        names = {name for row in self._rows for name in row}
        first = [name for name in COLUMNS.get(self._file, ()) if name in names]
        return first + sorted(names.difference(first))

    def _body(self, heading: list[str]) -> bytes:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(
            [row.get(name, "") for name in heading] for row in self._rows
        )
        return zlib.compress(text.getvalue().encode(), 6)
