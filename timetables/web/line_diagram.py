"""A line as a drawing with the trains of now: horizontal on wide screens, vertical on phones, and the same as a list.

Coordinates are worked out here, since the policy forbids inline styles; the templates only place them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from timetables.models import Route, Stop, Trip
from timetables.queries.places import Place, TrainNow, trains_now
from timetables.web.looks import Badge, badge

WIDE, TOP, LABEL_ROOM, LABEL_RIGHT, MARGIN = 1000, 18, 126, 134, 16
STEP, TRACK_X = 34, 132
PILL_WIDTH, PILL_HEIGHT = 58, 22


@dataclass(frozen=True)
class Point:
    """A stop on the drawing. The border is drawn as a double tick."""

    name: str
    x: float
    y: float
    is_border: bool
    is_end: bool
    is_major: bool


@dataclass(frozen=True)
class Train:
    """A train on the drawing: its dot at (x, y), its number in a pill at (pill_x, pill_y)."""

    number: str
    x: float
    y: float
    pill_x: float
    pill_y: float
    forward: bool

    @property
    def foot(self) -> float:
        """This property is the lower edge of the pill."""
        return self.pill_y + PILL_HEIGHT


@dataclass(frozen=True)
class Drawing:
    """One drawing with its size."""

    width: float
    height: float
    points: Sequence[Point]
    trains: Sequence[Train]

    @property
    def first(self) -> Point:
        """This property is where the line begins."""
        return self.points[0]

    @property
    def last(self) -> Point:
        """This property is where the line ends."""
        return self.points[-1]

    @property
    def legs(self) -> list[tuple[Point, Point, bool]]:
        """This property lists the pieces of the line; a piece at the border is dashed."""
        return [(a, b, a.is_border or b.is_border) for a, b in pairwise(self.points)]


@dataclass(frozen=True)
class TrainLine:
    """A train in words."""

    dated_trip_id: int
    number: str
    headsign: str
    where: str
    late_minutes: int
    reported: bool


@dataclass(frozen=True)
class LineDiagram:
    """The trains of a line at a moment."""

    badge: Badge
    at: datetime
    wide: Drawing
    tall: Drawing
    trains: Sequence[TrainLine]


def line_diagram(route: Route, order: Sequence[Stop], at: datetime) -> LineDiagram | None:
    """This function draws a line, its stops given in order, with its trains of now; nothing without two stops."""
    if len(order) < 2:
        return None
    trains = trains_now(route=route, at=at)
    sits = [(train, where) for train in trains if (where := _where(train.place, order)) is not None]
    return LineDiagram(
        badge(route), at, _wide(order, sits), _tall(order, sits), [_line(train) for train in trains]
    )


def place_in_words(place: Place) -> str:
    """This function says where a train is: at a stop, or between two."""
    if place.is_at_stop or place.after is None:
        return _("at %(stop)s") % {"stop": place.before.stop.name}
    return _("between %(before)s and %(after)s") % {
        "before": place.before.stop.name,
        "after": place.after.stop.name,
    }


def _line(train: TrainNow) -> TrainLine:
    return TrainLine(
        train.dated_trip_id,
        train.number,
        train.headsign,
        place_in_words(train.place),
        train.delay_s // 60,
        train.place.reported,
    )


def _where(place: Place, order: Sequence[Stop]) -> float | None:
    """Tell at which of the line's stops a train is, in parts of the way to the next; None where it leaves the line."""
    if place.before.stop not in order:
        return None
    at = order.index(place.before.stop)
    if place.after is None or place.after.stop not in order:
        return float(at)
    return at + (order.index(place.after.stop) - at) * place.share


Sits = Sequence[tuple[TrainNow, float]]


def _wide(order: Sequence[Stop], sits: Sits) -> Drawing:
    step = (WIDE - MARGIN - LABEL_RIGHT) / (len(order) - 1)
    levelled = list(_levelled(sits, PILL_WIDTH / step))
    levels = max((level for _train, _where, level in levelled), default=0)
    track = TOP + PILL_HEIGHT + levels * (PILL_HEIGHT + 2)
    points = [_point(stop, order, MARGIN + at * step, track) for at, stop in enumerate(order)]
    trains = []
    for train, where, level in levelled:
        x = MARGIN + where * step
        pill_x = min(max(x - PILL_WIDTH / 2, 0.0), WIDE - PILL_WIDTH)
        pill_y = track - 14 - PILL_HEIGHT - level * (PILL_HEIGHT + 2)
        trains.append(_drawn(train, x, track, pill_x, pill_y))
    return Drawing(WIDE, track + LABEL_ROOM, points, trains)


def _tall(order: Sequence[Stop], sits: Sits) -> Drawing:
    points = [_point(stop, order, TRACK_X, MARGIN + at * STEP) for at, stop in enumerate(order)]
    trains = []
    for train, where, level in _levelled(sits, PILL_HEIGHT / STEP):
        y = MARGIN + where * STEP
        pill_x = max(0.0, TRACK_X - 14 - PILL_WIDTH - level * (PILL_WIDTH + 2))
        trains.append(_drawn(train, TRACK_X, y, pill_x, y - PILL_HEIGHT / 2))
    return Drawing(360, 2 * MARGIN + (len(order) - 1) * STEP, points, trains)


def _drawn(train: TrainNow, x: float, y: float, pill_x: float, pill_y: float) -> Train:
    x, y, pill_x, pill_y = (round(number, 1) for number in (x, y, pill_x, pill_y))
    return Train(train.number, x, y, pill_x, pill_y, train.direction == Trip.Direction.FROM_BELARUS)


def _levelled(sits: Sits, room: float) -> Iterable[tuple[TrainNow, float, int]]:
    """Put trains that would cover each other on levels of their own; `room` is in steps of the line."""
    ends: list[float] = []
    for train, where in sorted(sits, key=lambda one: one[1]):
        level = next((at for at, end in enumerate(ends) if end <= where), len(ends))
        ends[level:] = [where + room, *ends[level + 1 :]]
        yield train, where, level


def _point(stop: Stop, order: Sequence[Stop], x: float, y: float) -> Point:
    is_end = stop in (order[0], order[-1])
    return Point(
        stop.name, round(x, 1), round(y, 1), stop.is_border, is_end, stop.kind == Stop.Kind.STATION or is_end
    )
