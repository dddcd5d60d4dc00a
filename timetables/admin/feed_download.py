"""An edition as a GTFS file, for the operator's own tools."""

import tempfile

from django.http import FileResponse
from django.utils.text import slugify

from timetables.gtfs import write_feed
from timetables.models import Timetable

IN_MEMORY = 4 * 1024**2


def feed_of(timetable: Timetable) -> FileResponse:
    """This function writes an edition as a zip, on disk where it is large, and sends it."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_feed(file, timetable=timetable)
    file.seek(0)
    name = slugify(timetable.name) or f"edition-{timetable.pk}"
    return FileResponse(file, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")
