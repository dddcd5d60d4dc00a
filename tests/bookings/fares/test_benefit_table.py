"""The table that lawyers read: nothing is lost when it is written and read again."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import Benefit, tables
from bookings.fares.acts import Texts
from bookings.fares.benefit_table import (
    COLUMNS,
    PAYERS,
    PROOF_CHECKS,
    SEAT_MODES,
    BenefitRow,
    benefit_cells,
    read_benefit_text,
    write_benefit_text,
)
from bookings.fares.table_row import TableError

ROWS = [row for path in tables.BENEFIT_FILES for row in tables.read_benefits(path)]

# Cells are tidied at their ends; within them anything may stand: commas, quotes, semicolons, line breaks.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\n'), max_size=12).map(
    str.strip
)
words = st.text(st.sampled_from("ABCXYZ_"), min_size=1, max_size=8)
counts = st.none() | st.integers(1, 60)
three = st.builds(Texts, texts, texts, texts)
seasons = st.just(("", "")) | st.tuples(st.dates(), st.dates()).map(
    lambda ends: (f"{ends[0]:%m-%d}", f"{ends[1]:%m-%d}")
)
periods = st.tuples(st.none() | st.dates(date(2000, 1, 1)), st.none() | st.dates(date(2000, 1, 1))).filter(
    lambda ends: None in ends or ends[0] < ends[1]
)


@st.composite
def rows(draw: st.DrawFn) -> BenefitRow:
    acts, (season_from, season_to), (first, end) = draw(three), draw(seasons), draw(periods)
    rule = Benefit(
        code=draw(words),
        country=draw(st.sampled_from(["BY", "RU"])),
        discount_percent=Decimal(draw(st.integers(0, 100))),
        season_from=season_from,
        season_to=season_to,
        age_min=draw(counts),
        age_max=draw(counts),
        through_birthday=draw(st.booleans()),
        scope=draw(st.sampled_from(["whole_route", "home_segment"])),
        only_with=tuple(draw(st.lists(words, max_size=2))),
        holder_any=draw(st.booleans()),
        automatic=draw(st.booleans()),
        seat_classes=tuple(draw(st.lists(words, max_size=2))),
        valid_from=first,
        valid_until=end,
        active=draw(st.booleans()),
        act=acts.ru,
        article=draw(texts),
        quality=draw(st.sampled_from("SPU")),
        companions_each=draw(st.integers(1, 3)),
        seat_modes=tuple(draw(st.lists(st.sampled_from(SEAT_MODES), unique=True))),
        trips_per_day=draw(counts),
        free_trips=draw(counts),
        trips_period=draw(st.sampled_from(["month", "year"])),
    )
    return BenefitRow(
        rule, draw(three), draw(three), draw(three), acts, draw(texts), draw(st.booleans()), draw(texts),
        draw(st.sampled_from(PAYERS)), draw(st.sampled_from(PROOF_CHECKS)),
    )  # fmt: skip


@given(st.lists(rows(), max_size=4))
def test_what_is_written_is_read_back_the_same(some):
    assert read_benefit_text(write_benefit_text(some), "benefits.csv") == some


def test_the_project_s_own_tables_come_back_cell_by_cell():
    assert read_benefit_text(write_benefit_text(ROWS), "benefits.csv") == ROWS
    for path in tables.BENEFIT_FILES:
        assert path.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)


def test_a_spreadsheet_s_semicolons_byte_order_mark_and_dates_are_understood():
    row = "RU_X;RU;50;;;;;no;no;whole_route;;1;no;;;;;year;22.06.2022;;no;U;no;Имя;;;;;;;;;;shown;;;;;;"
    (read,) = read_benefit_text("\ufeff" + ";".join(COLUMNS) + "\r\n" + row, "b.csv")
    assert (read.benefit.valid_from, read.names.ru) == (date(2022, 6, 22), "Имя")


def test_a_table_without_the_newer_columns_means_the_usual():
    heading = [
        name
        for name in COLUMNS
        if name not in ("trips_per_day", "companions_each", "payer_budget", "seat_modes")
    ]
    cells = {
        "code": "BY_X",
        "country": "BY",
        "discount_percent": "50",
        "scope": "whole_route",
        "quality": "U",
    }
    flags = dict.fromkeys(("through_birthday", "automatic", "holder_any", "is_active", "sensitive"), "no")
    row = ",".join((cells | flags).get(name, "") for name in heading)
    (read,) = read_benefit_text(",".join(heading) + "\n" + row, "b.csv")
    assert (read.benefit.companions_each, read.benefit.trips_per_day, read.payer_budget) == (1, None, "")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("discount_percent", "50.5"),
        ("discount_percent", "101"),
        ("trips_per_day", "once"),
        ("trips_per_day", "0"),
        ("seat_modes", "standing"),
        ("payer_budget", "somebody"),
        ("trips_period", "week"),
        ("season_from", "01.май"),
        ("season_from", "02-30"),
    ],
)
def test_a_cell_that_is_no_rule_is_refused_by_line_and_column(column, cell):
    file = StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerow(benefit_cells(ROWS[0]) | {column: cell})
    with pytest.raises(TableError) as refusal:
        read_benefit_text(file.getvalue(), "b.csv")
    assert refusal.value.line == 2


def test_a_misspelt_column_is_not_passed_over():
    text = write_benefit_text(ROWS[:1]).replace("trips_per_day", "trips_a_day", 1)
    with pytest.raises(TableError, match="trips_a_day"):
        read_benefit_text(text, "b.csv")
