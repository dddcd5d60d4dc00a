"""A hold while it lasts and when it ends: longer, other seats, let go, run out, taken again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import inventory
from bookings.inventory import SeatRef, SeatTaken, Span
from bookings.models import Booking, ExchangeRate, Notification, Payment, Tariff
from bookings.offers import NotOnSale, PartyMember
from bookings.operations.change_seats import change_seats
from bookings.operations.expire_holds import expire_holds
from bookings.operations.extend_hold import NotExtendable, extend_hold
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_booking import HoldExpired
from bookings.operations.release_booking import NotReleasable, release_booking
from bookings.operations.retake_seats import NotRetakable, retake_seats
from bookings.queries import booking_page, effective_state
from tests.bookings.true_line import NOW, book, make_true_train
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=11)
ADULT = PartyMember("BY")


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()


def _run_out(booking: Booking) -> None:
    """The database's clock is past the end of the hold, as ours is at LATER."""
    inventory.extend(booking_id=booking.pk, hold_seconds=-1)


def _free(train: DatedTrip) -> int | None:
    return inventory.seats_left(spans={train.pk: Span(0, 4)})[train.pk]


def _seat(booking: Booking, passenger: int = 1) -> tuple[int, int]:
    return inventory.seats_of(booking_ids=[booking.pk])[booking.pk][passenger].place


def test_a_hold_is_released_by_the_clock_before_anybody_records_it() -> None:
    train = make_true_train(seats=1)
    booking = book(train)
    assert effective_state(booking, LATER) == Booking.State.RELEASED
    _run_out(booking)
    book(train)


def test_an_ended_hold_is_recorded_told_and_freed_once() -> None:
    train = make_true_train(seats=2)
    booking = book(train, ADULT, ADULT, email="a@example.org")
    _run_out(booking)
    assert (expire_holds(now=LATER), expire_holds(now=LATER)) == (1, 0)
    booking.refresh_from_db()
    assert (booking.state, booking.ended_at) == (Booking.State.RELEASED, booking.hold_expires_at)
    assert [event.kind for event in booking.events.all()] == ["held", "hold_ended"]
    assert Notification.objects.filter(kind="hold_ended").count() == 1
    assert _free(train) == 2
    assert inventory.audit().ok


def test_an_ended_hold_is_recorded_though_a_buyer_has_swept_its_seat() -> None:
    train = make_true_train(seats=1)
    booking = book(train)
    _run_out(booking)
    other = book(train, now=NOW + timedelta(minutes=5))
    assert expire_holds(now=LATER) == 1
    booking.refresh_from_db()
    assert booking.state == Booking.State.RELEASED
    assert _seat(other) == (1, 1)


def test_a_hold_that_lasts_is_left_alone() -> None:
    booking = book(make_true_train())
    assert expire_holds(now=NOW + timedelta(minutes=9, seconds=59)) == 0
    booking.refresh_from_db()
    assert booking.state == Booking.State.PREBOOKED


def test_nobody_is_told_of_an_end_while_the_bank_may_still_say_yes() -> None:
    booking = book(make_true_train(), email="a@example.org")
    Payment.objects.create(
        booking=booking, amount=booking.total, currency="BYN", gateway="sandbox", created_at=NOW
    )
    expire_holds(now=LATER)
    assert not Notification.objects.filter(kind="hold_ended").exists()
    booking.refresh_from_db()
    assert booking.state == Booking.State.RELEASED


def test_a_hold_without_seats_ends_too() -> None:
    booking = book(make_true_train(seat_mode="open"))
    assert expire_holds(now=LATER) == 1
    booking.refresh_from_db()
    assert booking.state == Booking.State.RELEASED


def test_a_hold_is_made_longer_once_in_its_last_two_minutes() -> None:
    booking = book(make_true_train())
    with pytest.raises(NotExtendable):
        extend_hold(booking=booking, now=NOW + timedelta(minutes=7, seconds=59))
    longer = extend_hold(booking=booking, now=NOW + timedelta(minutes=8))
    assert longer.hold_expires_at == NOW + timedelta(minutes=20)
    with pytest.raises(NotExtendable):
        extend_hold(booking=booking, now=NOW + timedelta(minutes=19))
    with pytest.raises(HoldExpired):
        extend_hold(booking=booking, now=NOW + timedelta(minutes=20))


def test_the_seats_last_as_long_as_the_longer_hold() -> None:
    train = make_true_train(seats=1)
    booking = book(train)
    inventory.extend(booking_id=booking.pk, hold_seconds=1)
    extend_hold(booking=booking, now=NOW + timedelta(minutes=9))
    assert expire_holds(now=NOW + timedelta(minutes=11)) == 0
    assert _free(train) == 0


