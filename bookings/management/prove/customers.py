"""Who races for a train: passengers with bicycles, on their way there and back, with season tickets, and clerks."""

import time
from contextlib import suppress
from random import Random

from django.utils import timezone

from bookings.inventory import Busy, SoldOut
from bookings.management.prove.buyers import Sample, find_offer, hold, make_up_mind, pay
from bookings.management.prove.market import Market
from bookings.management.prove.people import details_of, party_of
from bookings.management.prove.trains import Train
from bookings.models import Booking, SeasonTicket, Shift
from bookings.offers import PartyRefused, open_offer
from bookings.operations.check_season_trip import SeasonNotValid
from bookings.operations.create_journey import create_journey
from bookings.operations.reserve_season_seat import reserve_season_seat
from bookings.operations.take_at_desk import take_card, take_cash

BICYCLES = 0.3  # of the parties so many want to take one along

Booked = tuple[str, Booking]


class Customer:
    """A passenger of one train who pays at the bank."""

    def __init__(self, train: Train, market: Market, client: int) -> None:
        self.train, self.market = train, market
        self.chance = Random(client)  # noqa: S311 - a race that can be run again the same way

    def attempt(self, stretch: tuple[str, str], size: int) -> Sample:
        """This method takes seats for a party and returns what it came to, with its seconds; paying isn't counted."""
        began = time.perf_counter()
        try:
            outcome, booking = self.book(stretch, size)
        except SoldOut:
            return "sold out", time.perf_counter() - began
        except Busy:
            return "busy", time.perf_counter() - began
        seconds = time.perf_counter() - began
        make_up_mind(booking, self.chance.random(), pay=self.pay)
        return outcome, seconds

    def book(self, stretch: tuple[str, str], size: int) -> Booked:
        """This method takes seats, and a place for a bicycle while there is one. Raises SoldOut, Busy."""
        if self.chance.random() < BICYCLES:
            with suppress(PartyRefused):  # no place is left
                booking = hold(self.train, stretch, size, self.chance, ancillaries={"bicycle": 1})
                return "bought with a bicycle", booking
        return "bought", hold(self.train, stretch, size, self.chance)

    def pay(self, booking: Booking) -> None:
        """This method pays for a booking, and with the same charge for what is held together with it."""
        pay(booking)


class ThereAndBack(Customer):
    """A passenger who holds seats on a train and on one back at once."""

    def __init__(self, train: Train, market: Market, client: int) -> None:
        super().__init__(train, market, client)
        self.full: set[tuple[str, str]] = set()  # ways on which there were no seats there and back

    def book(self, stretch: tuple[str, str], size: int) -> Booked:
        """This method takes seats on both trains; where there are none back, on the first alone."""
        if stretch in self.full:
            return super().book(stretch, size)
        party = party_of(size, self.chance)
        ways = [(self.train, stretch), (self.market.back, stretch[::-1])]
        found = [find_offer(train, way, party) for train, way in ways]
        offers = [open_offer(offer.id, now=timezone.now()) for offer in found if offer]
        if len(offers) < len(ways):
            self.full.add(stretch)
            return super().book(stretch, size)
        try:
            bookings = create_journey(
                offers=offers, channel=Booking.Channel.API, language="ru", now=timezone.now(),
                passengers=details_of(size), email="proof@example.org",
            )  # fmt: skip
        except SoldOut:
            return super().book(stretch, size)
        return "bought there and back", bookings[0]


class SeasonHolder(Customer):
    """A holder of season tickets, which others use at the same moment; without a trip left a passenger like others."""

    def book(self, stretch: tuple[str, str], size: int) -> Booked:
        """This method reserves a seat free of charge."""
        ticket = SeasonTicket.objects.get(pk=self.chance.choice(self.market.season_tickets))
        try:
            booking = reserve_season_seat(
                ticket=ticket,
                dated_trip_id=self.train.dated_trip_id,
                origin=stretch[0],
                destination=stretch[1],
                channel=Booking.Channel.API,
                now=timezone.now(),
            )
        except SeasonNotValid:
            return super().book(stretch, size)
        return "reserved with a season ticket", booking


class Clerk(Customer):
    """A clerk who sells at a desk, for cash and by card."""

    def __init__(self, train: Train, market: Market, client: int) -> None:
        super().__init__(train, market, client)
        self.shift = Shift.objects.get(pk=market.shifts[client % len(market.shifts)])

    def book(self, stretch: tuple[str, str], size: int) -> Booked:
        """This method takes seats for whoever stands at the desk."""
        return "sold at a desk", hold(self.train, stretch, size, self.chance)

    def pay(self, booking: Booking) -> None:
        """This method takes the money at the desk."""
        if self.chance.random() < 0.5:
            take_card(booking=booking, shift=self.shift, now=timezone.now())
        else:
            take_cash(booking=booking, shift=self.shift, handed=booking.due, now=timezone.now())


KINDS = (Customer, ThereAndBack, SeasonHolder, Clerk)


def customer(client: int, train: Train, market: Market) -> Customer:
    """This function makes the customer that a client of the race is: one of each kind in turn."""
    return KINDS[client % len(KINDS)](train, market, client)
