"""Seats in turn for a party when no single seats are free all the way: the fewest changes there can be. Pure.

Passengers are units that flow from the first stop to the last through what is free of each seat. To stay costs
nothing, to change costs one; a seat carries one unit. The cheapest flow is found exactly (`network`), so no plan has
fewer changes. Seats with the same free stretch are one channel of the flow, so a long train is as quick as a short one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bookings.inventory.network import Network
from bookings.inventory.types import SeatPart, SeatPlan, SeatRef, Span, changes_in

OTHER_COACH = 1000


@dataclass(frozen=True, slots=True)
class FreeLegs:
    """A seat and the legs on which it is free, as bits."""

    seat: SeatRef
    legs: int


@dataclass(frozen=True, slots=True)
class _Channel:
    """Seats that are free from one place of change to another, given by their order among such places."""

    start: int
    end: int
    seats: tuple[SeatRef, ...]


@dataclass(frozen=True, slots=True)
class _Ride:
    """A passenger's way in one channel."""

    passenger: int
    channel: _Channel
    start: int
    end: int


def cover(seats: Sequence[FreeLegs], span: Span, *, size: int, stops: Mapping[int, int]) -> SeatPlan | None:
    """Seat a party on every leg of a stretch with the fewest changes of seat; None where that can't be.

    `stops` are the positions where seats may be changed, with the seconds the train stands there. Of plans with as few
    changes one is taken that keeps a party in one coach, then the one with changes at the longest stops; a passenger
    alone gets the longest stops first. This function looks at all possibilities, by each coach and by the whole train.
    """
    coaches = defaultdict(list)
    for one in seats:
        coaches[one.seat.coach].append(one)
    groups = [coaches[coach] for coach in sorted(coaches)] + ([list(seats)] if len(coaches) > 1 else [])
    plans = [plan for group in groups if (plan := _cover(group, span, size, stops))]
    return min(plans, key=lambda plan: _rank(plan, stops), default=None)


def _rank(plan: SeatPlan, stops: Mapping[int, int]) -> tuple[int, int, int]:
    apart = len({part.seat.coach for parts in plan for part in parts}) > 1
    standing = sum(stops[part.start] for parts in plan for part in parts[1:])
    if len(plan) > 1:
        return changes_in(plan), apart, -standing
    return changes_in(plan), -standing, apart


def _cover(seats: Iterable[FreeLegs], span: Span, size: int, stops: Mapping[int, int]) -> SeatPlan | None:
    places = [span.start, *sorted(at for at in stops if span.start < at < span.end), span.end]
    channels = _channels(seats, places)
    network = _network(channels, places, size, stops)
    end = len(places) - 1
    if network.send(0, end, size) is None:
        return None
    rides = [
        ride
        for passenger, path in enumerate(network.paths(0, end, size))
        for ride in _rides(passenger, path, channels)
    ]
    return _seated(rides, places, size)


def _channels(seats: Iterable[FreeLegs], places: Sequence[int]) -> list[_Channel]:
    free: dict[tuple[int, int], list[SeatRef]] = defaultdict(list)
    masks = [Span(*pair).mask for pair in pairwise(places)]
    for one in seats:
        for start, end in _stretches([one.legs & mask == mask for mask in masks]):
            free[start, end].append(one.seat)
    return [_Channel(start, end, tuple(sorted(free[start, end]))) for start, end in sorted(free)]


def _stretches(free: Sequence[bool]) -> Iterable[tuple[int, int]]:
    start = None
    for at, is_free in enumerate([*free, False]):
        if is_free and start is None:
            start = at
        elif not is_free and start is not None:
            yield start, at
            start = None


def _network(
    channels: Sequence[_Channel], places: Sequence[int], size: int, stops: Mapping[int, int]
) -> Network:
    """Join the channels where one may change: node 0, 1, 2 … for the places, (channel, place) for a way on a seat."""
    network, last = Network(), len(places) - 1
    # One change more outweighs any stop, however long.
    change = 1 + size * sum(stops[at] for at in places[1:-1])
    for number, channel in enumerate(channels):
        room = min(size, len(channel.seats))
        for at in range(channel.start, channel.end):
            network.add(at, (number, at), capacity=room)
            network.add((number, at), (number, at + 1), capacity=room)
            cost = 0 if at + 1 == last else change - stops[places[at + 1]]
            network.add((number, at + 1), at + 1, capacity=room, cost=cost)
    return network


def _rides(passenger: int, path: Sequence[Any], channels: Sequence[_Channel]) -> Iterable[_Ride]:
    on_seats = [node for node in path if isinstance(node, tuple)]
    start = 0
    for index, (number, at) in enumerate(on_seats):
        following = on_seats[index + 1] if index + 1 < len(on_seats) else None
        if following is None or following[0] != number or following[1] == at:
            yield _Ride(passenger, channels[number], on_seats[start][1], at)
            start = index + 1


def _seated(rides: Iterable[_Ride], places: Sequence[int], size: int) -> SeatPlan:
    """Share the seats of each channel out, first come first; of those free one near the party's others is taken."""
    busy_until: dict[tuple[_Channel, SeatRef], int] = {}
    seated: list[list[SeatPart]] = [[] for _passenger in range(size)]
    for ride in sorted(rides, key=lambda ride: (ride.start, ride.passenger)):
        free = [seat for seat in ride.channel.seats if busy_until.get((ride.channel, seat), 0) <= ride.start]
        start, end = places[ride.start], places[ride.end]
        seat = min(free, key=lambda seat: _distance(seat, _company(seated, ride.passenger, start)))
        busy_until[ride.channel, seat] = ride.end
        seated[ride.passenger].append(SeatPart(seat, start, end))
    return tuple(tuple(parts) for parts in seated)


def _company(seated: Sequence[Sequence[SeatPart]], passenger: int, start: int) -> list[SeatRef]:
    """The seats of those who sit already where a passenger comes; where nobody does, the seat they come from."""
    others = [
        part.seat
        for number, parts in enumerate(seated)
        for part in parts
        if number != passenger and part.start <= start < part.end
    ]
    return others or [part.seat for part in seated[passenger][-1:]]


def _distance(seat: SeatRef, company: Sequence[SeatRef]) -> tuple[int, SeatRef]:
    apart = sum(
        abs(seat.number - other.number) + OTHER_COACH * (seat.coach != other.coach) for other in company
    )
    return apart, seat
