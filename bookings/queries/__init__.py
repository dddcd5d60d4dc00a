"""What can be asked of bookings. Answers are ready values; no question changes anything."""

from bookings.queries.benefits import offered_benefits
from bookings.queries.journey import JourneyPart, ended_together, held_together, journey_parts
from bookings.queries.missing import requested_information
from bookings.queries.page import (
    BookingView,
    PassengerView,
    TripView,
    booking_page,
    journey_stops,
    may_extend,
)
from bookings.queries.problem import Problem, price_problems
from bookings.queries.state import effective_state, is_held

__all__ = [
    "BookingView",
    "JourneyPart",
    "PassengerView",
    "Problem",
    "TripView",
    "booking_page",
    "effective_state",
    "ended_together",
    "held_together",
    "is_held",
    "journey_parts",
    "journey_stops",
    "may_extend",
    "offered_benefits",
    "price_problems",
    "requested_information",
]