def test_other_seats_are_won_before_the_old_ones_are_let_go() -> None:
    train = make_true_train(seats=4)
    booking = book(train, ADULT, ADULT, seats=[SeatRef(1, 1), SeatRef(1, 2)])
    change_seats(booking=booking, wanted={1: SeatRef(1, 4), 2: SeatRef(1, 1)}, now=NOW)
    assert (_seat(booking, 1), _seat(booking, 2)) == ((1, 4), (1, 1))
    assert booking.events.get(kind="seats_changed").data == {"seats": {"1": [1, 4], "2": [1, 1]}}


def test_a_taken_seat_leaves_the_old_one_and_no_trace_in_the_history() -> None:
    train = make_true_train(seats=4)
    booking, _other = book(train, seats=[SeatRef(1, 1)]), book(train, seats=[SeatRef(1, 2)])
    with pytest.raises(SeatTaken):
        change_seats(booking=booking, wanted={1: SeatRef(1, 2)}, now=NOW)
    assert _seat(booking) == (1, 1)
    assert not booking.events.filter(kind="seats_changed").exists()


def test_seats_let_go_are_free_at_once_and_the_booking_is_over() -> None:
    train = make_true_train(seats=1)
    booking = book(train)
    assert release_booking(booking=booking, now=NOW, by="clerk").state == Booking.State.CANCELLED
    assert _free(train) == 1
    with pytest.raises(NotReleasable) as refused:
        release_booking(booking=booking, now=NOW)
    assert refused.value.state == Booking.State.CANCELLED
    with pytest.raises(NotRetakable):
        retake_seats(booking=booking, now=NOW)


@pytest.mark.parametrize("recorded", [False, True])
def test_the_very_same_seats_are_taken_again_after_the_hold(recorded: bool) -> None:
    booking = book(make_true_train(), ADULT, ADULT, seats=[SeatRef(1, 7), SeatRef(1, 2)])
    _run_out(booking)
    if recorded:
        expire_holds(now=LATER)
    again = retake_seats(booking=booking, now=LATER)
    assert (again.state, again.hold_expires_at) == (Booking.State.PREBOOKED, LATER + timedelta(minutes=10))
    assert (_seat(booking, 1), _seat(booking, 2)) == ((1, 7), (1, 2))
    assert inventory.audit().ok


def test_seats_taken_by_others_are_told_and_any_others_can_be_had() -> None:
    train = make_true_train()
    booking = book(train, seats=[SeatRef(1, 7)])
    _run_out(booking)
    book(train, seats=[SeatRef(1, 7)], now=LATER)
    with pytest.raises(SeatTaken):
        retake_seats(booking=booking, now=LATER)
    booking.refresh_from_db()
    assert effective_state(booking, LATER) == Booking.State.RELEASED
    retake_seats(booking=booking, now=LATER, same_seats=False)
    assert _seat(booking) != (1, 7)


def test_taken_again_the_price_is_that_of_now_and_the_change_is_noted() -> None:
    booking = book(make_true_train())
    ExchangeRate.objects.create(date=NOW.date(), byn_for_100_rub=Decimal(4), source="test")
    Tariff.objects.filter(country="BY").update(price_per_km=Decimal("0.05"))
    again = retake_seats(booking=booking, now=LATER)
    assert (again.total, again.rate_value) == (Decimal("2.90") + Decimal("9.32"), Decimal(4))
    assert booking.events.get(kind="price_changed").data["old"] == "10.68"


def test_a_held_booking_cannot_be_taken_again() -> None:
    booking = book(make_true_train())
    with pytest.raises(NotRetakable):
        retake_seats(booking=booking, now=NOW)


def test_seats_of_a_train_that_left_or_does_not_run_cannot_be_taken_again() -> None:
    train = make_true_train()
    booking = book(train)
    with pytest.raises(NotOnSale, match="departed"):
        retake_seats(booking=booking, now=NOW + timedelta(days=1))
    DatedTrip.objects.filter(pk=train.pk).update(state="cancelled")
    with pytest.raises(NotOnSale, match="cancelled"):
        retake_seats(booking=booking, now=LATER)


@pytest.mark.parametrize("mode", ["quota", "open"])
def test_places_without_numbers_are_taken_again_too(mode: str) -> None:
    booking = book(make_true_train(seat_mode=mode), ADULT, ADULT)
    _run_out(booking)
    assert retake_seats(booking=booking, now=LATER).state == Booking.State.PREBOOKED


def test_the_page_of_four_takes_as_many_queries_as_that_of_one() -> None:
    train = make_true_train()
    one, four = book(train), book(train, *[ADULT] * 4)
    counts = []
    for pk in (one.pk, four.pk):
        booking = Booking.objects.select_related("dated_trip__trip__route", "rate").get(pk=pk)
        with CaptureQueriesContext(connection) as queries:
            booking_page(booking, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9
