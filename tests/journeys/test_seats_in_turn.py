"""A full train: seats in turn from the search to the ticket; and the plan of seats as others buy."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings import inventory
from bookings.models import Booking
from tests.bookings.full_train import fill
from tests.bookings.true_line import book
from tests.journeys import steps
from tests.journeys.conftest import Visit
from tests.journeys.steps import COUPLE, PYOTR
from timetables.models import DatedStop, DatedTrip

POLLED_MS = 15_000


def fill_morning_train(day: date) -> DatedTrip:
    """This function leaves no seat from Vitebsk to Smolensk, but as many on each side of Rudnya."""
    calls = DatedStop.objects.filter(
        dated_trip__service_date=day, dated_trip__trip__direction_id=0, stop__stop_id="RUDNYA"
    )
    call = calls.select_related("dated_trip").earliest("departure_at")
    last = call.dated_trip.stops.get(stop__stop_id="SMOLENSK").position
    fill(call.dated_trip, call.position, last=last)
    return call.dated_trip


@pytest.mark.parametrize(
    ("language", "width", "script"), [("ru", 390, True), ("be", 1280, True), ("en", 390, False)]
)
def test_who_agrees_to_change_seats_travels_on_a_full_train(
    visit: Visit, day: date, language: str, width: int, script: bool
) -> None:
    fill_morning_train(day)
    visitor = visit(language, width, script=script)
    visitor.open(steps.results_path(day, COUPLE))
    assert visitor.page.locator(".trip .turns li:not(.change)").count() == 2 * len(COUPLE)
    visitor.look("results-in-turn")
    visitor.page.locator("button[name=seat_changes]").first.click()
    visitor.page.wait_for_url("**/places")
    visitor.look("places-in-turn")
    assert visitor.page.locator("#seats-box .turns").count() == len(COUPLE)
    steps.name_passengers(visitor, COUPLE)
    steps.go_on_to_payment(visitor)
    visitor.look("pay-in-turn")
    steps.go_to_bank(visitor)
    steps.answer_as_bank(visitor, "accept")
    visitor.page.wait_for_url("**/o/*/")
    visitor.look("tickets-in-turn")
    assert visitor.page.locator(".ticket .turns li").count() == 2 * len(COUPLE)
    booking = steps.booking_of(visitor)
    assert booking.state == Booking.State.FULFILLED
    seated = inventory.parts_of(booking_ids=[booking.pk])[booking.pk]
    assert [len(parts) for parts in seated.values()] == [2, 2]


def test_a_seat_that_another_takes_greys_out_while_the_plan_is_looked_at(visit: Visit, day: date) -> None:
    visitor = visit("en", 1280)
    booking = steps.hold_seats(visitor, day, (PYOTR,))
    steps.open_plan(visitor)
    wanted = steps.free_seats(visitor).last
    seat = wanted.get_attribute("value") or ""
    coach, _dash, number = seat.partition("-")
    other = book(booking.dated_trip, now=timezone.now(), seats=[inventory.SeatRef(int(coach), int(number))])
    plan = visitor.page.locator(f"#plan #s{seat}")
    expect(plan).to_be_disabled(timeout=POLLED_MS)
    expect(visitor.page.locator(f"label:has(#s{seat}) .vh")).to_contain_text("taken")
    inventory.release(booking_id=other.pk)
    expect(plan).to_be_enabled(timeout=POLLED_MS)
    visitor.look("plan-live")
