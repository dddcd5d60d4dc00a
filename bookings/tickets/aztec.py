"""The Aztec code as a vector drawing: one path along the outlines, so that no viewer shows seams between modules."""

from collections import defaultdict
from functools import lru_cache
from itertools import pairwise

from aztec_code_generator import AztecCode
from django.utils.html import escape

QUIET_MODULES = 2

Matrix = tuple[tuple[bool, ...], ...]
Point = tuple[int, int]


@lru_cache(maxsize=64)
def aztec_matrix(payload: bytes) -> Matrix:
    """This function encodes bytes as Aztec (ISO/IEC 24778) and returns its modules by rows, True for dark.

    The bytes stand alone, without a designator of their encoding (ECI): the readers of conductors often don't know it
    and would put its digits before the bytes.
    """
    return tuple(tuple(map(bool, row)) for row in AztecCode(payload).matrix)


def aztec_svg(payload: bytes, title: str) -> str:
    """This function draws the code as an SVG element for a page or a PDF, with its quiet zone and a title to be read.

    It has no style, script or id, so a strict content policy lets it be and a page may hold several.
    """
    matrix = aztec_matrix(payload)
    side = len(matrix) + 2 * QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges">'
        f'<title>{escape(title)}</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="#000" fill-rule="evenodd" d="{_outline_path(matrix)}"/></svg>'
    )


def _outline_path(matrix: Matrix) -> str:
    loops = _loops(_edges(matrix))
    return "".join(_draw_loop(loop) for loop in loops)


def _edges(matrix: Matrix) -> dict[Point, list[Point]]:
    """This function walks around each dark module clockwise and keeps the sides that border on light."""
    edges: dict[Point, list[Point]] = defaultdict(list)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                for (dx, dy), (start, end) in _sides(x, y):
                    if not _is_dark(matrix, x + dx, y + dy):
                        edges[start].append(end)
    return edges


def _sides(x: int, y: int) -> list[tuple[Point, tuple[Point, Point]]]:
    corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
    return list(zip([(0, -1), (1, 0), (0, 1), (-1, 0)], pairwise(corners), strict=True))


def _is_dark(matrix: Matrix, x: int, y: int) -> bool:
    return 0 <= y < len(matrix) and 0 <= x < len(matrix) and matrix[y][x]


def _loops(edges: dict[Point, list[Point]]) -> list[list[Point]]:
    loops = []
    for start in sorted(edges):
        while edges[start]:
            loop = [start]
            while (point := edges[loop[-1]].pop()) != start:
                loop.append(point)
            loops.append(loop)
    return loops


def _draw_loop(loop: list[Point]) -> str:
    steps: list[tuple[str, int]] = []
    for (x, y), (next_x, next_y) in pairwise([*loop, loop[0]]):
        step = ("h", next_x - x) if y == next_y else ("v", next_y - y)
        if steps and steps[-1][0] == step[0]:
            step = (step[0], steps.pop()[1] + step[1])
        steps.append(step)
    x, y = loop[0]
    moves = "".join(f"{letter}{length}" for letter, length in steps[:-1])
    return f"M{x + QUIET_MODULES} {y + QUIET_MODULES}{moves}z"
