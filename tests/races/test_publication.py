"""Seats are sold while an edition is published: no booking lands on positions that have just changed."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from pytest_django import Settings

from bookings import inventory
from bookings.models import Booking, Refund
from bookings.offers import TripNotFound
from bookings.operations import create_booking as creating
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_positions import lock_positions
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.operations.open_seats import open_seats
from bookings.operations.settle_payment import settle_payment
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.true_line import CALLS, DAY, NOW, book, make_true_train
from tests.bookings.world import make_payment
from tests.races.conftest import Race
from tests.timetables.editions.world import TELL_ALL, change, train, with_call
from timetables.models import (
    Calendar,
    DatedStop,
    DatedTrip,
    Publication,
    ScheduleChange,
    Stop,
    StopTime,
    Timetable,
)
from timetables.operations import make_dated_trips
from timetables.operations.copy_edition import copy_edition
from timetables.operations.edit_draft import accept_warnings
from timetables.operations.publish_edition import publish_edition
from timetables.operations.revert_publication import revert_publication
from timetables.planning.edits import shift
from timetables.queries.draft_checks import check_draft
from timetables.queries.plans import read_plan

pytestmark = pytest.mark.django_db(transaction=True)
HORIZON = 4
START = 7 * 3600 + 12 * 60
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.fixture
def draft(transactional_db: None, settings: Settings) -> Timetable:
    """A train of every day, and a draft that gives it one stop more near its beginning."""
    settings.SALES_HORIZON_DAYS = HORIZON
    load_rules()
    first = make_true_train()
    trip = first.trip
    Calendar.objects.filter(pk=trip.calendar_id).update(**dict.fromkeys(WEEK, True))
    for number, (code, _ru, _en, _country, kind, km, minutes) in enumerate(CALLS):
        at, rule = START + minutes * 60, int(kind == "border")
        StopTime.objects.create(
            trip=trip, stop=Stop.objects.get(stop_id=code), stop_sequence=number, arrival_time=at, departure_time=at,
            shape_dist_traveled=Decimal(km), pickup_type=rule, drop_off_type=rule,
        )  # fmt: skip
    make_dated_trips(now=NOW)
    open_seats(now=NOW)
    Stop.objects.create(stop_id="LUCHESA", name_ru="Лучеса", country="BY")
    draft = copy_edition(timetable=trip.timetable, name="next", valid_from=DAY, actor=None, now=NOW)
    one = train(draft, trip.trip_id)
    change(draft, shift(with_call(one, "LUCHESA", START + 300, 1), 20 * 60))
    problems = check_draft(draft, read_plan(draft), now=NOW).problems
    accept_warnings(timetable=draft, words={problem.key: "test" for problem in problems}, actor=None, now=NOW)
    return draft


def publish(draft: Timetable) -> Publication:
    return publish_edition(timetable=draft, remedies=TELL_ALL, actor=None, now=NOW)


def elsewhere(work: Callable[[], object]) -> None:
    """Do something on a connection of its own, to the end."""

    def run() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def astray() -> list[Booking]:
    """Bookings whose positions are not where they get on and off."""
    found = []
    for booking in Booking.objects.all():
        ends = {booking.from_position: booking.origin_id, booking.to_position: booking.destination_id}
        stops = DatedStop.objects.filter(dated_trip=booking.dated_trip_id, position__in=ends)
        if dict(stops.values_list("position", "stop_id")) != ends:
            found.append(booking)
    return found


def day_of(day: date) -> DatedTrip:
    return DatedTrip.objects.get(service_date=day, state="scheduled")


def test_a_booking_worked_out_before_a_publication_is_worked_out_anew(
    draft: Timetable, monkeypatch: pytest.MonkeyPatch, unpooled: None
) -> None:
    target, published = day_of(DAY + timedelta(days=1)), []

    def publish_first(option: object) -> None:
        if not published:
            published.append(True)
            elsewhere(lambda: publish(draft))
        lock_positions(option)  # type: ignore[arg-type]

    monkeypatch.setattr(creating, "lock_positions", publish_first)
    with pytest.raises(inventory.Busy):
        book(target)
    assert not Booking.objects.exists()
    book(day_of(target.service_date))
    assert not astray()


def test_without_the_lock_it_would_be_kept_for_a_train_that_is_gone(
    draft: Timetable, monkeypatch: pytest.MonkeyPatch, unpooled: None
) -> None:
    """The control: the same without looking again, and nobody notices before the database does, at the very end."""
    target = day_of(DAY + timedelta(days=1))

    def publish_only(_option: object) -> None:
        if not Publication.objects.exists():
            elsewhere(lambda: publish(draft))

    monkeypatch.setattr(creating, "lock_positions", publish_only)
    with pytest.raises((IntegrityError, inventory.SoldOut, inventory.Busy)) as fault:
        book(target)
    assert not isinstance(fault.value, inventory.Busy)


def test_seats_are_sold_while_an_edition_is_published_and_taken_back(draft: Timetable, race: Race) -> None:
    days = [DAY + timedelta(days=number) for number in range(HORIZON)]

    def work(number: int) -> object:
        if number == 0:
            publication = publish(draft)
            tell_schedule_changes(now=NOW)
            return revert_publication(publication=publication, actor=None, now=NOW)
        return [_book(days[(number + turn) % len(days)]) for turn in range(6)]

    outcome = race(7, work)
    assert not outcome.unexpected()
    assert not astray()
    assert inventory.audit().ok
    tell_schedule_changes(now=NOW)
    for booking in Booking.objects.select_related("dated_trip"):
        stop = booking.dated_trip.stops.get(position=booking.from_position)
        assert booking.departs_at == stop.departure_at, (
            "whoever bought by the old time has been told of the new"
        )
    for day in days:
        assert DatedTrip.objects.filter(service_date=day, state="scheduled").count() == 1
    assert not ScheduleChange.objects.filter(consumed_at=None).exists()


def _book(day: date) -> Booking | None:
    """Book as a passenger does, who asks again when a train has changed under their hands."""
    for _attempt in range(5):
        try:
            return book(day_of(day))
        except (inventory.Busy, TripNotFound, DatedTrip.DoesNotExist):
            continue
        except inventory.SoldOut:
            return None
    return None


def test_two_workers_and_the_passenger_refund_once(draft: Timetable, race: Race) -> None:
    booking = book(day_of(DAY), email="p@example.org")
    complete(booking)
    publish_edition(timetable=draft, remedies=TELL_ALL | {"moved_far": "refund"}, actor=None, now=NOW)

    def work(number: int) -> object:
        if number == 0:
            return confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
        return tell_schedule_changes(now=NOW)

    outcome = race(4, work)
    assert not outcome.unexpected(RefundRefused, RefundOfferExpired)
    tell_schedule_changes(now=NOW)
    booking.refresh_from_db()
    assert booking.state == Booking.State.REFUNDED
    assert Refund.objects.count() == 1
    assert inventory.audit().ok


def complete(booking: Booking) -> None:
    """Let a booking be paid, with its tickets."""
    booking.passengers.update(given_name="Anna", family_name="K", birth_date="1990-01-01", country="BY")
    payment = make_payment(booking, now=NOW)
    answer = BankAnswer(event_id=str(payment.uuid), charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)
    settle_payment(answer=answer, now=NOW)
    booking.refresh_from_db()
