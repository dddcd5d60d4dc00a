"""Feeds that operators hand in: taken in pieces by the web server, read by a worker, which tells how far it is."""

import logging
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import Error, transaction
from django.utils import timezone

from railway.lib.jobs import ask_for_task
from timetables.gtfs.importing import import_draft
from timetables.gtfs.reader import FeedRefused
from timetables.gtfs.row import FeedProblem
from timetables.models import FeedUpload, FeedUploadPart, Timetable

if TYPE_CHECKING:
    from railway.accounts.models import User

log = logging.getLogger(__name__)
PIECE = 1024 * 1024
MOST_BYTES = 200 * 1024 * 1024
PROGRESS_S = 3600
LONGEST = timedelta(minutes=70)  # the task itself is ended after an hour
TASK = "timetables.tasks.read_feeds"
State = FeedUpload.State


class UploadTooLarge(Exception):
    """The file is larger than MOST_BYTES."""


@transaction.atomic
def take_upload(
    *,
    pieces: Iterable[bytes],
    file_name: str,
    edition_name: str,
    prefix: str,
    actor: "User | None",
    now: datetime,
) -> FeedUpload:
    """Keep a zip that is handed in until a worker reads it, a mebibyte at a time.

    This function raises UploadTooLarge, and then keeps nothing.
    """
    upload = FeedUpload.objects.create(
        file_name=file_name[:200],
        size=0,
        edition_name=edition_name,
        prefix=prefix,
        uploaded_at=now,
        uploaded_by=actor,
    )
    for number, piece in enumerate(_of_size(pieces)):
        upload.size += len(piece)
        if upload.size > MOST_BYTES:
            raise UploadTooLarge
        FeedUploadPart.objects.create(upload=upload, number=number, body=piece)
    upload.save(update_fields=["size"])
    transaction.on_commit(lambda: ask_for_task(TASK))
    return upload


def read_uploads(*, now: datetime) -> int:
    """Read the feeds that wait, the oldest first, and give up those whose worker was lost long ago.

    This function returns how many waited.
    """
    lost = FeedUpload.objects.filter(state=State.RUNNING, started_at__lt=now - LONGEST)
    for row in lost:
        _end(row, State.FAILED, {"error": "lost"})
    waiting = list(FeedUpload.objects.filter(state=State.WAITING).order_by("pk").values_list("pk", flat=True))
    for upload in waiting:
        read_upload(upload=upload, now=now)
    return len(waiting)


def read_upload(*, upload: int, now: datetime) -> FeedUpload:
    """Read a feed that was handed in, by its key, into a new draft, and write down what came of it.

    A feed that is being read or was read already is left alone, so this function may be called twice. It forgets the
    file at the end, whatever came of it.
    """
    row = _begin(upload, now)
    if row is None:
        return FeedUpload.objects.get(pk=upload)
    try:
        report = _import(row, now)
    except FeedRefused as refused:
        return _end(row, State.REFUSED, {"problems": [_written(problem) for problem in refused.problems]})
    except (Error, OSError, ValueError, ArithmeticError) as error:
        log.exception("feed upload %s broke off", row.pk)
        return _end(row, State.FAILED, {"error": type(error).__name__})
    row.timetable = report.timetable
    return _end(row, State.DONE, report.as_json())


def progress_of(upload: FeedUpload) -> tuple[str, float]:
    """This function tells the stage an upload's import is at and the share that is read; blank and 0 when unknown."""
    stage, share = cache.get(_key(upload.pk)) or ("", 0.0)
    return str(stage), float(share)


@transaction.atomic
def _begin(upload: int, now: datetime) -> FeedUpload | None:
    row = FeedUpload.objects.select_for_update().get(pk=upload)
    if row.state != State.WAITING:
        return None
    row.state, row.started_at = State.RUNNING, now
    row.save(update_fields=["state", "started_at"])
    return row


def _import(row: FeedUpload, now: datetime) -> Any:
    if Timetable.objects.filter(name=row.edition_name).exists():
        told = f"there is an edition named {row.edition_name!r} already"
        raise FeedRefused([FeedProblem(row.file_name, 0, "", told)])
    with tempfile.TemporaryDirectory(prefix="railway-feed-") as folder:
        path = Path(folder) / "feed.zip"
        with path.open("wb") as file:
            for part in row.parts.order_by("number").iterator(chunk_size=1):
                file.write(part.body)
        return import_draft(
            path,
            name=row.edition_name,
            now=now,
            actor=row.uploaded_by,
            prefix=row.prefix,
            tell=lambda stage, share: cache.set(_key(row.pk), (stage, share), PROGRESS_S),
        )


def _end(row: FeedUpload, state: FeedUpload.State, report: dict[str, Any]) -> FeedUpload:
    # An import takes its time: its end is not its `now`.
    row.state, row.report, row.finished_at = state, report, timezone.now()
    with transaction.atomic():
        row.save(update_fields=["state", "report", "timetable", "finished_at"])
        row.parts.all()._raw_delete("default")
    cache.delete(_key(row.pk))
    return row


def _written(problem: FeedProblem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
    }


def _of_size(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """Cut a stream into pieces of PIECE bytes, the last one smaller."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def _key(upload: int) -> str:
    return f"feed-upload-{upload}"
