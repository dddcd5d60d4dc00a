"""Whom to seat where when a train set is exchanged for another. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from bookings.inventory.together import ROW_STEP, FreeSeat, groups_together

OTHER_COACH = 1000
ORDINARY = "seat"


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the train with what passengers choose it for; `taken` are its legs as bits."""

    id: int
    coach: int
    number: int
    row: int
    column: int
    kind: str = ORDINARY
    is_window: bool = False
    has_table: bool = False
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Sitter:
    """A passenger with the place they have; one that the new set has no longer, or not of that kind, is displaced."""

    passenger_no: int
    was: Place
    displaced: bool


@dataclass(frozen=True, slots=True)
class SittingParty:
    """The passengers of a booking over the same stretch, given as bits."""

    booking_id: int
    mask: int
    is_sold: bool
    sitters: Sequence[Sitter]

    @property
    def displaced(self) -> list[Sitter]:
        """This property lists those who need another place."""
        return [sitter for sitter in self.sitters if sitter.displaced]


@dataclass(frozen=True, slots=True)
class Move:
    """A passenger's way from one place to another for some legs; `to` is None where none is left."""

    booking_id: int
    passenger_no: int
    mask: int
    was: Place
    to: Place | None


def plan_moves(parties: Iterable[SittingParty], places: Iterable[Place]) -> list[Move]:
    """Find an equal place for everybody who is displaced: of the same kind, free over the whole stretch.

    Who has paid is seated first, larger parties before smaller ones, then who booked earlier. A party stays together
    where it can, near those of it who keep their places; a window or a table is kept where it can be.
    This function returns one move for each displaced passenger.
    """
    free = {place.id: place for place in places}
    moves: list[Move] = []
    for party in sorted(parties, key=_precedence):
        for move in _seat(party, free):
            moves.append(move)
            if move.to:
                free[move.to.id] = replace(free[move.to.id], taken=free[move.to.id].taken | party.mask)
    return moves


def _precedence(party: SittingParty) -> tuple[bool, int, int]:
    return not party.is_sold, -len(party.displaced), party.booking_id


def _seat(party: SittingParty, places: dict[int, Place]) -> list[Move]:
    free = [place for place in places.values() if not place.taken & party.mask]
    ordinary = [sitter for sitter in party.displaced if sitter.was.kind == ORDINARY]
    near = [sitter.was for sitter in party.sitters if not sitter.displaced]
    found: dict[int, Place] = {}
    if not near and len(ordinary) == len(party.sitters) > 1:
        found = _together(ordinary, [place for place in free if place.kind == ORDINARY])
    for sitter in party.displaced:
        if sitter.passenger_no not in found:
            company = near + list(found.values())
            if place := _closest(sitter, free, company, taken={one.id for one in found.values()}):
                found[sitter.passenger_no] = place
    return [
        Move(party.booking_id, sitter.passenger_no, party.mask, sitter.was, found.get(sitter.passenger_no))
        for sitter in party.displaced
    ]


def _together(sitters: Sequence[Sitter], free: Sequence[Place]) -> dict[int, Place]:
    """Seat a whole party in one coach: closest first, of equals where most keep a window or a table."""
    by_id = {place.id: place for place in free}
    ordered = sorted(free, key=lambda place: (place.coach, place.number))
    seats = [FreeSeat(one.id, one.coach, one.number, one.row, one.column) for one in ordered]
    best: tuple[tuple[int, int], dict[int, Place]] | None = None
    for order, ids in enumerate(groups_together(seats, len(sitters))):
        seated = _match(sitters, [by_id[one] for one in ids])
        rank = (_looseness(seated.values()), _losses(sitters, seated))
        if best is None or rank < best[0]:
            best = rank, seated
        if order > len(seats) or best[0] == (0, 0):
            break
    return best[1] if best else {}


def _looseness(places: Collection[Place]) -> int:
    rows = [place.row for place in places]
    return max(rows) - min(rows)


def _match(sitters: Sequence[Sitter], places: Sequence[Place]) -> dict[int, Place]:
    """Share a party's places out so that the fewest lose a window or a table; parties are of at most four."""
    shared: Iterator[dict[int, Place]] = (
        dict(zip((sitter.passenger_no for sitter in sitters), order, strict=True))
        for order in permutations(places)
    )
    return min(shared, key=lambda seated: _losses(sitters, seated))


def _losses(sitters: Sequence[Sitter], seated: dict[int, Place]) -> int:
    return sum(_loss(sitter.was, seated[sitter.passenger_no]) for sitter in sitters)


def _loss(was: Place, to: Place) -> int:
    return (was.is_window and not to.is_window) + (was.has_table and not to.has_table)


def _closest(
    sitter: Sitter, free: Sequence[Place], company: Sequence[Place], *, taken: Collection[int]
) -> Place | None:
    """Seat one passenger: near their company, else near where they sat; a window or a table weighs a row."""
    around = company or [sitter.was]
    fitting = [place for place in free if place.kind == sitter.was.kind and place.id not in taken]
    return min(
        fitting,
        key=lambda place: (
            min(_distance(place, other) for other in around) + ROW_STEP * _loss(sitter.was, place),
            place.coach,
            place.number,
        ),
        default=None,
    )


def _distance(one: Place, other: Place) -> int:
    apart = 0 if one.coach == other.coach else OTHER_COACH
    return apart + ROW_STEP * abs(one.row - other.row) + abs(one.column - other.column)
