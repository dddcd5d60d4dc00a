"""Zips that no timetable is."""

import zipfile
from datetime import UTC, datetime

import pytest

from tests.timetables.gtfs.feeds import PLAIN
from timetables.gtfs import FeedRefused, import_feed, source
from timetables.gtfs.source import open_source

NOW = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def zipped(path, files, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def refusal(path):
    with pytest.raises(FeedRefused) as refused:
        import_feed(path, now=NOW)
    return str(refused.value)


def test_one_that_would_unpack_into_too_much_is_refused_before_it_does(tmp_path):
    bomb = zipped(tmp_path / "bomb.zip", {"stops.txt": b"0" * (source.SMALL_BYTES + 1)})
    assert bomb.stat().st_size < 100_000
    assert "would unpack into" in refusal(bomb)


@pytest.mark.parametrize("name", ["../stops.txt", "/etc/stops.txt", "a/../../stops.txt", "c:\\stops.txt"])
def test_names_that_lead_out_of_it_are_refused(tmp_path, name):
    assert "would lead out of the feed" in refusal(zipped(tmp_path / "feed.zip", PLAIN | {name: ""}))


def test_thousands_of_files_are_refused(tmp_path):
    many = {f"{number}.txt": "" for number in range(source.MOST_FILES + 1)}
    assert "at most 1000 are read" in refusal(zipped(tmp_path / "feed.zip", many))


def test_a_damaged_one_is_refused(tmp_path):
    feed = zipped(tmp_path / "feed.zip", PLAIN, zipfile.ZIP_STORED)
    feed.write_bytes(feed.read_bytes().replace(b"Alfa", b"Alpa"))
    assert "stops.txt" in refusal(feed)


def test_a_text_that_calls_itself_zip_is_refused(tmp_path):
    (tmp_path / "feed.zip").write_text("stop_id,stop_name\n", encoding="utf-8")
    assert "a folder or a zip with a GTFS feed is needed" in refusal(tmp_path / "feed.zip")


def test_one_without_stops_lacks_its_files(tmp_path):
    assert "agency.txt: the file is missing" in refusal(zipped(tmp_path / "feed.zip", {"readme.md": "hello"}))


def test_a_line_without_end_is_not_read_to_its_end(tmp_path):
    endless = "stop_id,stop_name\n" + "A" * 2_000_000
    assert "a line of more than" in refusal(zipped(tmp_path / "feed.zip", PLAIN | {"stops.txt": endless}))


def test_another_encoding_is_named(tmp_path):
    utf_16 = PLAIN["stops.txt"].encode("utf-16")
    assert "looks like UTF-16" in refusal(zipped(tmp_path / "feed.zip", PLAIN | {"stops.txt": utf_16}))


def test_folders_of_other_programs_beside_the_feed_do_no_harm(tmp_path):
    inside = {f"gtfs/{name}": text for name, text in PLAIN.items()} | {"__MACOSX/gtfs/._stops.txt": "x"}
    with open_source(zipped(tmp_path / "feed.zip", inside)) as found:
        assert sorted(found.sizes) == sorted(PLAIN)
