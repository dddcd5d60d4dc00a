"""Passengers hear what became of their train: each once, and only those it concerns."""

from datetime import timedelta

import pytest

from bookings import inventory
from bookings.models import Booking, BookingEvent, Notification
from bookings.operations.offer_refund import offer_refund
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train
from timetables.models import DatedStop, DatedTrip, ScheduleChange
from timetables.operations import cancel_dated_trip, delay_dated_trip, drop_stop, restore_dated_trip

pytestmark = pytest.mark.django_db


def move(train: DatedTrip, minutes: int, positions: tuple[int, ...] = (0, 1, 2)) -> None:
    """Change the train's times as the timetable's operation does, with its record."""
    before: dict[str, dict[str, str]] = {}
    after: dict[str, dict[str, str]] = {}
    for stop in DatedStop.objects.filter(dated_trip=train, position__in=positions):
        before[str(stop.position)] = times(stop)
        stop.arrival_at += timedelta(minutes=minutes)
        stop.departure_at += timedelta(minutes=minutes)
        stop.save()
        after[str(stop.position)] = times(stop)
    ScheduleChange.objects.create(
        dated_trip=train,
        kind="retimed",
        before={"stops": before},
        after={"stops": after},
        made_at=NOW + timedelta(1),
    )


def times(stop: DatedStop) -> dict[str, str]:
    return {"arrival_at": stop.arrival_at.isoformat(), "departure_at": stop.departure_at.isoformat()}


def tell(minutes: int = 1) -> int:
    return tell_schedule_changes(now=NOW + timedelta(minutes=minutes))


def letters(booking: Booking) -> list[Notification]:
    about_train = booking.notifications.filter(kind__in=["train_changed", "train_cancelled"])
    return list(about_train.order_by("id"))


def last_event(booking: Booking) -> BookingEvent:
    return booking.events.last()


@pytest.fixture
def train() -> DatedTrip:
    return make_train(departs_at=NOW + timedelta(days=2))


