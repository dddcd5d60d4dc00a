"""Where a feed's files lie: a folder, or a zip that is taken for what it may be, a stranger's."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from timetables.gtfs.row import FeedProblem

MOST_FILES = 1_000
MOST_BYTES = 4 * 1024**3
MOST_RATIO = 200  # timetables pack about ten to one
SMALL_BYTES = 64 * 1024**2  # below it no ratio is a danger
LANDMARK = "stops.txt"


class FeedRefused(Exception):
    """The feed was not imported, and nothing of it was kept; `problems` say what to correct."""

    def __init__(self, problems: list[FeedProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Source:
    """The files of a feed by name with their sizes in bytes, in a folder or under the root of a zip."""

    sizes: dict[str, int] = field(default_factory=dict)
    folder: Path = Path()
    archive: zipfile.ZipFile | None = None
    root: str = ""

    def open(self, file: str) -> IO[bytes]:
        """This function opens a file for reading; raises FeedRefused where the zip keeps it from being read."""
        if self.archive is None:
            return (self.folder / file).open("rb")
        try:
            return self.archive.open(self.root + file)
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            raise _refuse(file, f"cannot be unpacked ({error})") from error


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a feed kept as a folder or as a zip, in whose root or single folder the files lie.

    This function raises FeedRefused when there is no feed at the path, and for a zip that would unpack into more than
    it may or whose names lead out of it. Nothing is ever unpacked to disk.
    """
    if path.is_dir():
        yield Source(
            {file.name: file.stat().st_size for file in path.iterdir() if file.is_file()}, folder=path
        )
    elif zipfile.is_zipfile(path):
        with _open_zip(path) as archive:
            yield _inside(archive, path.name)
    else:
        raise _refuse(path.name, "a folder or a zip with a GTFS feed is needed")


def _open_zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise _refuse(path.name, f"the zip is damaged ({error})") from error


def _inside(archive: zipfile.ZipFile, name: str) -> Source:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check_size(entries, name)
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in entry.filename:
            raise _refuse(name, f"{entry.filename!r} would lead out of the feed")
        if entry.flag_bits & 0x1:
            raise _refuse(name, "the zip is locked by a password")
    root = _root_of(entries)
    own = (entry for entry in entries if str(PurePosixPath(entry.filename).parent) == (root or "."))
    prefix = f"{root}/" if root else ""
    sizes = {PurePosixPath(one.filename).name: one.file_size for one in own}
    return Source(sizes, archive=archive, root=prefix)


def _check_size(entries: list[zipfile.ZipInfo], name: str) -> None:
    packed = sum(entry.compress_size for entry in entries)
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES:
        raise _refuse(name, f"holds {len(entries)} files, at most {MOST_FILES} are read")
    if size > MOST_BYTES or (size > SMALL_BYTES and size > MOST_RATIO * max(packed, 1)):
        raise _refuse(name, f"would unpack into {size} bytes, which is too much for a timetable")


def _root_of(entries: list[zipfile.ZipInfo]) -> str:
    """Give the folder of the feed: the root, else the one folder that holds the stops."""
    holders = {
        str(path.parent) for entry in entries if (path := PurePosixPath(entry.filename)).name == LANDMARK
    }
    if "." in holders or len(holders) != 1:
        return ""
    return holders.pop()


def _refuse(file: str, message: str) -> FeedRefused:
    return FeedRefused([FeedProblem(file, 0, "", message)])
