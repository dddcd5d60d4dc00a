"""A word before departure and before the seats go: in time, once, to those it helps."""

from datetime import timedelta

import pytest

from bookings.models import Notification
from bookings.operations.send_reminders import send_reminders
from bookings.operations.warn_ending_holds import warn_ending_holds
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_payment, make_train

pytestmark = pytest.mark.django_db
DEPARTS_AT = NOW + timedelta(days=1)


def kinds() -> list[str]:
    return list(Notification.objects.exclude(kind="confirmed").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("before", "written"),
    [
        (timedelta(hours=3, seconds=1), 0),
        (timedelta(hours=3), 1),
        (timedelta(minutes=1), 1),
        (timedelta(0), 0),
    ],
)
def test_a_reminder_comes_within_three_hours_of_departure(before: timedelta, written: int) -> None:
    make_paid_booking(make_train(departs_at=DEPARTS_AT))
    assert send_reminders(now=DEPARTS_AT - before) == written


def test_a_reminder_comes_once() -> None:
    make_paid_booking(make_train(departs_at=DEPARTS_AT))
    now = DEPARTS_AT - timedelta(hours=2)
    assert [send_reminders(now=now), send_reminders(now=now)] == [1, 0]
    assert kinds() == ["reminder"]


def test_who_has_just_paid_is_not_reminded() -> None:
    make_paid_booking(make_train(departs_at=NOW + timedelta(hours=2)))
    assert send_reminders(now=NOW + timedelta(minutes=1)) == 0


def test_a_cancelled_train_and_an_unpaid_booking_are_not_reminded_of() -> None:
    train = make_train(departs_at=DEPARTS_AT)
    make_paid_booking(train)
    train.state = "cancelled"
    train.save()
    make_booking(make_train(departs_at=DEPARTS_AT))
    assert send_reminders(now=DEPARTS_AT - timedelta(hours=1)) == 0


@pytest.mark.parametrize(("left", "warned"), [(121, 0), (120, 1), (1, 1), (0, 0)])
def test_a_warning_comes_two_minutes_before_the_end_of_a_hold(left: int, warned: int) -> None:
    make_booking(make_train(), hold_seconds=600)
    assert warn_ending_holds(now=NOW + timedelta(seconds=600 - left)) == warned


def test_a_warning_comes_once_for_each_end_of_a_hold() -> None:
    booking = make_booking(make_train(), hold_seconds=60)
    warn_ending_holds(now=NOW)
    warn_ending_holds(now=NOW)
    assert kinds() == ["hold_ending"]
    booking.hold_expires_at += timedelta(seconds=600)
    booking.save()
    warn_ending_holds(now=NOW + timedelta(seconds=600))
    assert kinds() == ["hold_ending"] * 2


def test_who_is_at_the_bank_is_not_warned() -> None:
    make_payment(make_booking(make_train(), hold_seconds=60))
    assert warn_ending_holds(now=NOW) == 0
