"""Tickets of a paid booking: one each, once, with a code that names the seat."""

from datetime import timedelta

import pytest

from bookings import inventory
from bookings.models import Benefit, Booking, Passenger, Ticket
from bookings.tickets.code import TicketFacts, read_payload
from bookings.tickets.issue import issue_tickets, void_tickets
from bookings.tickets.keys import public_keys
from tests.bookings.world import NOW, make_booking, make_train

pytestmark = pytest.mark.django_db


def facts_of(ticket: Ticket) -> TicketFacts:
    return read_payload(bytes(Ticket.objects.get(pk=ticket.pk).payload), public_keys())


def give_benefit(booking: Booking, *, code: str, sensitive: bool) -> None:
    benefit = Benefit.objects.create(
        code=code, country="BY", discount_percent=50, name_ru="Имя", proof_ru="бумага", sensitive=sensitive
    )
    booking.passengers.update(granted_benefit=benefit)


def test_each_passenger_gets_a_ticket_with_their_seat_in_its_code() -> None:
    booking = make_booking(make_train(), passengers=2)
    seats = inventory.seats_of(booking_ids=[booking.pk])[booking.pk]
    tickets = issue_tickets(booking=booking, now=NOW)

    assert [ticket.number for ticket in tickets] == [
        f"{booking.shown_reference}-{number}" for number in (1, 2)
    ]
    for ticket in tickets:
        facts, seat = facts_of(ticket), seats[ticket.passenger.number]
        assert (facts.coach, facts.seat) == (seat.coach, seat.number)
        assert (facts.number, facts.issued_at, facts.document_tail) == (ticket.number, NOW, "4567")
        assert (facts.origin, facts.destination) == ("VITEBSK", "SMOLENSK")
        assert facts.passenger == f"Ковалёва{ticket.passenger.number} А. П."
        assert facts.service_date == booking.dated_trip.service_date


def test_a_second_call_makes_nothing_new() -> None:
    booking = make_booking(make_train(), passengers=2)
    first = issue_tickets(booking=booking, now=NOW)
    again = issue_tickets(booking=booking, now=NOW + timedelta(hours=1))
    assert [each.pk for each in first] == [each.pk for each in again]
    assert [each.issued_at for each in again] == [NOW, NOW]
    assert Ticket.objects.count() == 2


def test_a_passenger_who_gave_the_trip_up_gets_none() -> None:
    booking = make_booking(make_train(), passengers=2)
    booking.passengers.filter(number=1).update(state=Passenger.State.REFUNDED)
    assert [ticket.passenger.number for ticket in issue_tickets(booking=booking, now=NOW)] == [2]


@pytest.mark.parametrize("mode", ["quota", "open"])
def test_a_train_without_seat_numbers_puts_none_into_the_code(mode: str) -> None:
    booking = make_booking(make_train(seat_mode=mode), passengers=1)
    [ticket] = issue_tickets(booking=booking, now=NOW)
    assert (facts_of(ticket).coach, facts_of(ticket).seat) == (0, 0)


def test_a_benefit_stands_in_the_code_by_its_name() -> None:
    booking = make_booking(make_train(), passengers=1)
    give_benefit(booking, code="BY_PENSIONER_SEASON", sensitive=False)
    facts = facts_of(issue_tickets(booking=booking, now=NOW)[0])
    assert (facts.benefit_country, facts.benefit_percent, facts.benefit_code) == (
        "BY",
        50,
        "BY_PENSIONER_SEASON",
    )


def test_a_benefit_of_health_is_not_named_in_the_code() -> None:
    booking = make_booking(make_train(), passengers=1)
    give_benefit(booking, code="BY_DISABLED_1", sensitive=True)
    [ticket] = issue_tickets(booking=booking, now=NOW)
    facts = facts_of(ticket)
    assert (facts.benefit_country, facts.benefit_percent, facts.benefit_code) == ("BY", 50, "")
    assert b"DISABLED" not in bytes(ticket.payload)


def test_voiding_takes_back_the_named_passengers_tickets_only() -> None:
    booking = make_booking(make_train(), passengers=2)
    issue_tickets(booking=booking, now=NOW)
    assert void_tickets(booking=booking, passenger_numbers=[2]) == 1
    assert list(Ticket.objects.order_by("number").values_list("state", flat=True)) == ["valid", "void"]
    assert void_tickets(booking=booking) == 1
    assert void_tickets(booking=booking) == 0
