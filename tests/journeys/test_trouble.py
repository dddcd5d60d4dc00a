"""What goes wrong on the way, and what the page says: what happened, what became of seats and money, what to do."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings import inventory
from bookings.models import Booking, Payment
from bookings.operations.expire_holds import expire_holds
from bookings.web.patience import TRIES
from tests.bookings.true_line import book
from tests.journeys import steps
from tests.journeys.conftest import Visit
from tests.journeys.steps import COUPLE, PYOTR
from tests.journeys.visitor import Visitor
from timetables.operations import cancel_dated_trip


def test_declined_card_keeps_the_seats(visit: Visit, day: date) -> None:
    visitor = visit("ru")
    booking = steps.get_ready_to_pay(visitor, day)
    until = visitor.text("#hold b")
    steps.go_to_bank(visitor)
    steps.answer_as_bank(visitor, "decline")
    visitor.page.wait_for_url("**/pay")
    visitor.look("declined")
    assert visitor.text("#hold b") == until
    said = visitor.text(".alert")
    assert "не хватает денег" in said
    assert until in said
    steps.go_to_bank(visitor)
    steps.answer_as_bank(visitor, "accept")
    booking.refresh_from_db()
    assert booking.state == Booking.State.FULFILLED


def test_hold_that_runs_out_offers_the_same_seats(visit: Visit, day: date) -> None:
    visitor = visit("ru")
    booking = steps.get_ready_to_pay(visitor, day, COUPLE)
    seats = visitor.text("#hold ~ form aside .facts, main aside .facts")
    visitor.page.go_back()
    end_hold_in(booking, seconds=4)
    visitor.page.reload()
    expect(visitor.page.locator("#hold")).to_be_visible()
    visitor.page.wait_for_url("**/o/*/")
    visitor.look("hold-ended")
    said = visitor.text(".alert")
    for words in ("Места были отложены до", "ничего не списано", "Места ещё свободны"):
        assert words in said
    visitor.page.locator("button[value=retake]").click()
    visitor.page.wait_for_url("**/places")
    assert visitor.page.input_value("#family_name-1") == PYOTR.family_name
    assert visitor.text("main aside .facts") == seats


def test_hold_that_runs_out_and_seats_taken_by_others_seats_the_party_again(visit: Visit, day: date) -> None:
    visitor = visit("en")
    booking = steps.hold_seats(visitor, day)
    end_hold_in(booking, seconds=-1)
    expire_holds(now=timezone.now())
    taken = inventory.seats_of(booking_ids=[booking.pk])[booking.pk][1]
    book(booking.dated_trip, now=timezone.now(), seats=[taken])
    visitor.page.reload()
    visitor.look("seats-gone")
    visitor.page.locator("button[value=anew]").click()
    visitor.page.wait_for_url("**/places")
    assert inventory.seats_of(booking_ids=[booking.pk])[booking.pk][1] != taken


def test_seat_that_somebody_else_takes_is_told_with_others_beside(visit: Visit, day: date) -> None:
    visitor = visit("ru")
    booking = steps.hold_seats(visitor, day, COUPLE)
    # The plan would grey the seat out before it is pressed: this is about who is quicker than that.
    visitor.page.route("**/seats", lambda route: route.fulfill(status=304))
    steps.open_plan(visitor)
    wanted = steps.free_seats(visitor).last
    coach, _dash, number = (wanted.get_attribute("value") or "").partition("-")
    book(booking.dated_trip, now=timezone.now(), seats=[inventory.SeatRef(int(coach), int(number))])
    visitor.page.locator("#plan input[name=seat]:checked").first.uncheck()
    wanted.check()
    expect(visitor.page.locator("#seats-box [role=alert]")).to_contain_text(f"Место {number}")
    visitor.look("seat-taken")
    others = visitor.page.locator("#seats-box button[name=take]").first
    offered = others.get_attribute("value") or ""
    others.click()
    expect(visitor.page.locator("#seats-box .alert.ok")).to_be_visible()
    held = inventory.seats_of(booking_ids=[booking.pk])[booking.pk].values()
    assert {f"{seat.coach}-{seat.number}" for seat in held} == set(offered.split(","))


def test_two_tabs_hold_the_same_seats(visit: Visit, day: date) -> None:
    visitor = visit("ru", 1280)
    booking = steps.hold_seats(visitor, day)
    other = visitor.another_tab()
    other.page.goto(visitor.page.url)
    assert other.text("#hold b") == visitor.text("#hold b")
    seat = steps.change_seat(visitor)
    other.page.reload()
    assert other.page.locator(f"#s{seat}").is_checked()
    other.open(steps.results_path(day))
    other.page.locator("article.trip form button").first.click()
    other.look("already-holding")
    other.page.locator("button[value=free]").click()
    other.page.wait_for_url("**/places")
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_pay_pressed_twice_pays_once(visit: Visit, day: date, script: bool) -> None:
    visitor = visit("ru", script=script)
    booking = steps.get_ready_to_pay(visitor, day)
    visitor.page.fill("#email", steps.MAIL)
    visitor.page.locator("button.btn-wide[name=currency]").first.dblclick()
    # Without script the second press breaks off the way that the first began: wait for what is there in the end.
    visitor.page.locator("button[value=accept]").wait_for(state="attached")
    visitor.page.wait_for_load_state()
    steps.answer_as_bank(visitor, "accept")
    assert [payment.status for payment in Payment.objects.filter(booking=booking)] == [
        Payment.Status.CAPTURED
    ]


def test_back_after_payment_leads_to_the_ticket(visit: Visit, day: date) -> None:
    visitor = visit("ru")
    booking = steps.buy(visitor, day)
    ticket = visitor.page.url
    visitor.page.go_back()
    assert visitor.page.locator("button[name=choice]").count() == 0
    visitor.page.go_back()
    visitor.page.wait_for_url(ticket)
    assert Payment.objects.filter(booking=booking).count() == 1


def test_cancelled_train_says_what_to_do_first(visit: Visit, day: date) -> None:
    visitor, waiting = visit("ru"), visit("ru")
    booking = steps.buy(visitor, day)
    steps.hold_seats(waiting, day)
    cancel_dated_trip(dated_trip=booking.dated_trip, actor=None, now=timezone.now())
    visitor.page.reload()
    visitor.look("cancelled-paid")
    assert "не пойдёт" in visitor.text("h1")
    assert visitor.page.locator(".alert.bad a[href$='/refund']").is_visible()
    assert visitor.page.locator("article.ticket.void").count() == 1
    waiting.page.reload()
    waiting.look("cancelled-held")
    assert "ничего не списано" in waiting.text(".alert.bad").lower()
    waiting.open(steps.results_path(day))
    waiting.look("cancelled-results")
    assert waiting.page.locator("article.trip.cut form").count() == 0


def test_full_train_says_so(visit: Visit, day: date) -> None:
    """Nobody can be promised a seat on a full train: the card stays and says so."""
    visitor = visit("en")
    fill(steps.hold_seats(visitor, day))
    other = visit("en")
    other.open(steps.results_path(day))
    other.look("sold-out")
    assert other.text("article.trip .tags") == "no seats"
    assert other.page.locator("article.trip form").count() == 0


def test_junk_is_answered_with_a_summary_and_nothing_typed_is_lost(visit: Visit, day: date) -> None:
    visitor = visit("ru")
    steps.hold_seats(visitor, day)
    junk = {
        "family_name-1": "123",
        "given_name-1": "Пётр <b>",
        "birth_date-1": "99.99.9999",
        "document_number-1": "x",
    }
    for field, text in junk.items():
        visitor.page.fill(f"#{field}", text)
    visitor.page.locator("button.btn[value=pay]:visible").first.click()
    visitor.page.locator("#errors").wait_for()
    visitor.look("junk")
    assert visitor.page.title().startswith("Ошибка:")
    assert visitor.page.evaluate("document.activeElement.id") == "errors"
    assert junk.items() <= steps.typed_values(visitor).items()
    for link in visitor.page.locator("#errors a").all():
        field = (link.get_attribute("href") or "").removeprefix("#")
        described = visitor.page.locator(f"#{field}").get_attribute("aria-describedby")
        assert visitor.text(f"#{described}").removeprefix("Ошибка: ") in " ".join(link.inner_text().split())


def test_order_number_guessed_wrong_tells_nothing_and_pauses(visit: Visit, day: date) -> None:
    visitor, booking = visit("ru"), steps.hold_seats(visit("ru"), day)
    visitor.expected.add(429)
    answers = set()
    for reference in [booking.shown_reference, "AAA-AAAA"] * 2 + ["AAA-AAAA"]:
        answers.add(guess(visitor, reference))
    assert len(answers) == 1
    assert "15 минут" in guess(visitor, booking.shown_reference)
    assert TRIES == 5
    visitor.look("paused")


def guess(visitor: Visitor, reference: str) -> str:
    visitor.open("orders")
    visitor.page.fill("#reference", reference)
    visitor.page.fill("#surname", "Чужой")
    visitor.page.locator("main form button").first.click()
    return visitor.text("#errors")


def end_hold_in(booking: Booking, *, seconds: int) -> None:
    """Move the end of a hold, by our clock and by the database's alike."""
    ends = timezone.now() + timedelta(seconds=seconds)
    Booking.objects.filter(pk=booking.pk).update(hold_expires_at=ends)
    inventory.extend(booking_id=booking.pk, hold_seconds=seconds)


def fill(booking: Booking) -> None:
    """Let others take every seat that is left on the train but those kept for wheelchairs and companions."""
    span = inventory.Span(booking.from_position, booking.to_position)
    coaches = inventory.seat_map(dated_trip_id=booking.dated_trip_id, span=span)
    free = [seat for coach in coaches for seat in coach.seats if seat.state == "free"]
    for seat in [seat for seat in free if seat.kind == "seat"]:
        book(
            booking.dated_trip,
            now=timezone.now(),
            seats=[inventory.SeatRef(seat.coach, seat.number, seat.kind)],
        )
