"""Sold tickets under a new edition: foreseen in groups, told, and given what the operator chose, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_django import Settings

from bookings import inventory
from bookings.inventory import Span
from bookings.models import Booking, Notification, Refund
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.foresee_changes import Sold
from bookings.operations.offer_refund import offer_refund
from bookings.operations.open_seats import open_seats
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.settle_payment import settle_payment
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.world import make_payment
from tests.factories import make_booking, make_rolling_stock, make_stops
from tests.timetables.editions.world import (
    HORIZON,
    HOUR,
    MINUTE,
    NOW,
    SWITCH,
    World,
    change,
    clocks,
    moved,
    publish,
    train,
    with_call,
)
from timetables.models import Timetable
from timetables.operations.publish_edition import Undecided, foresee_publication, publish_edition
from timetables.operations.revert_publication import revert_publication
from timetables.planning.edits import drop_stop, duplicate

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    settings.SALES_HORIZON_DAYS = HORIZON
    made = World()
    for name in ("T1", "T2"):
        made.edition.trips.filter(trip_id=name).update(seat_mode="numbered")
    made.edition.trips.first().dated_trips.model.objects.update(seat_mode="numbered")
    open_seats(now=NOW)
    return made


def book(
    world: World, trip_id: str = "T1", start: int = 0, end: int = 3, *, paid: bool = True, passengers: int = 1
) -> Booking:
    """A booking on the first day of the new edition, paid unless told otherwise."""
    day = world.day(trip_id, SWITCH)
    booking = make_booking(
        day,
        Span(start, end),
        passengers=passengers,
        created_at=NOW,
        hold_expires_at=NOW + timedelta(minutes=10),
    )
    booking.passengers.update(given_name="Anna", family_name="K", birth_date="1990-01-01", country="BY")
    inventory.hold(
        booking_id=booking.pk, dated_trip_id=day.pk, span=Span(start, end),
        passenger_numbers=list(range(1, passengers + 1)), seats=None, hold_seconds=600,
    )  # fmt: skip
    if paid:
        payment = make_payment(booking, now=NOW)
        answer = BankAnswer(event_id=f"{payment.uuid}", charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)
        settle_payment(answer=answer, now=NOW)
        booking.refresh_from_db()
        assert booking.state == Booking.State.FULFILLED
    return booking


def tell(minutes: int = 1) -> int:
    return tell_schedule_changes(now=NOW + timedelta(minutes=minutes))


def letters(booking: Booking) -> list[Notification]:
    kinds = ["train_changed", "train_cancelled", "refund"]
    return list(booking.notifications.filter(kind__in=kinds).order_by("id"))


def groups(draft: Timetable) -> dict[str, tuple[int, int]]:
    touched = foresee_publication(timetable=draft, now=NOW).touched
    return {one.group: (one.bookings, one.passengers) for one in touched}


def test_bookings_are_foreseen_by_what_they_lose(world: World) -> None:
    book(world, "T1", passengers=2)
    book(world, "T1", 0, 2)
    book(world, "T2")
    draft = world.draft()
    change(draft, drop_stop(moved(draft, 5), world.stops[2]), gone=["T2"])
    assert groups(draft) == {"cancelled": (1, 1), "stop_lost": (1, 1), "moved": (1, 2)}


@pytest.mark.parametrize(
    ("minutes", "group"), [(2, None), (3, "moved"), (9, "moved"), (10, "moved_far"), (-10, "moved_far")]
)
def test_how_far_a_train_moves_decides_the_group(world: World, minutes: int, group: str | None) -> None:
    book(world)
    draft = world.draft()
    change(draft, moved(draft, minutes))
    assert list(groups(draft)) == ([group] if group else [])


def test_a_journey_whose_own_stops_stay_is_not_touched(world: World) -> None:
    book(world, start=1, end=2)
    draft = world.draft()
    one = train(draft)
    change(draft, replace(one, calls=(*one.calls[:3], one.calls[3].moved(20 * MINUTE))))
    assert groups(draft) == {}


def test_fewer_seats_are_foreseen(world: World) -> None:
    book(world, passengers=3)
    smaller = make_rolling_stock(2)
    draft = world.draft()
    change(draft, replace(train(draft), rolling_stock=smaller.code, seat_mode="numbered"))
    assert groups(draft) == {"seat_lost": (1, 1)}


def test_each_group_must_be_decided(world: World) -> None:
    book(world)
    draft = world.draft()
    change(draft, moved(draft, 20))
    with pytest.raises(Undecided) as refusal:
        publish_edition(timetable=draft, remedies={}, actor=None, now=NOW)
    assert refusal.value.groups == {"moved_far"}


def test_passengers_of_a_moved_train_are_told_and_their_booking_follows(world: World) -> None:
    booking = book(world)
    departs_at = booking.departs_at
    draft = world.draft()
    change(draft, moved(draft, 5))
    publish(draft)
    assert [tell(), tell()] == [1, 0]
    booking.refresh_from_db()
    assert booking.departs_at == departs_at + timedelta(minutes=5)
    assert booking.dated_trip.trip.timetable == draft
    (letter,) = letters(booking)
    assert letter.data["free_refund"] is False
    assert inventory.audit().ok


def test_a_free_exchange_is_a_right_that_is_written_down_and_pays_in_full(world: World) -> None:
    booking = book(world)
    draft = world.draft()
    change(draft, moved(draft, 5))
    publish(draft, remedies={"moved": "exchange"})
    tell()
    (letter,) = letters(booking)
    assert letter.data["free_exchange"]
    booking.refresh_from_db()
    offer = offer_refund(booking=booking, now=NOW)
    assert (offer.amount, offer.rule["reason"]) == (booking.total, "train_changed")


@pytest.mark.parametrize("gone", [True, False])
def test_a_refund_by_itself_comes_once_and_in_full(world: World, gone: bool) -> None:
    booking = book(world, passengers=2)
    draft = world.draft()
    change(draft, *([] if gone else [moved(draft, 5)]), gone=["T1"] if gone else [])
    publish(draft, remedies={"cancelled": "refund", "moved": "refund"})
    for minute in (1, 2, 3):
        tell(minute)
    (refund,) = Refund.objects.all()
    assert refund.amount == Decimal("10.00")
    booking.refresh_from_db()
    assert booking.state == Booking.State.REFUNDED
    assert [letter.kind for letter in letters(booking)] == [
        "train_cancelled" if gone else "train_changed",
        "refund",
    ]
    assert letters(booking)[0].data["refunded"]
    assert inventory.audit().ok
    assert inventory.audit().seats_placed == 0
    pay_refunds(now=NOW + timedelta(minutes=5))
    assert Refund.objects.count() == 1


def test_whoever_returned_the_tickets_before_is_not_refunded_again(world: World) -> None:
    booking = book(world)
    draft = world.draft()
    change(draft, gone=["T1"])
    publish(draft, remedies={"cancelled": "refund"})

    confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    tell()
    assert Refund.objects.count() == 1


def test_only_those_without_a_seat_are_refunded_by_itself(world: World) -> None:
    booking = book(world, passengers=3)
    smaller = make_rolling_stock(2)
    draft = world.draft()
    change(draft, replace(train(draft), rolling_stock=smaller.code, seat_mode="numbered"))
    publish(draft, remedies={"seat_lost": "refund"})
    tell(1)
    tell(2)
    assert [refund.amount for refund in Refund.objects.all()] == [Decimal("5.00")]
    assert booking.passengers.filter(state="active").count() == 2


def test_a_held_booking_of_a_train_that_is_gone_is_let_go_and_nothing_is_refunded(world: World) -> None:
    booking = book(world, paid=False)
    draft = world.draft()
    change(draft, gone=["T1"])
    publish(draft, remedies={"cancelled": "refund"})
    tell()
    booking.refresh_from_db()
    assert booking.state == Booking.State.RELEASED
    assert not Refund.objects.exists()


def test_a_booked_day_keeps_its_stops_and_other_days_get_the_new_one(world: World) -> None:
    booking = book(world, start=1, end=3)
    (new,) = make_stops(1)
    draft = world.draft()
    change(draft, with_call(train(draft), new.stop_id, 8 * HOUR + 5 * MINUTE, 1))
    assert foresee_publication(timetable=draft, now=NOW).without_stop == {new.stop_id: 1}
    publish(draft)
    booked, free = world.day("T1", SWITCH), world.day("T1", SWITCH + timedelta(days=1))
    assert [stop.stop.stop_id for stop in booked.stops.order_by("position")] == world.stops
    assert new.stop_id in [stop.stop.stop_id for stop in free.stops.all()]
    booking.refresh_from_db()
    assert booked.stops.get(position=booking.from_position).stop == booking.origin


def test_a_lost_stop_stays_in_its_place_unserved_and_is_served_again_after_the_revert(world: World) -> None:
    booking = book(world, start=0, end=2)
    draft = world.draft()
    change(draft, drop_stop(train(draft), world.stops[2]))
    publication = publish(draft)
    tell(1)
    assert clocks(world.day("T1", SWITCH))[2].startswith("(")
    revert_publication(publication=publication, actor=None, now=NOW)
    tell(2)
    assert clocks(world.day("T1", SWITCH)) == ["08:00", "08:10", "08:20", "08:30"]
    assert [letter.data["change"] for letter in letters(booking)] == ["stop_dropped", "restored"]


def test_a_revert_lets_cancelled_trains_run_and_tells_their_passengers(world: World) -> None:
    booking = book(world)
    draft = world.draft()
    change(draft, gone=["T1"])
    publication = publish(draft)
    tell(1)
    revert_publication(publication=publication, actor=None, now=NOW)
    tell(2)
    booking.refresh_from_db()
    assert (booking.state, booking.dated_trip.state) == (Booking.State.FULFILLED, "scheduled")
    assert booking.dated_trip.trip.timetable == world.edition
    assert [letter.data["change"] for letter in letters(booking)] == ["cancelled", "restored"]


def test_a_publication_taken_back_before_anybody_was_told_tells_nobody(world: World) -> None:
    book(world)
    draft = world.draft()
    change(draft, moved(draft, 20))
    publication = publish(draft, remedies={"moved_far": "refund"})
    revert_publication(publication=publication, actor=None, now=NOW)
    assert tell() == 0
    assert not Refund.objects.exists()


def test_a_train_that_came_with_the_edition_and_was_booked_is_cancelled_by_the_revert(world: World) -> None:
    draft = world.draft()
    change(
        draft,
        duplicate(replace(train(draft), seat_mode="numbered"), trip_id="T3", number="T3", seconds=2 * HOUR),
    )
    publication = publish(draft)
    booking = book(world, "T3")
    revert_publication(publication=publication, actor=None, now=NOW)
    assert tell() == 1
    assert letters(booking)[0].kind == "train_cancelled"
    assert world.day("T3", SWITCH).state == "cancelled"


def test_new_trains_are_on_sale_with_the_publication(world: World) -> None:
    draft = world.draft()
    change(
        draft,
        duplicate(replace(train(draft), seat_mode="numbered"), trip_id="T3", number="T3", seconds=2 * HOUR),
    )
    publish(draft)
    day = world.day("T3", SWITCH)
    assert inventory.seats_left(spans={day.pk: Span(0, 3)}) == {day.pk: 8}


def test_what_is_foreseen_takes_the_same_queries_for_one_booking_and_for_three(
    world: World, django_assert_num_queries: Callable[..., object]
) -> None:
    draft = world.draft()
    change(draft, moved(draft, 20))
    book(world)
    with django_assert_num_queries(20):
        foresee_publication(timetable=draft, now=NOW)
    book(world)
    book(world)
    with django_assert_num_queries(20):
        foresee_publication(timetable=draft, now=NOW)
    assert Sold().booked([world.day("T1", SWITCH).pk]) == {world.day("T1", SWITCH).pk}
