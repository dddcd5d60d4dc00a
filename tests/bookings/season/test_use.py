"""A season ticket is used: checked on open trains, a free seat on numbered ones, each train once, never below none."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bookings import ledger
from bookings.inventory import Span, seats_left
from bookings.models import Booking, SeasonTicket, SeasonTrip
from bookings.operations.check_season_trip import SeasonNotValid, check_season_trip
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.exchange_terms import ExchangeRefused, exchange_terms
from bookings.operations.offer_refund import offer_refund
from bookings.operations.reserve_season_seat import NoSeatNeeded, reserve_season_seat
from tests.bookings.season.season_world import FIRST, NOW, bought, later, train_on
from timetables.models import DatedTrip, PublicHoliday, Stop, SubstituteDay

pytestmark = pytest.mark.django_db


def check(ticket: SeasonTicket, train: DatedTrip, **fields: Any) -> bool:
    found = check_season_trip(ticket=ticket, dated_trip=train, by="inspector", **{"now": NOW} | fields)
    ticket.refresh_from_db()
    return found.is_first


def refused(ticket: SeasonTicket, train: DatedTrip) -> str:
    with pytest.raises(SeasonNotValid) as why:
        check(ticket, train)
    return why.value.code


def reserve(ticket: SeasonTicket, train: DatedTrip, **fields: Any) -> Booking:
    ends = {"origin": "VITEBSK", "destination": "SMOLENSK", "channel": "web", "now": NOW} | fields
    booking = reserve_season_seat(ticket=ticket, dated_trip_id=train.pk, **ends)
    ticket.refresh_from_db()
    return booking


def give_back(booking: Booking) -> None:
    confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)


def test_a_check_counts_a_trip_once_a_train_and_day(train: DatedTrip) -> None:
    ticket = bought("TRIPS_10")
    assert check(ticket, train)
    assert not check(ticket, train, now=NOW + timedelta(hours=1))
    assert (ticket.trips_used, ticket.trips.count()) == (1, 1)
    assert check(ticket, train_on(later(1)))
    assert ticket.trips_used == 2


def test_trips_never_go_below_none(train: DatedTrip) -> None:
    ticket = bought("TRIPS_10")
    SeasonTicket.objects.update(trips_used=9)
    assert check(ticket, train)
    assert refused(ticket, train_on(later(1))) == "used_up"
    with pytest.raises(IntegrityError), transaction.atomic():
        SeasonTicket.objects.update(trips_used=11)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2027, 5, 14), "not_yet"), (date(2027, 6, 14), ""), (date(2027, 6, 15), "over")],
    ids=["a day before the first", "the last day", "a day after it"],
)
def test_the_first_and_the_last_day_are_included(train: DatedTrip, day: date, code: str) -> None:
    ticket, on_day = bought(), train_on(day)
    if code:
        assert refused(ticket, on_day) == code
    else:
        assert check(ticket, on_day)


def test_a_ticket_that_is_not_paid_or_a_train_that_does_not_run_is_refused(train: DatedTrip) -> None:
    ticket = bought()
    DatedTrip.objects.filter(pk=train.pk).update(state="cancelled")
    train.refresh_from_db()
    assert refused(ticket, train) == "cancelled"
    SeasonTicket.objects.update(state="RELEASED")
    assert refused(ticket, train) == "not_paid"


def test_working_days_follow_holidays_and_moved_days(train: DatedTrip) -> None:
    ticket = bought("MONTH_WORKDAYS")
    assert refused(ticket, train) == "not_this_day"  # a Saturday
    SubstituteDay.objects.create(date=FIRST, as_weekday=1)
    assert check(ticket, train)
    monday = train_on(later(2))
    for country in ("BY", "RU"):
        PublicHoliday.objects.create(country=country, date=later(2), name="test")
    assert refused(ticket, monday) == "not_this_day"
    PublicHoliday.objects.filter(country="RU").delete()
    assert check(ticket, monday)


def test_a_trip_outside_the_section_is_refused(train: DatedTrip) -> None:
    ticket = bought(destination="ZAOLSHA")
    numbered = train_on(seat_mode="numbered")
    with pytest.raises(SeasonNotValid) as why:
        reserve(ticket, numbered, destination="RUDNYA")
    assert why.value.code == "other_section"
    assert reserve(ticket, numbered, destination="ZAOLSHA")
    numbered.stops.filter(stop__stop_id="ZAOLSHA").update(
        stop=Stop.objects.create(stop_id="ELSEWHERE", name_ru="Другая", country="BY")
    )
    SeasonTrip.objects.all().delete()
    train.stops.filter(stop__stop_id__in=["VITEBSK", "ZAOLSHA"]).delete()
    assert refused(ticket, train) == "other_section"


def test_it_holds_in_both_directions(train: DatedTrip) -> None:
    there = bought(origin="SMOLENSK", destination="VITEBSK")
    assert check(there, train)


def test_on_a_train_with_numbered_seats_the_holder_reserves_one_free_of_charge(train: DatedTrip) -> None:
    ticket, numbered = bought("TRIPS_10"), train_on(seat_mode="numbered")
    assert refused(ticket, numbered) == "seat_needed"
    booking = reserve(ticket, numbered)
    passenger = booking.passengers.get()
    assert (booking.state, booking.total, passenger.price) == ("FULFILLED", 0, 0)
    assert passenger.price_lines["lines"][0]["season"] == ticket.reference
    assert passenger.ticket.payload
    assert ticket.trips_used == 1
    assert not check(ticket, numbered) or ticket.trips.get().state == "USED"
    assert ticket.trips_used == 1
    assert ledger.audit_ledger().ok


def test_one_seat_a_train_and_none_where_none_is_needed(train: DatedTrip) -> None:
    ticket, numbered = bought(), train_on(seat_mode="numbered")
    reserve(ticket, numbered)
    with pytest.raises(SeasonNotValid) as why:
        reserve(ticket, numbered)
    assert why.value.code == "already_reserved"
    with pytest.raises(NoSeatNeeded):
        reserve(ticket, train)
    assert Booking.objects.count() == 1
    assert ticket.trips_used == 1


def test_a_seat_given_back_before_departure_is_free_and_the_trip_not_made(train: DatedTrip) -> None:
    ticket, numbered = bought("TRIPS_10"), train_on(seat_mode="numbered")
    booking = reserve(ticket, numbered)
    give_back(booking)
    ticket.refresh_from_db()
    booking.refresh_from_db()
    assert (booking.state, ticket.trips_used, ticket.trips.get().state) == ("CANCELLED", 0, "RETURNED")
    assert seats_left(spans={numbered.pk: Span(0, 4)})[numbered.pk] == 8
    assert reserve(ticket, numbered).reference != booking.reference
    assert ticket.trips_used == 1


def test_a_reserved_seat_is_not_exchanged_for_money(train: DatedTrip) -> None:
    booking = reserve(bought(), train_on(seat_mode="numbered"))
    with pytest.raises(ExchangeRefused) as why:
        exchange_terms(booking=booking, now=NOW)
    assert why.value.code == "season_ticket"


def test_a_full_train_has_no_seat_and_takes_no_trip(train: DatedTrip) -> None:
    from bookings.inventory import SoldOut

    numbered = train_on(seat_mode="numbered", seats=1)
    reserve(bought(), numbered)
    other = bought("TRIPS_10")
    with pytest.raises(SoldOut):
        reserve(other, numbered)
    other.refresh_from_db()
    assert other.trips_used == 0
