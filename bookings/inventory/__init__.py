"""Seats and other places: the only reader and writer of `TripSeat`, `SeatClaim` and `PlaceClaim`.

One seat, one passenger, per leg. A leg mask on each seat finds free ones cheaply; the ledger of claims under an
exclusion constraint is the truth. A hold ends by the database's clock, swept or not.
"""

from bookings.inventory.anywhere import SoldOut
from bookings.inventory.audit import AuditReport, audit
from bookings.inventory.change import change_seats
from bookings.inventory.changing import Stretch, find_plans, hold_plan
from bookings.inventory.confirm import HoldLost, confirm, extend
from bookings.inventory.hold import hold
from bookings.inventory.kept import SeatsKept
from bookings.inventory.mend import mend_masks
from bookings.inventory.open import TooManyLegs, open_trip, open_trips
from bookings.inventory.places import PlaceLost, PlacesTaken, places_left, refit_places, set_places
from bookings.inventory.regain import regain
from bookings.inventory.release import release
from bookings.inventory.reseat import Reseating, SeatMove, foretell_reseat, reseat
from bookings.inventory.retry import Busy, with_retries
from bookings.inventory.seat_map import seat_map
from bookings.inventory.seating import parts_of, seats_of
from bookings.inventory.seats_left import seats_left
from bookings.inventory.sweep import sweep_expired, trips_with_expired_holds
from bookings.inventory.taken import taken_seats
from bookings.inventory.these import SeatTaken, WrongSeat
from bookings.inventory.types import (
    CoachMap,
    HeldSeat,
    SeatPart,
    SeatPlan,
    SeatRef,
    SeatState,
    Span,
    changes_in,
)

__all__ = [
    "AuditReport",
    "Busy",
    "CoachMap",
    "HeldSeat",
    "HoldLost",
    "PlaceLost",
    "PlacesTaken",
    "Reseating",
    "SeatMove",
    "SeatPart",
    "SeatPlan",
    "SeatRef",
    "SeatState",
    "SeatTaken",
    "SeatsKept",
    "SoldOut",
    "Span",
    "Stretch",
    "TooManyLegs",
    "WrongSeat",
    "audit",
    "change_seats",
    "changes_in",
    "confirm",
    "extend",
    "find_plans",
    "foretell_reseat",
    "hold",
    "hold_plan",
    "mend_masks",
    "open_trip",
    "open_trips",
    "parts_of",
    "places_left",
    "refit_places",
    "regain",
    "release",
    "reseat",
    "seat_map",
    "seats_left",
    "seats_of",
    "set_places",
    "sweep_expired",
    "taken_seats",
    "trips_with_expired_holds",
    "with_retries",
]
