"""Which sheet a poster takes: the smallest on which its text is large enough to read on a wall."""

from collections.abc import Sequence
from dataclasses import dataclass

# Lengths in em of the poster's text, as poster.typ lays it out; sheets in millimetres without their margins.
NAME_EM, KM_EM, GAP_EM = 11.0, 2.2, 1.6
HEAD_EM, FOOT_EM, TITLE_EM = 7.0, 13.0, 4.2
POINT_MM = 0.3528
READABLE_PT = 7.6
PAPERS = (("a4", 188.0, 275.0), ("a3", 275.0, 398.0))


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet and how directions lie on it: beside each other or one below the other; `needs_em` is its width."""

    name: str
    flipped: bool
    beside: bool
    needs_em: float
    size_pt: float


@dataclass(frozen=True, slots=True)
class Extent:
    """How large one direction is: trains with the width of their columns, and the height of all rows, in em."""

    trains: int
    column_em: float
    height_em: float

    @property
    def width_em(self) -> float:
        """This property is the width of the table."""
        return 1.5 + NAME_EM + KM_EM + self.trains * self.column_em


def choose_paper(tables: Sequence[Extent], *, notes: int, wanted: str = "") -> Paper:
    """Choose a sheet for the directions of a line.

    This function takes the larger sheet only where the smaller leaves no readable size, unless one of them is
    `wanted`.
    """
    sizes = [paper for paper in PAPERS if paper[0] == wanted] or PAPERS
    best = [max(_ways(tables, notes, *paper), key=lambda one: one.size_pt) for paper in sizes]
    return next((paper for paper in best if paper.size_pt >= READABLE_PT), best[-1])


def _ways(tables: Sequence[Extent], notes: int, name: str, short: float, long: float) -> list[Paper]:
    found = []
    for flipped in (False, True):
        wide, high = (long, short) if flipped else (short, long)
        for beside in (True, False):
            needs = _width(tables, beside=beside)
            height = HEAD_EM + _height(tables, beside=beside) + FOOT_EM + max(0, notes - 6) * 1.1
            size_mm = min(wide / needs, high / height)
            found.append(Paper(name, flipped, beside, needs, size_mm / POINT_MM))
    return found


def _width(tables: Sequence[Extent], *, beside: bool) -> float:
    widths = [table.width_em for table in tables]
    return sum(widths) + GAP_EM * (len(widths) - 1) if beside else max(widths)


def _height(tables: Sequence[Extent], *, beside: bool) -> float:
    heights = [TITLE_EM + table.height_em for table in tables]
    return max(heights) if beside else sum(heights) + GAP_EM * (len(heights) - 1)


def most_trains(tables: Sequence[Extent]) -> int:
    """This function tells how many trains of one direction the largest sheet takes in a readable size."""
    _name, _short, long = PAPERS[-1]
    widest = max(tables, key=lambda table: table.column_em)
    room = long / (READABLE_PT * POINT_MM) - (widest.width_em - widest.trains * widest.column_em)
    return max(1, int(room / widest.column_em))
