"""An import holds no more of a large feed than of a small one, but for its trips."""

import tracemalloc
from datetime import UTC, datetime

import pytest

from tests.timetables.gtfs.feeds import write_files
from timetables.gtfs import import_draft

NOW = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
MOST = 1024**2
pytestmark = pytest.mark.django_db


def stop_times(stops):
    calls = (f"T1,{t},{t},{'ABC'[n % 3]},{n}" for n, t in enumerate(times(stops)))
    return "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + "\n".join(calls) + "\n"


def times(count):
    return [f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}" for n in range(count)]


def shapes(points):
    rows = "\n".join(f"way,{n},52.{n},21.{n}" for n in range(points))
    return f"shape_id,shape_pt_sequence,shape_pt_lat,shape_pt_lon\n{rows}\n"


def peak(folder, size):
    feed = write_files(folder, stop_times=stop_times(size), shapes=shapes(size))
    tracemalloc.start()
    try:
        import_draft(feed, name=str(size), now=NOW, prefix=f"s{size}")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_three_times_the_stop_times_and_shapes_take_no_more_memory(tmp_path):
    peak(tmp_path / "warm", 10)
    small, large = peak(tmp_path / "small", 8_000), peak(tmp_path / "large", 24_000)
    assert large - small < MOST, (small, large)
