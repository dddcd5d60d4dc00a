"""Winning seats for one booking: one attempt, all seats or none."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.inventory.claim_sql import WIN_FIRST_FITTING, WIN_THESE
from bookings.inventory.database import fetch
from bookings.inventory.mend import mend_masks
from bookings.inventory.retry import alarm
from bookings.inventory.types import ORDINARY, HeldSeat, SeatRef, Span

HELD, SOLD = 1, 2


@dataclass(frozen=True, slots=True)
class Wish:
    """What a booking wants: seats for these passengers over this stretch, held for some seconds or sold at once.

    `expires_at`, where given, is used instead of `hold_seconds`. `kinds` are those of seats that may be found for it.
    """

    booking_id: int
    dated_trip_id: int
    span: Span
    passenger_numbers: Sequence[int]
    state: int = HELD
    hold_seconds: int = 0
    expires_at: datetime | None = None
    kinds: Sequence[str] = (ORDINARY,)

    @property
    def parameters(self) -> dict[str, Any]:
        """This property holds the values of the statements of `claim_sql`."""
        return {
            "booking": self.booking_id,
            "trip": self.dated_trip_id,
            "trips": [self.dated_trip_id],
            "mask": self.span.mask,
            **asdict(self.span),
            "passengers": list(self.passenger_numbers),
            "wanted": len(self.passenger_numbers),
            "state": self.state,
            "hold_seconds": self.hold_seconds,
            "expires_at": self.expires_at,
            "kinds": list(self.kinds),
        }


class _NotWon(Exception):
    """Fewer seats than wanted; raised inside the savepoint, so that the locks on those found are let go."""


class _LedgerDiffers(_NotWon):
    """The constraint has saved seats that their masks showed free."""

    def __init__(self, trip_seat_ids: list[int]) -> None:
        self.trip_seat_ids = trip_seat_ids


def win_first_fitting(wish: Wish) -> list[HeldSeat] | None:
    """This function takes the lowest ordinary seats that fit; None when fewer are free and not locked just now."""
    return _win(WIN_FIRST_FITTING, wish.parameters)


def win_these(wish: Wish, seat_ids: Sequence[int]) -> list[HeldSeat] | None:
    """This function takes these very seats, one for each passenger in order; None when one is taken or locked."""
    return _win(WIN_THESE, wish.parameters | {"seat_ids": list(seat_ids)})


def _win(statement: str, parameters: Mapping[str, Any]) -> list[HeldSeat] | None:
    # A single seat is locked only when it is won, which spares the savepoint.
    savepoint = transaction.atomic() if parameters["wanted"] > 1 else nullcontext()
    try:
        with savepoint:
            return _seated(fetch(statement, parameters), parameters["wanted"])
    except _LedgerDiffers as fault:
        alarm.error("The mask of a seat and the ledger of claims differ: seats %s", fault.trip_seat_ids)
        mend_masks(trip_seat_ids=fault.trip_seat_ids)
    except _NotWon:
        pass
    return None


def _seated(rows: Sequence[tuple[Any, ...]], wanted: int) -> list[HeldSeat]:
    if unclaimed := [trip_seat for trip_seat, _coach, _seat, _kind, passenger in rows if passenger is None]:
        raise _LedgerDiffers(unclaimed)
    if len(rows) < wanted:
        raise _NotWon
    return [HeldSeat(passenger, SeatRef(coach, seat, kind)) for _id, coach, seat, kind, passenger in rows]
