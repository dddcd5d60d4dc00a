"""The true train with no seat free all the way, though one is on each side of Rudnya."""

from bookings import inventory
from bookings.inventory import SeatRef, Span
from tests.bookings.true_line import make_true_train
from tests.factories import make_booking
from timetables.models import DatedTrip

RUDNYA, SMOLENSK = 3, 4
PARTY = 4


def make_full_train(*, pairs: int = 1) -> DatedTrip:
    """This function sells the odd seats from Rudnya on and the even ones up to there, `pairs` of each."""
    train = make_true_train(seats=2 * pairs)
    fill(train, RUDNYA, last=SMOLENSK)
    return train


def fill(train: DatedTrip, change: int, *, last: int) -> None:
    """This function sells every ordinary seat of a train on one side of a position, by turns after it and before it."""
    coaches = inventory.seat_map(dated_trip_id=train.pk, span=Span(0, last))
    seats = [seat for coach in coaches for seat in coach.seats if seat.kind == "seat"]
    for side, span in enumerate([Span(change, last), Span(0, change)]):
        places = [SeatRef(seat.coach, seat.number) for seat in seats[side::2]]
        for start in range(0, len(places), PARTY):
            take(train, places[start : start + PARTY], span)


def take(train: DatedTrip, seats: list[SeatRef], span: Span) -> None:
    """This function holds seats over a stretch, for strangers."""
    inventory.hold(
        booking_id=make_booking(train, span, passengers=len(seats)).pk,
        dated_trip_id=train.pk,
        span=span,
        passenger_numbers=range(1, len(seats) + 1),
        seats=seats,
        hold_seconds=3600,
    )
