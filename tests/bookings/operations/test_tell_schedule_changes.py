"""Passengers hear what became of their train: each once, and only those it concerns."""

from datetime import date, timedelta

import pytest

from bookings import inventory
from bookings.models import Booking, BookingEvent, DelayRule, Notification, TellingRule
from bookings.operations.offer_refund import offer_refund
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train
from timetables.models import DatedStop, DatedTrip, ReplacementBus, ScheduleChange
from timetables.operations import (
    StopDelay,
    cancel_dated_trip,
    cancel_part,
    change_platform,
    delay_dated_trip,
    drop_stop,
    end_bus,
    report_delays,
    restore_dated_trip,
    restore_part,
    restore_stop,
    set_bus,
)

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


# --- Delays: by the rule that operators set ----------------------------------------------------------------------


def late(train: DatedTrip, *minutes: int) -> None:
    """Say one delay after another, and let the worker tell each."""
    for at, each in enumerate(minutes, start=1):
        delay_dated_trip(dated_trip=train, delay_s=60 * each, actor=None, now=NOW)
        tell(at)


def told_delays(booking: Booking) -> list[int]:
    return [letter.data["delay_minutes"] for letter in letters(booking)]


def test_a_delay_is_told_when_it_matters_and_when_it_grows(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    late(train, 4, 5, 12, 15, 24, 26, 61)
    assert told_delays(booking) == [5, 15, 26, 61]
    assert [letter.data["free_refund"] for letter in letters(booking)] == [False, False, False, True]


def test_a_right_that_comes_of_a_delay_is_told_however_little_it_grew(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    late(train, 58, 60)
    assert told_delays(booking) == [58, 60]
    assert offer_refund(booking=booking, now=NOW).rule["reason"] == "train_late"


def test_who_was_told_of_a_late_departure_hears_that_the_train_has_caught_up(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    late(train, 20, 17, 15, 0)
    assert [(each.data["change"], each.data["delay_minutes"]) for each in letters(booking)] == [
        ("delayed", 20), ("delayed", 15), ("on_time", 0)
    ]  # fmt: skip


def test_the_thresholds_are_the_operators(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    TellingRule.objects.create(first_delay_minutes=20, next_delay_minutes=3)
    DelayRule.objects.create(valid_from=train.service_date, delay_minutes=25)
    late(train, 19, 20, 22, 24, 25)
    assert told_delays(booking) == [20, 24, 25]
    assert [letter.data["free_refund"] for letter in letters(booking)] == [False, False, True]


def test_a_rule_for_delays_holds_for_the_days_it_names(train: DatedTrip) -> None:
    tomorrow = train.service_date + timedelta(1)
    DelayRule.objects.create(valid_from=date(2026, 1, 1), valid_until=tomorrow, delay_minutes=30)
    DelayRule.objects.create(valid_from=tomorrow, delay_minutes=90)
    days = (train.service_date - timedelta(1), train.service_date, tomorrow)
    assert [DelayRule.on(day).delay_minutes for day in (*days, date(2025, 1, 1))] == [30, 30, 90, 60]


def test_an_early_departure_is_always_told(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    for at, seconds in enumerate((-60, -120), start=1):
        say = [StopDelay(0, departure_s=seconds), StopDelay(1, 0, 0)]
        report_delays(dated_trip=train, delays=say, actor=None, now=NOW)
        tell(at)
    assert [(each.data["change"], each.data["departure_delay"]) for each in letters(booking)] == [
        ("early", -1), ("early", -2)
    ]  # fmt: skip


def test_each_hears_of_the_delay_at_their_own_stops(train: DatedTrip) -> None:
    inner, whole = make_paid_booking(train, passengers=1), make_paid_booking(train, passengers=1)
    Booking.objects.filter(pk=inner.pk).update(to_position=1)
    report_delays(dated_trip=train, delays=[StopDelay(2, 1800)], actor=None, now=NOW)
    assert tell() == 1
    (letter,) = letters(whole)
    assert (letter.data["departure_delay"], letter.data["arrival_delay"]) == (0, 30)
    assert letter.data["expected"]["arrives_at"] == (train.arrives_at + timedelta(minutes=30)).isoformat()
    assert not letters(inner)


# --- A part that does not run, buses, stops that come back --------------------------------------------------------


def cut(train: DatedTrip, start: int, end: int) -> None:
    cancel_part(dated_trip=train, from_position=start, to_position=end, actor=None, now=NOW)


def bus(train: DatedTrip, start: int, end: int) -> ReplacementBus:
    return set_bus(
        dated_trip=train, from_position=start, to_position=end, departs_at=train.departs_at,
        arrives_at=train.arrives_at, places={"ru": "Площадь"}, actor=None, now=NOW,
    )  # fmt: skip


def test_a_part_is_told_to_those_whose_way_it_is_on(train: DatedTrip) -> None:
    inner, whole = make_paid_booking(train, passengers=1), make_paid_booking(train, passengers=1)
    Booking.objects.filter(pk=inner.pk).update(to_position=1)
    cut(train, 1, 2)
    assert [tell(1), tell(2)] == [1, 0]
    (letter,) = letters(whole)
    assert (letter.data["change"], letter.data["free_refund"]) == ("part_cancelled", True)
    assert (letter.data["part"]["from"]["en"], letter.data["part"]["to"]["en"]) == ("Rudnya", "Smolensk")
    assert not letters(inner)
    assert offer_refund(booking=whole, now=NOW).rule["reason"] == "part_cancelled"
    assert offer_refund(booking=Booking.objects.get(pk=inner.pk), now=NOW).rule["reason"] == "no_rule"


def test_a_bus_known_at_once_is_in_the_same_letter_and_its_end_in_another(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    cut(train, 1, 2)
    ride = bus(train, 1, 2)
    tell(1)
    end_bus(bus=ride, actor=None, now=NOW)
    tell(2)
    first, second = letters(booking)
    assert first.data["bus"]["place"]["en"] == "Площадь"
    assert (second.data["bus_change"], "bus" in second.data) == ("bus_ended", False)


def test_a_bus_that_comes_later_is_told(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    cut(train, 1, 2)
    tell(1)
    bus(train, 1, 2)
    assert [tell(2), tell(3)] == [1, 0]
    assert letters(booking)[1].data["bus_change"] == "bus_set"


def test_a_part_that_runs_again_is_told_to_those_who_know_it_as_cancelled(train: DatedTrip) -> None:
    told = make_paid_booking(train, passengers=1)
    cut(train, 1, 2)
    tell(1)
    untold = make_paid_booking(train, passengers=1)
    restore_part(dated_trip=train, from_position=1, to_position=2, actor=None, now=NOW)
    assert tell(2) == 1
    assert letters(told)[1].data | {"change_id": 0, "paid_for": 0} == {
        "change": "restored", "free_refund": False, "after": "part_cancelled", "change_id": 0, "paid_for": 0,
    }  # fmt: skip
    assert not letters(untold)


def test_a_part_cancelled_and_restored_at_once_is_not_told(train: DatedTrip) -> None:
    make_paid_booking(train)
    cut(train, 1, 2)
    restore_part(dated_trip=train, from_position=1, to_position=2, actor=None, now=NOW)
    assert tell() == 0


def test_half_a_part_restored_is_no_good_news(train: DatedTrip) -> None:
    booking = make_paid_booking(train)
    cut(train, 0, 1)
    DatedStop.objects.filter(dated_trip=train, position__in=[1, 2]).update(arrival_cancelled=True)
    DatedStop.objects.filter(dated_trip=train, position=1).update(departure_cancelled=True)
    tell(1)
    restore_part(dated_trip=train, from_position=0, to_position=1, actor=None, now=NOW)
    assert tell(2) == 0
    assert len(letters(booking)) == 1


def test_a_stop_served_again_is_told_to_those_who_lost_it(train: DatedTrip) -> None:
    booking = make_paid_booking(train, passengers=1)
    Booking.objects.filter(pk=booking.pk).update(to_position=1)
    drop_stop(dated_trip=train, position=1, actor=None, now=NOW)
    tell(1)
    restore_stop(dated_trip=train, position=1, actor=None, now=NOW)
    assert [tell(2), tell(3)] == [1, 0]
    assert (letters(booking)[1].data["change"], letters(booking)[1].data["after"]) == (
        "restored",
        "stop_dropped",
    )


def test_another_platform_is_shown_but_not_mailed(train: DatedTrip) -> None:
    make_paid_booking(train)
    change_platform(dated_trip=train, position=0, platform="2", actor=None, now=NOW)
    assert tell() == 0
    assert not ScheduleChange.objects.filter(consumed_at=None).exists()


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
