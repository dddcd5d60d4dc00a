"""Where passengers sit after a train set was exchanged, for any set, any parties and any seats taken."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bookings.inventory.reseat_plan import Move, Place, Sitter, SittingParty, plan_moves

LEGS = 3
KINDS = ("seat", "seat", "seat", "wheelchair")
masks = st.integers(1, 2**LEGS - 1)


def place(number: int, **fields: object) -> Place:
    column = (number - 1) % 4 + 1
    known = {
        "id": number, "coach": 1, "number": number, "row": (number - 1) // 4 + 1, "column": column,
        "is_window": column in {1, 4},
    }  # fmt: skip
    return Place(**known | fields)  # type: ignore[arg-type]


def gone(number: int, **fields: object) -> Place:
    return replace(place(number), id=-number, coach=9, **fields)


def party(booking: int, *sitters: Sitter, mask: int = 7, is_sold: bool = True) -> SittingParty:
    return SittingParty(booking, mask, is_sold, sitters)


@st.composite
def trains(draw: st.DrawFn) -> tuple[list[SittingParty], list[Place]]:
    places = [
        place(number, kind=draw(st.sampled_from(KINDS)), taken=draw(st.integers(0, 2**LEGS - 1)))
        for number in range(1, draw(st.integers(1, 12)) + 1)
    ]
    parties = [
        party(
            booking,
            *(
                Sitter(number, gone(10 * booking + number, kind=draw(st.sampled_from(KINDS))), displaced=True)
                for number in range(1, draw(st.integers(1, 4)) + 1)
            ),
            mask=draw(masks),
            is_sold=draw(st.booleans()),
        )
        for booking in range(1, draw(st.integers(1, 5)) + 1)
    ]
    return parties, places


@given(trains())
def test_nobody_sits_on_another_and_everybody_on_their_kind(
    train: tuple[list[SittingParty], list[Place]],
) -> None:
    parties, places = train
    masks_of = {one.booking_id: one.mask for one in parties}
    taken = {one.id: one.taken for one in places}
    for move in plan_moves(parties, places):
        if move.to:
            mask = masks_of[move.booking_id]
            assert not taken[move.to.id] & mask
            taken[move.to.id] |= mask
            assert move.to.kind == move.was.kind


@given(trains())
def test_everybody_displaced_is_answered_once(train: tuple[list[SittingParty], list[Place]]) -> None:
    parties, places = train
    wanted = Counter((one.booking_id, sitter.passenger_no) for one in parties for sitter in one.displaced)
    assert Counter((move.booking_id, move.passenger_no) for move in plan_moves(parties, places)) == wanted


@given(trains())
def test_nobody_stands_beside_an_equal_free_seat(train: tuple[list[SittingParty], list[Place]]) -> None:
    parties, places = train
    masks_of = {one.booking_id: one.mask for one in parties}
    moves = plan_moves(parties, places)
    taken = {one.id: one.taken for one in places}
    for move in moves:
        if move.to:
            taken[move.to.id] |= masks_of[move.booking_id]
    for move in moves:
        if move.to is None:
            mask = masks_of[move.booking_id]
            assert not [one for one in places if one.kind == move.was.kind and not taken[one.id] & mask]


def seats(moves: list[Move], booking: int) -> list[int]:
    return [move.to.number for move in moves if move.booking_id == booking and move.to]


def test_a_party_stays_in_one_row_though_single_seats_are_nearer() -> None:
    free = [place(3), place(5), place(9), place(10), place(11), place(12)]
    couple = party(1, Sitter(1, gone(1), True), Sitter(2, gone(2), True))
    assert seats(plan_moves([couple], free), 1) == [9, 10]


def test_who_had_a_window_has_one_again() -> None:
    family = party(1, Sitter(1, gone(2), True), Sitter(2, gone(1), True))
    moves = plan_moves([family], [place(5), place(6)])
    assert {move.passenger_no: move.to.number for move in moves if move.to} == {1: 6, 2: 5}


def test_who_must_move_sits_near_the_rest_of_the_party() -> None:
    stays = Sitter(1, place(9), displaced=False)
    moves = plan_moves([party(1, stays, Sitter(2, gone(2), True))], [place(2), place(10)])
    assert seats(moves, 1) == [10]


def test_who_has_paid_is_seated_before_who_has_not() -> None:
    held = party(1, Sitter(1, gone(1), True), is_sold=False)
    paid = party(2, Sitter(1, gone(2), True))
    moves = plan_moves([held, paid], [place(3)])
    assert (seats(moves, 1), seats(moves, 2)) == ([], [3])


def test_seats_of_different_stretches_are_shared() -> None:
    first, second = (
        party(booking, Sitter(1, gone(booking), True), mask=mask) for booking, mask in ((1, 1), (2, 6))
    )
    moves = plan_moves([first, second], [place(3)])
    assert seats(moves, 1) == seats(moves, 2) == [3]


def test_a_window_alone_is_not_worth_another_coach() -> None:
    alone = party(1, Sitter(1, replace(gone(4), coach=1), True))
    moves = plan_moves([alone], [place(6), replace(place(5), id=50, coach=2)])
    assert seats(moves, 1) == [6]
