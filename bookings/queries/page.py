"""A booking as pages, API, tickets and mails show it: ready values, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from bookings import inventory
from bookings.documents import mask
from bookings.fares import FarePrice
from bookings.models import (
    PAID_STATES,
    Benefit,
    Booking,
    BookingEvent,
    Passenger,
    Payment,
    ProofSeen,
    SeasonTicket,
    Ticket,
)
from bookings.proofs import needs_proof, seen_proofs
from bookings.queries.consents import ConsentNeed, consent_needs
from bookings.queries.missing import requested_information
from bookings.queries.problem import Problem, price_problems
from bookings.queries.rights import FreeRefund, has_gone, judge_right
from bookings.queries.season import season_ticket_of
from bookings.queries.state import effective_state, is_held
from timetables.models import DatedTrip, RollingStock, Route, Stop
from timetables.queries import BusRide, TripStop, buses_by_trip, part_cancelled, trip_stops

# What an exchange that was carried out may have become; CANCELLED is one that was let go.
EXCHANGE_DONE = PAID_STATES | {Booking.State.EXCHANGED, Booking.State.REFUNDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class TripView:
    """The train of a booking, from where its passengers get on to where they get off.

    Times are planned, in each stop's own timezone; `delay_s` is known now of the departure. `buses` run on a part of
    the way instead of the train.
    """

    dated_trip_id: int
    trip_id: str
    number: str
    headsign: str
    route: Route
    service_date: date
    origin: Stop
    destination: Stop
    departure: datetime
    arrival: datetime
    state: str
    seat_mode: str
    rolling_stock: RollingStock | None
    collects_passenger_data: bool
    demonstration: bool
    stops: tuple[TripStop, ...]
    buses: tuple[BusRide, ...] = ()

    @property
    def delay_s(self) -> int:
        """This property is the delay of the departure, in seconds, below 0 when the train leaves early."""
        return self.stops[0].departure_delay_s

    @property
    def late_minutes(self) -> int:
        """This property is the same in whole minutes."""
        return int(self.delay_s / 60)

    @property
    def is_cancelled(self) -> bool:
        """This property tells that the train does not run."""
        return self.state == DatedTrip.State.CANCELLED

    @property
    def part_cancelled(self) -> tuple[Stop, Stop] | None:
        """This property is the part of the journey on which the train does not run: from which stop to which."""
        return part_cancelled(self.stops)

    @property
    def expected_departure(self) -> datetime:
        """This property is the departure with the delay known now."""
        return self.stops[0].expected_departure

    @property
    def expected_arrival(self) -> datetime:
        """This property is the arrival with the delay known now."""
        return self.stops[-1].expected_arrival

    @property
    def duration(self) -> timedelta:
        """This property is the planned time on the way."""
        return self.arrival - self.departure


@dataclass(frozen=True, slots=True, kw_only=True)
class PassengerView:
    """A passenger. `seats` are those sold to them: one all the way or, as they agreed, several in turn.

    The number of a seat is not to be shown in mode `quota` (coach 0).
    """

    number: int
    passenger: Passenger
    name: str
    country: str
    benefit: Benefit | None
    granted_benefit: Benefit | None
    document: str
    proof: str  # of the benefit: its number, masked
    needs_proof: bool
    seen: ProofSeen | None  # the proof was seen before and counts on the day: it need not be shown
    price: Decimal
    full_price: Decimal
    other_price: Decimal | None
    fare: dict[str, Any]
    seats: tuple[inventory.SeatPart, ...]
    ticket: Ticket | None
    is_travelling: bool
    problems: tuple[Problem, ...]
    consent: ConsentNeed | None

    @property
    def seat(self) -> inventory.SeatRef | None:
        """This property is the seat, the first one of several, None where none is sold."""
        return self.seats[0].seat if self.seats else None

    @property
    def changes_seats(self) -> bool:
        """This property tells that the passenger has several seats in turn."""
        return len(self.seats) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingView:
    """A booking at one moment. `state` is by the clock; amounts are in `currency`, `other_total` in the other one."""

    booking: Booking
    reference: str
    state: Booking.State
    trip: TripView
    passengers: tuple[PassengerView, ...]
    currency: str
    total: Decimal
    other_currency: str
    other_total: Decimal | None
    rate: Decimal
    rate_date: date | None
    hold_expires_at: datetime | None
    is_held: bool
    may_extend: bool
    may_retake: bool
    is_paid: bool
    is_refundable: bool
    right: FreeRefund | None
    requested: tuple[Problem, ...]
    events: tuple[BookingEvent, ...]
    payments: tuple[Payment, ...]
    exchanged_from: Booking | None
    exchanged_for: tuple[Booking, ...]
    season_ticket: SeasonTicket | None

    @property
    def is_exchangeable(self) -> bool:
        """This property tells that other tickets can be got for these; a seat of a season ticket is given back."""
        return self.is_refundable and self.season_ticket is None

    @property
    def is_free(self) -> bool:
        """This property tells that nothing is to be paid: it is confirmed without a bank."""
        return self.booking.due <= 0

    @property
    def payment(self) -> Payment | None:
        """This property is the latest payment, None before the first."""
        return self.payments[0] if self.payments else None


def booking_page(booking: Booking, *, now: datetime) -> BookingView:
    """Read everything about a booking that is shown anywhere.

    This function makes the same number of queries for one passenger and for four.
    """
    trip = _trip(booking)
    passengers = _passengers(booking, trip.departure.date(), timezone.localdate(now))
    others = [view.other_price for view in passengers]
    other_total = (
        None if None in others else sum((price for price in others if price is not None), Decimal(0))
    )
    state = effective_state(booking, now)
    events = tuple(booking.events.all())
    right = _right(booking, trip, passengers, events) if state in PAID_STATES else None
    return BookingView(
        booking=booking,
        reference=booking.shown_reference,
        state=state,
        trip=trip,
        passengers=passengers,
        currency=booking.currency,
        total=booking.total,
        other_currency="RUB" if booking.currency == "BYN" else "BYN",
        other_total=other_total,
        rate=booking.rate_value,
        rate_date=booking.rate.date if booking.rate else None,
        hold_expires_at=booking.hold_expires_at,
        is_held=is_held(booking, now),
        may_extend=may_extend(booking, now),
        may_retake=state == Booking.State.RELEASED
        and not booking.exchanged_from_id
        and not trip.is_cancelled
        and trip.expected_departure > now,
        is_paid=state in PAID_STATES,
        is_refundable=state in PAID_STATES and (right is not None or trip.departure > now),
        right=right,
        requested=tuple(requested_information(booking)) if state == Booking.State.PREBOOKED else (),
        events=events,
        payments=tuple(booking.payments.all()),
        exchanged_from=booking.exchanged_from,
        exchanged_for=_exchanged_for(booking, now),
        season_ticket=season_ticket_of(booking),
    )


def _exchanged_for(booking: Booking, now: datetime) -> tuple[Booking, ...]:
    """This function lists the bookings its tickets were given for, or are about to be, the latest first."""
    alive = Q(state=Booking.State.PREBOOKED, hold_expires_at__gt=now) | Q(state__in=EXCHANGE_DONE)
    return tuple(booking.exchanges.filter(alive).order_by("-pk"))


def may_extend(booking: Booking, now: datetime) -> bool:
    """This function tells whether the hold may be made longer now: once, in its last two minutes (WCAG 2.2.1)."""
    if booking.hold_extended or booking.hold_expires_at is None or not is_held(booking, now):
        return False
    return booking.hold_expires_at - now <= timedelta(seconds=settings.HOLD_WARNING_SECONDS)


def _passengers(booking: Booking, day: date, today: date) -> tuple[PassengerView, ...]:
    people = booking.passengers.select_related("benefit", "granted_benefit", "ticket")
    rows = list(people.order_by("number"))
    seats = inventory.parts_of(booking_ids=[booking.pk])[booking.pk]
    seen = seen_proofs(rows, day=day)
    asked = consent_needs(rows, day=today)
    return tuple(
        _passenger(row, seats.get(row.number, ()), seen.get(row.number), asked.get(row.number))
        for row in rows
    )


def _passenger(
    row: Passenger,
    seats: tuple[inventory.SeatPart, ...],
    seen: ProofSeen | None,
    consent: ConsentNeed | None,
) -> PassengerView:
    fare = FarePrice.from_json(row.price_lines) if row.price_lines else None
    return PassengerView(
        number=row.number,
        passenger=row,
        name=row.full_name,
        country=row.country,
        benefit=row.benefit,
        granted_benefit=row.granted_benefit,
        document=mask(row.document_last4),
        proof=mask(row.proof_last4),
        needs_proof=bool(row.granted_benefit and needs_proof(row.granted_benefit)),
        seen=seen,
        price=row.price,
        full_price=row.full_price,
        other_price=fare.other_price.amount if fare else None,
        fare=row.price_lines,
        seats=seats,
        ticket=getattr(row, "ticket", None),
        is_travelling=row.state == Passenger.State.ACTIVE,
        problems=tuple(price_problems(row.number, fare)) if fare else (),
        consent=consent,
    )


def _right(
    booking: Booking, trip: TripView, passengers: Sequence[PassengerView], events: Sequence[BookingEvent]
) -> FreeRefund | None:
    stops = {stop.position: stop for stop in trip.stops}
    lost = any(each.is_travelling and has_gone(each.seats) for each in passengers)
    return judge_right(booking, stops, lost, events)


def _trip(booking: Booking) -> TripView:
    train = booking.dated_trip
    stops = journey_stops(booking)
    return TripView(
        dated_trip_id=train.pk,
        trip_id=train.trip.trip_id,
        number=train.trip.short_name or train.trip.trip_id,
        headsign=train.trip.headsign,
        route=train.trip.route,
        service_date=train.service_date,
        origin=stops[0].stop,
        destination=stops[-1].stop,
        departure=stops[0].departure,
        arrival=stops[-1].arrival,
        state=train.state,
        seat_mode=train.seat_mode,
        rolling_stock=train.rolling_stock,
        collects_passenger_data=train.trip.collects_passenger_data,
        demonstration=train.trip.demonstration,
        stops=tuple(stops),
        buses=_buses(booking),
    )


def _buses(booking: Booking) -> tuple[BusRide, ...]:
    buses = buses_by_trip([booking.dated_trip_id]).get(booking.dated_trip_id, [])
    return tuple(bus for bus in buses if bus.concerns(booking.from_position, booking.to_position))


def journey_stops(booking: Booking) -> Sequence[TripStop]:
    """This function lists the stops of a booking's train from its passengers' first to their last, border included."""
    positions = range(booking.from_position, booking.to_position + 1)
    return [stop for stop in trip_stops(booking.dated_trip_id) if stop.position in positions]
