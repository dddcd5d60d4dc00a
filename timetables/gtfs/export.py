"""Writing the published timetable as a GTFS feed that any consumer understands.

Seasons and public holidays are written out into calendar_dates.txt for those who know GTFS alone; our extension
columns follow the standard ones, so that our own import reads the same timetable back. What an imported feed had beside
what we know stands where it stood.
"""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.utils import timezone

from timetables.gtfs.export_tables import Table, feed_tables
from timetables.models import Timetable

__all__ = ["write_feed"]


def write_feed(
    target: Path | IO[bytes], *, timetable: Timetable | None = None, today: date | None = None
) -> None:
    """Write an edition, by default the published ones, as a feed: a folder of text files, or a zip.

    `today` is the day whose prices are written. This function writes a zip when `target` is an open binary file or a
    path that ends in .zip; the same data give the same bytes.
    """
    tables = feed_tables(timetable, today or timezone.localdate())
    if isinstance(target, Path) and target.suffix != ".zip":
        target.mkdir(parents=True, exist_ok=True)
        for table in tables:
            with (target / table.file).open("w", encoding="utf-8", newline="") as text:
                _write(text, table)
        return
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            entry = zipfile.ZipInfo(table.file)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
                _write(text, table)


def _write(text: IO[str], table: Table) -> None:
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.heading)
    rows: Iterable[dict[str, Any]] = table.rows
    writer.writerows([row.get(name, "") for name in table.heading] for row in rows)
