"""A printed timetable is understood, and what is not understood is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timetables.planning.printed import Printed, read_printed

HOUR, MINUTE = 3600, 60


def clocks(printed: Printed) -> list[tuple[str, list[str]]]:
    """Each row's name, with its cells as 7:12 or 7:12/7:14, "" where there is none."""

    def write(cell: object) -> str:
        arrival, departure = cell.arrival, cell.departure  # type: ignore[attr-defined]
        if arrival is None:
            return ""
        texts = [f"{at // HOUR}:{at % HOUR // MINUTE:02}" for at in (arrival, departure)]
        return texts[0] if arrival == departure else "/".join(texts)

    return [(row.name, [write(cell) for cell in row.cells]) for row in printed.rows]


def test_a_table_of_blanks_is_read() -> None:
    printed = read_printed(
        "Станция            6722   6724\n"
        "Витебск            07:12  17:05\n"
        "Лучеса             07:17/07:18  –\n"
        "462 км             8.27   18.20\n"
        "Рудня  71          8-33   18-30\n"
    )
    assert printed.numbers == ("6722", "6724")
    assert clocks(printed) == [
        ("Витебск", ["7:12", "17:05"]),
        ("Лучеса", ["7:17/7:18", ""]),
        ("462 км", ["8:27", "18:20"]),
        ("Рудня", ["8:33", "18:30"]),
    ]
    assert not printed.not_understood


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_separated_values_are_read_without_their_kilometres(mark: str) -> None:
    rows = ["Stop;km;6722;6724", "Vitebsk;0;0712;23:50", "Smolensk;139;949;0:40"]
    printed = read_printed("\n".join(row.replace(";", mark) for row in rows))
    assert printed.numbers == ("6722", "6724")
    assert clocks(printed) == [("Vitebsk", ["7:12", "23:50"]), ("Smolensk", ["9:49", "24:40"])]


def test_two_lines_of_a_stop_are_its_arrival_and_its_departure() -> None:
    printed = read_printed("Рудня приб.\t08:33\nРудня отпр.\t08:37\nСмоленск\t09:49\n")
    assert clocks(printed) == [("Рудня", ["8:33/8:37"]), ("Смоленск", ["9:49"])]


def test_a_word_behind_the_times_is_one_cell_too_many() -> None:
    printed = read_printed(
        "Станция 6722 6728\nВитебск 7.15 15.00\nРудня 8.40 16.30 сб\nСмоленск 9.55 17.40\nбуфет\n"
    )
    assert [(one.line, one.text, one.why) for one in printed.not_understood] == [
        (3, "Рудня 8.40 16.30 сб", "too_many"),
        (5, "буфет", "no_times"),
    ]


def test_what_is_not_understood_is_named_with_its_line() -> None:
    printed = read_printed("Расписание на лето\nA\t08:00\t09:00\nB\tsoon\t09:10\nC\t08:20\nD\n")
    assert [(one.line, one.text, one.why) for one in printed.not_understood] == [
        (1, "Расписание на лето", "no_times"),
        (3, "soon", "cell"),
        (4, "C\t08:20", "too_few"),
        (5, "D", "no_times"),
    ]


@given(st.text())
def test_nothing_that_is_pasted_breaks_the_reader(text: str) -> None:
    printed = read_printed(text)
    assert all(len(row.cells) == len(printed.numbers) for row in printed.rows)


@given(st.lists(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=5), min_size=1, max_size=4))
def test_what_is_printed_is_read_back(trains: list[list[int]]) -> None:
    size = min(len(train) for train in trains)
    columns = [sorted(train[:size]) for train in trains]
    lines = [
        "\t".join([f"Stop {row}", *(f"{train[row] // 60:02}:{train[row] % 60:02}" for train in columns)])
        for row in range(size)
    ]
    printed = read_printed("\n".join(lines))
    read = [[row.cells[at].arrival for row in printed.rows] for at in range(len(columns))]
    assert read == [[minutes * MINUTE for minutes in train] for train in columns]