def test_a_moved_train_is_told_with_old_and_new_time(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    move(train, 10)
    assert [tell(), tell()] == [1, 0]

    (letter,) = letters(booking)
    departs, arrives = train.departs_at, train.arrives_at
    assert letter.data["old"] == {"departs_at": departs.isoformat(), "arrives_at": arrives.isoformat()}
    later = timedelta(minutes=10)
    assert letter.data["new"]["departs_at"] == (departs + later).isoformat()
    assert letter.data["new"]["arrives_at"] == (arrives + later).isoformat()
    booking.refresh_from_db()
    assert booking.departs_at == departs + later
    assert booking.ticket_sequence == 1
    assert last_event(booking).kind == "train_changed"
    assert not ScheduleChange.objects.filter(consumed_at=None).exists()


def test_several_changes_are_told_as_one(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    move(train, 30)
    move(train, -25)
    assert tell() == 1
    (letter,) = letters(booking)
    assert letter.data["old"]["departs_at"] == train.departs_at.isoformat()
    assert letter.data["new"]["departs_at"] == (train.departs_at + timedelta(minutes=5)).isoformat()


def test_changes_that_cancel_out_are_not_told(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    move(train, 30)
    move(train, -30)
    assert tell() == 0
    assert not letters(booking)


def test_a_train_moved_again_is_told_from_the_time_last_told(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    move(train, 5)
    tell(1)
    move(train, 6)
    tell(2)
    _first, second = letters(booking)
    assert second.data["old"]["departs_at"] == (train.departs_at + timedelta(minutes=5)).isoformat()
    assert second.data["old"]["arrives_at"] == (train.arrives_at + timedelta(minutes=5)).isoformat()
    assert second.data["free_refund"], "in all it is eleven minutes from what was sold"


def test_a_change_too_small_waits_until_it_adds_up(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    move(train, 2)
    assert tell(1) == 0
    move(train, 2)
    assert tell(2) == 1
    assert (
        letters(booking)[0].data["new"]["departs_at"] == (train.departs_at + timedelta(minutes=4)).isoformat()
    )


def test_a_changed_arrival_alone_is_told(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    move(train, 2, positions=(2,))
    assert tell(1) == 0
    move(train, 2, positions=(2,))
    assert tell(2) == 1
    (letter,) = letters(booking)
    assert letter.data["old"]["arrives_at"] == train.arrives_at.isoformat()


def test_only_those_whose_own_stops_moved_are_told(train: DatedTrip) -> None:
    inner = make_paid_booking(train, passengers=1)
    whole = make_paid_booking(train, passengers=1)
    Booking.objects.filter(pk=inner.pk).update(to_position=1)
    move(train, 10, positions=(2,))
    assert tell() == 1
    assert letters(whole)
    assert not letters(inner)


def test_who_bought_after_the_change_is_not_told(train: DatedTrip) -> None:
    move(train, 10)
    departs_at = train.departs_at + timedelta(minutes=10)
    booking = make_paid_booking(train, departs_at=departs_at, created_at=NOW + timedelta(days=1, minutes=1))
    assert tell() == 0
    assert not letters(booking)


@pytest.mark.parametrize(("minutes", "free"), [(9, False), (10, True), (-10, True)])
def test_a_train_moved_far_may_be_returned_free(train: DatedTrip, minutes: int, free: bool) -> None:
    booking = make_paid_booking(train)
    move(train, minutes)
    tell()
    assert letters(booking)[0].data["free_refund"] is free
    offer = offer_refund(booking=booking, now=NOW)
    assert (offer.rule["reason"] == "train_changed") is free


def test_a_cancelled_train_is_told_to_all(train: DatedTrip) -> None:
    paid, held = make_paid_booking(train, passengers=2), make_booking(train, passengers=1)
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    assert [tell(), tell()] == [2, 0]

    assert [letter.kind for letter in letters(paid) + letters(held)] == ["train_cancelled"] * 2
    assert [letter.data["paid_for"] for letter in letters(paid) + letters(held)] == [True, False]
    paid.refresh_from_db()
    held.refresh_from_db()
    assert (paid.state, held.state) == ("FULFILLED", "RELEASED")
    assert inventory.audit().ok
    assert inventory.audit().seats_placed == 2


def test_a_train_cancelled_and_restored_at_once_is_not_told(train: DatedTrip) -> None:
    make_paid_booking(train)
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    restore_dated_trip(dated_trip=train, actor=None, now=NOW)
    assert tell() == 0


def test_a_restored_train_is_told_to_those_who_know_it_as_cancelled(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    tell(1)
    restore_dated_trip(dated_trip=train, actor=None, now=NOW)
    assert tell(2) == 1
    assert letters(booking)[1].data["change"] == "restored"
    assert offer_refund(booking=Booking.objects.get(), now=NOW).rule["reason"] == "no_rule"


def test_a_dropped_stop_is_told_to_those_who_use_it(train: DatedTrip) -> None:
    inner, whole = make_paid_booking(train, passengers=1), make_paid_booking(train, passengers=1)
    Booking.objects.filter(pk=inner.pk).update(to_position=1)
    drop_stop(dated_trip=train, position=1, actor=None, now=NOW)
    assert tell() == 1
    (letter,) = letters(inner)
    assert (letter.data["change"], letter.data["free_refund"]) == ("stop_dropped", True)
    assert not letters(whole)


def test_a_delay_is_told_when_it_matters_and_when_it_grows(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    for at, minutes in enumerate((5, 12, 15, 61), start=1):
        delay_dated_trip(dated_trip=train, delay_s=60 * minutes, actor=None, now=NOW)
        tell(at)
    assert [letter.data["delay_minutes"] for letter in letters(booking)] == [12, 61]
    assert [letter.data["free_refund"] for letter in letters(booking)] == [False, True]


def test_a_journey_that_is_over_is_not_told(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    move(train, 10)
    assert tell_schedule_changes(now=train.arrives_at + timedelta(hours=1)) == 0
    assert not letters(booking)


def test_a_returned_booking_is_not_told(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    Booking.objects.filter(pk=booking.pk).update(state="REFUNDED")
    move(train, 10)
    assert tell() == 0


def test_a_held_booking_follows_without_a_letter(train: DatedTrip) -> None:
    booking = make_booking(train)
    move(train, 10)
    tell()
    booking.refresh_from_db()
    assert booking.departs_at == train.departs_at + timedelta(minutes=10)
    assert last_event(booking).kind == "train_changed"
    assert not letters(booking)


def test_a_record_that_cannot_be_read_does_not_keep_other_trains_from_being_told(train: DatedTrip) -> None:
    make_paid_booking(train)
    move(train, 10)
    ScheduleChange.objects.update(before={"stops": {"2": {}}})
    other = make_train(departs_at=NOW + timedelta(days=3))
    booking = make_paid_booking(other)
    move(other, 10)
    assert tell() == 1
    assert letters(booking)
    assert ScheduleChange.objects.filter(consumed_at=None).get().dated_trip_id == train.pk
