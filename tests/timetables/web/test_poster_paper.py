"""Which sheet a poster takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timetables.web.poster_paper import READABLE_PT, Extent, choose_paper, most_trains

EXTENTS = st.builds(Extent, st.integers(1, 40), st.sampled_from([3.7, 4.7]), st.floats(10, 120))


@pytest.mark.parametrize(("trains", "height", "paper"), [(3, 45.0, "a4"), (12, 45.0, "a3"), (3, 85.0, "a3")])
def test_the_larger_sheet_is_taken_when_the_smaller_is_too_small_to_read(trains, height, paper):
    tables = [Extent(trains, 3.7, height)] * 2
    assert choose_paper(tables, notes=3).name == paper


@given(st.lists(EXTENTS, min_size=1, max_size=2), st.integers(0, 30))
def test_no_other_way_to_lay_it_on_that_sheet_would_be_larger(tables, notes):
    chosen = choose_paper(tables, notes=notes)
    same = choose_paper(tables, notes=notes, wanted=chosen.name)
    assert chosen == same
    if chosen.name == "a3":
        assert choose_paper(tables, notes=notes, wanted="a4").size_pt < READABLE_PT


@given(EXTENTS)
def test_a_part_of_a_long_line_is_wide_enough_to_read(table):
    part = Extent(most_trains([table]), table.column_em, 20.0)
    assert choose_paper([part], notes=3, wanted="a3").size_pt >= READABLE_PT - 1e-9
