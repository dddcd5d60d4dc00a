"""What processes keep of the timetable: read once, good as long as its stamp, few enough."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from time import sleep

import pytest

from timetables.models import TimetableTouch
from timetables.operations import forget_touches
from timetables.queries.journey_days import Memory

DAY = date(2027, 5, 18)
NOW = datetime(2027, 5, 18, 6, 0, tzinfo=UTC)


def test_a_value_is_read_once_and_again_when_its_stamp_is_another() -> None:
    memory, reads = Memory[int](), []

    def read() -> int:
        reads.append(1)
        return len(reads)

    assert [memory.get("a", stamp, read, most=3) for stamp in (1, 1, 2, 2, 1)] == [1, 1, 2, 2, 3]


def test_threads_that_want_the_same_value_read_it_once() -> None:
    memory, reads, start = Memory[int](), [], Barrier(8)

    def read() -> int:
        reads.append(1)
        sleep(0.05)  # the others come meanwhile
        return 7

    def ask(_thread: int) -> int:
        start.wait()
        return memory.get("a", 1, read, most=3)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [7] * 8
    assert len(reads) == 1


def test_the_value_least_used_goes_when_there_are_too_many() -> None:
    memory = Memory[str]()
    for key in ("a", "b", "a", "c"):
        memory.get(key, 1, lambda key=key: key, most=2)
    assert len(memory) == 2
    again: list[str] = []
    for key in ("a", "c", "b"):
        memory.get(key, 1, lambda key=key: again.append(key) or key, most=3)
    assert again == ["b"]


def test_a_reading_that_fails_is_tried_again() -> None:
    memory = Memory[int]()
    with pytest.raises(ZeroDivisionError):
        memory.get("a", 1, lambda: 1 // 0, most=3)
    assert memory.get("a", 1, lambda: 5, most=3) == 5


def test_of_old_notes_the_last_of_each_day_stays(db: None) -> None:
    old, new = NOW - timedelta(days=3), NOW - timedelta(hours=1)
    made = [(DAY, old), (DAY, old), (None, old), (None, old), (DAY + timedelta(days=1), old), (DAY, new)]
    keys = [TimetableTouch.objects.create(service_date=day, made_at=at).pk for day, at in made]
    assert forget_touches(now=NOW) == 3
    assert list(TimetableTouch.objects.values_list("pk", flat=True)) == [keys[3], keys[4], keys[5]]
