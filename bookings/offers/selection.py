"""A train chosen from one stop to another, whether it is on sale, and its way through the two countries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings

from bookings.fares import BorderNotBetween, Section, split_at_border
from bookings.fares.tariff import UnknownCountry
from bookings.inventory import Span
from timetables.models import Stop
from timetables.queries import TripOption, TripStop, find_trip, passenger_stops


class WayStop(Protocol):
    """A stop on a way: of a train on its day, or of a line."""

    @property
    def stop(self) -> Stop:
        """This property is the stop."""

    @property
    def km(self) -> Decimal | None:
        """This property is its kilometre on the way, None where unknown."""

    @property
    def is_border(self) -> bool:
        """This property tells the border, which trains only pass."""


class TripNotFound(Exception):
    """No such train carries passengers from the one stop to the other."""


class NotOnSale(Exception):
    """The train isn't sold now; `code` says why: cancelled, departed, sales_closed, beyond_horizon, no_price."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class TripSelection:
    """A dated trip from one of its stops to a later one."""

    option: TripOption

    @property
    def dated_trip_id(self) -> int:
        """This property is the dated trip's key."""
        return self.option.dated_trip_id

    @property
    def span(self) -> Span:
        """This property is the stretch of stop positions, for the seats."""
        return Span(self.option.from_position, self.option.to_position)

    @property
    def booking_fields(self) -> dict[str, Any]:
        """This property is what a booking keeps of it: train, positions, stops, departure."""
        option = self.option
        return {
            "dated_trip_id": option.dated_trip_id,
            "from_position": option.from_position,
            "to_position": option.to_position,
            "origin": option.origin,
            "destination": option.destination,
            "departs_at": option.departure,
        }

    @property
    def travel_date(self) -> date:
        """This property is the day that ages and seasons are reckoned on: the local date of the first stop."""
        return self.option.departure.date()

    @property
    def sections(self) -> tuple[Section, ...]:
        """This property is the way cut at the border; raises NotOnSale where kilometres or countries are unknown."""
        return journey_sections(self.option.stops)


def select_trip(*, dated_trip_id: int, origin_code: str, destination_code: str) -> TripSelection:
    """Find a dated trip between two passenger stops, given by codes such as VITEBSK.

    This function makes four queries. Raises TripNotFound, also where the train doesn't serve one of the stops, goes
    the other way, or the two stops are one.
    """
    codes = [origin_code, destination_code]
    stops = {stop.stop_id: stop for stop in passenger_stops().filter(stop_id__in=codes)}
    if len(stops) != len(codes):
        raise TripNotFound
    option = find_trip(
        dated_trip_id=dated_trip_id, origin=stops[origin_code], destination=stops[destination_code]
    )
    if option is None:
        raise TripNotFound
    return TripSelection(option)


def refusal_of(option: TripOption, now: datetime) -> str | None:
    """This function tells why a train isn't sold now (see NotOnSale), None when it is.

    The expected departure counts: a late train is sold longer, an early one shorter.
    """
    left = option.expected_departure - now
    if option.is_cancelled:
        return "cancelled"
    if left <= timedelta(0):
        return "departed"
    if left < timedelta(minutes=settings.SALES_CLOSE_MINUTES):
        return "sales_closed"
    today = now.astimezone(option.departure.tzinfo).date()
    if option.departure.date() > today + timedelta(days=settings.SALES_HORIZON_DAYS):
        return "beyond_horizon"
    return None


def check_on_sale(option: TripOption, now: datetime) -> None:
    """This function raises NotOnSale when a train isn't sold now."""
    if code := refusal_of(option, now):
        raise NotOnSale(code)


def journey_sections(stops: Sequence[WayStop]) -> tuple[Section, ...]:
    """Cut a journey, given by its stops from first to last, at the border.

    This function returns one section a country, in order of travel; raises NotOnSale("no_price") where a kilometre
    or a country isn't known.
    """
    start, end = stops[0], stops[-1]
    border = next((stop for stop in stops[1:-1] if stop.is_border), None)
    if start.km is None or end.km is None:
        raise NotOnSale("no_price")
    try:
        sections = split_at_border(
            start.km,
            end.km,
            border.km if border else None,
            start.stop.country,
            end.stop.country,
            from_stop=start.stop.stop_id,
            to_stop=end.stop.stop_id,
            border_stop=border.stop.stop_id if border else "",
        )
    except (BorderNotBetween, UnknownCountry):
        raise NotOnSale("no_price") from None
    leaves = {stop.stop.stop_id: stop.departure.time() for stop in stops if isinstance(stop, TripStop)}
    return tuple(replace(each, departs_at=leaves.get(each.from_stop)) for each in sections)
