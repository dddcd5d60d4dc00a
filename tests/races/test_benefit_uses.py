"""The last trip of a benefit, asked for by several bookings at once."""

import threading
from datetime import time

import pytest
from django.db import connection

from bookings.models import BenefitUse, Booking
from bookings.operations import benefit_uses
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.load_rules import load_rules
from tests.bookings.rule_world import book_limited, holder, make_limited
from tests.bookings.true_line import NOW, make_true_train
from tests.races.conftest import Race

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 6


@pytest.fixture(autouse=True)
def _rules(transactional_db: None) -> None:
    load_rules()


def _race_for_the_trip(race: Race, **limits: object) -> int:
    """One person, so many bookings; how many of them are free afterwards."""
    make_limited(**limits)
    bookings = [book_limited(make_true_train(at=time(7 + number))) for number in range(RACERS)]
    outcome = race(
        RACERS,
        lambda number: complete_passengers(booking=bookings[number], details={1: holder()}, now=NOW),
    )
    assert not outcome.errors
    return Booking.objects.filter(total=0).count()


def test_one_trip_a_day_is_given_once(race: Race) -> None:
    assert _race_for_the_trip(race) == 1
    assert BenefitUse.objects.count() == 1


def test_a_quota_of_trips_is_given_no_more_often(race: Race) -> None:
    assert _race_for_the_trip(race, trips_per_day=None, free_trips=3) == 3


@pytest.fixture
def _side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of the lock, all racers meet before they look for a trip that is left."""
    meeting, met = threading.Barrier(RACERS), threading.local()

    def meet(_people: object) -> None:
        is_racer = threading.current_thread() is not threading.main_thread()
        if is_racer and not getattr(met, "once", False):
            met.once = True
            meeting.wait(timeout=10)

    monkeypatch.setattr(benefit_uses, "_lock_people", meet)


@pytest.mark.usefixtures("_side_by_side")
def test_the_constraint_alone_gives_it_once(race: Race) -> None:
    assert _race_for_the_trip(race) == 1


@pytest.mark.usefixtures("_side_by_side")
def test_control_without_lock_and_constraint_it_is_given_more_than_once(race: Race) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bookings_benefituse DROP CONSTRAINT benefit_use_once")
    try:
        assert _race_for_the_trip(race) > 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM bookings_benefituse")
            cursor.execute(
                "ALTER TABLE bookings_benefituse ADD CONSTRAINT benefit_use_once"
                " UNIQUE (benefit_code, person, period, slot)"
            )


def test_two_bookings_of_the_same_two_people_do_not_wait_for_each_other(race: Race) -> None:
    make_limited()
    bookings = [book_limited(make_true_train(at=time(7 + number)), people=2) for number in range(4)]
    people = ["BM1234567", "MP7654321"]

    def tell(number: int) -> object:
        order = people if number % 2 else people[::-1]
        told = {place: holder(document) for place, document in enumerate(order, start=1)}
        return complete_passengers(booking=bookings[number], details=told, now=NOW)

    assert not race(4, tell).errors
    assert BenefitUse.objects.count() == 2
