"""Understanding what somebody typed as a station."""

import pytest

from timetables.queries import find_stops


@pytest.mark.parametrize(
    ("typed", "stop_id"),
    [
        ("Витебск", "VITEBSK"), ("віцебск", "VITEBSK"), ("vitebsk", "VITEBSK"), (" ВИТЕБСК ", "VITEBSK"),
        ("Dbnt,cr", "VITEBSK"), ("dbwt,cr", "VITEBSK"), ("мшеуиыл", "VITEBSK"), ("Витепск", "VITEBSK"),
        ("vitbsk", "VITEBSK"), ("смол", "SMOLENSK"), ("cvjktycr", "SMOLENSK"), ("Смоленск Центральный", "SMOLENSK"),
        ("Смаленск", "SMOLENSK"), ("смолнск", "SMOLENSK"), ("Орша", "ORSHA"), ("jhif", "ORSHA"), ("лёзна", "LIOZNO"),
        ("Лезна", "LIOZNO"), ("Liozno", "LIOZNO"), ("красный бор", "KRASNY_BOR"), ("бор", "KRASNY_BOR"),
        ("462", "OP462"), ("478 км", "OP478"), ("ORSHA", "ORSHA"),
    ],
)  # fmt: skip
def test_a_station_is_understood(network, typed, stop_id):
    assert [stop.stop_id for stop in find_stops(typed)] == [stop_id]


def test_a_beginning_that_fits_several_gives_them_all(network):
    assert {stop.stop_id for stop in find_stops("красн")} == {"KRASNOE", "KRASNY_BOR"}


def test_a_whole_name_wins_over_longer_ones(network):
    assert [stop.stop_id for stop in find_stops("Красное")] == ["KRASNOE"]


@pytest.mark.parametrize("typed", ["", "  ", "-", "Владивосток", "граница", "q"])
def test_nothing_is_found_where_nothing_fits(network, typed):
    assert find_stops(typed) == []


def test_no_more_than_asked_for_and_one_query(network, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(find_stops("к", limit=3)) == 3
