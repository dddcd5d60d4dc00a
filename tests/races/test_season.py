"""Season tickets used, paid and returned by several at once: no trip, no seat and no money twice.

Each control runs the race above it with the guard away, where it must fail.
"""

import threading
from collections.abc import Callable
from datetime import time

import pytest

from bookings import inventory, ledger
from bookings.inventory import Busy
from bookings.management.prove.season import season_faults
from bookings.models import Booking, Payment, Refund, SandboxCharge, SeasonTicket, SeasonTrip
from bookings.operations import check_season_trip as checking
from bookings.operations import confirm_refund as giving_back
from bookings.operations import pay_season_ticket as paying
from bookings.operations import refund_season_ticket as returning
from bookings.operations import reserve_season_seat as reserving
from bookings.operations import settle_season_payment as settling
from bookings.operations.check_season_trip import SeasonNotValid, check_season_trip
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_refund import offer_refund
from bookings.operations.pay_season_ticket import start_season_payment
from bookings.operations.refund_season_ticket import (
    SeasonRefundExpired,
    confirm_season_refund,
    offer_season_refund,
)
from bookings.operations.reserve_season_seat import reserve_season_seat
from tests.bookings.season.season_world import NOW, answer, ask_for, bought, train_on, under_way
from tests.races.conftest import Race, without_index, without_row_locks
from timetables.models import DatedTrip

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.bookings.web_urls")]
RACERS = 4


@pytest.fixture
def ticket(transactional_db: None) -> SeasonTicket:
    load_rules()
    train_on(at=time(5))
    made = bought("TRIPS_10")
    SeasonTicket.objects.update(trips_used=9)
    return made


def _race(race: Race, ticket: SeasonTicket) -> int:
    """As many trains as racers; how many trips were given beside the nine."""
    trains = [train_on(at=time(7 + number)) for number in range(RACERS)]
    outcome = race(
        RACERS,
        lambda number: check_season_trip(ticket=ticket, dated_trip=trains[number], by="i", now=NOW),
    )
    assert not outcome.unexpected(SeasonNotValid)
    return SeasonTrip.objects.count()


def test_the_last_trip_is_given_once(race: Race, ticket: SeasonTicket) -> None:
    assert _race(race, ticket) == 1
    ticket.refresh_from_db()
    assert ticket.trips_left == 0


def test_control_without_the_lock_it_is_given_more_than_once(
    race: Race, ticket: SeasonTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = threading.Barrier(RACERS)

    def read_together(ticket_id: int) -> SeasonTicket:
        found = SeasonTicket.objects.select_related("route", "origin", "destination").get(pk=ticket_id)
        meeting.wait(timeout=10)
        return found

    monkeypatch.setattr(checking, "lock_season", read_together)
    assert _race(race, ticket) > 1


def test_one_train_checked_by_several_at_once_takes_one_trip(race: Race, ticket: SeasonTicket) -> None:
    SeasonTicket.objects.update(trips_used=0)
    train = train_on(at=time(9))
    outcome = race(
        RACERS, lambda _number: check_season_trip(ticket=ticket, dated_trip=train, by="i", now=NOW)
    )
    assert not outcome.errors
    ticket.refresh_from_db()
    assert (ticket.trips_used, SeasonTrip.objects.count()) == (1, 1)


# --- Seats reserved


def reserve(ticket: SeasonTicket, train: DatedTrip) -> Booking:
    ends = {"origin": "VITEBSK", "destination": "SMOLENSK"}
    return reserve_season_seat(ticket=ticket, dated_trip_id=train.pk, channel="web", now=NOW, **ends)


def all_is_counted() -> None:
    assert not any(season_faults().values()), season_faults()
    assert inventory.audit().ok
    assert ledger.audit_ledger().ok


def the_last_trip_is_wanted_on_several_trains(race: Race, ticket: SeasonTicket) -> None:
    SeasonTicket.objects.update(trips_allowed=1, trips_used=0)
    trains = [train_on(at=time(7 + number), seat_mode="numbered") for number in range(RACERS)]
    outcome = race(RACERS, lambda number: reserve(ticket, trains[number]))
    assert outcome.unexpected(SeasonNotValid) == []
    assert len(outcome.results) == Booking.objects.count() == 1
    all_is_counted()


def two_seats_are_wanted_on_one_train(race: Race, ticket: SeasonTicket) -> None:
    SeasonTicket.objects.update(trips_used=0)
    train = train_on(at=time(9), seat_mode="numbered")
    outcome = race(RACERS, lambda _number: reserve(ticket, train))
    assert outcome.unexpected(SeasonNotValid, Busy) == []
    assert len(outcome.results) == Booking.objects.count() == 1
    all_is_counted()


RESERVING = [the_last_trip_is_wanted_on_several_trains, two_seats_are_wanted_on_one_train]


@pytest.mark.parametrize("reserved_once", RESERVING)
def test_a_trip_gives_one_seat(race: Race, ticket: SeasonTicket, reserved_once: Callable[..., None]) -> None:
    reserved_once(race, ticket)


def test_control_without_the_lock_the_last_trip_is_taken_twice(race: Race, ticket: SeasonTicket) -> None:
    with without_row_locks(reserving, "lock_season", racers=RACERS), pytest.raises(AssertionError):
        the_last_trip_is_wanted_on_several_trains(race, ticket)


def test_control_without_lock_and_index_two_seats_are_given_on_one_train(
    race: Race, ticket: SeasonTicket
) -> None:
    with (
        without_index("season_trip_once_a_train", "bookings_seasontrip"),
        without_row_locks(reserving, "lock_season", racers=RACERS),
        pytest.raises(AssertionError),
    ):
        two_seats_are_wanted_on_one_train(race, ticket)


def a_seat_is_given_back_in_tabs(race: Race, ticket: SeasonTicket) -> None:
    SeasonTicket.objects.update(trips_used=0)
    kept, gone = (reserve(ticket, train_on(at=time(hour), seat_mode="numbered")) for hour in (9, 11))
    offers = [offer_refund(booking=gone, now=NOW) for _tab in range(RACERS)]
    outcome = race(RACERS, lambda tab: confirm_refund(offer=offers[tab], now=NOW))
    assert len(outcome.results) == 1
    ticket.refresh_from_db()
    assert ticket.trips_used == 1
    assert SeasonTrip.objects.get(state="RESERVED").booking == kept
    all_is_counted()


def test_a_seat_given_back_gives_one_trip_back(race: Race, ticket: SeasonTicket) -> None:
    a_seat_is_given_back_in_tabs(race, ticket)


def test_control_without_the_lock_a_seat_is_given_back_more_than_once(
    race: Race, ticket: SeasonTicket
) -> None:
    with without_row_locks(giving_back, "_still_travelling", racers=RACERS), pytest.raises(AssertionError):
        a_seat_is_given_back_in_tabs(race, ticket)


# --- Money


def a_double_click_on_pay(race: Race, ticket: SeasonTicket) -> None:
    wanted, told = ask_for(), {"method": "sandbox", "return_url": "/", "now": NOW}
    outcome = race(RACERS, lambda _click: start_season_payment(ticket=wanted, **told).redirect_url)
    assert outcome.errors == {}
    assert len(set(outcome.results.values())) == 1
    assert (wanted.payments.count(), SandboxCharge.objects.count()) == (1, 1)


def test_a_double_click_opens_one_payment(race: Race, ticket: SeasonTicket) -> None:
    a_double_click_on_pay(race, ticket)


def test_control_without_the_lock_it_opens_several(race: Race, ticket: SeasonTicket) -> None:
    with without_row_locks(paying, "_pending", racers=RACERS), pytest.raises(AssertionError):
        a_double_click_on_pay(race, ticket)


def given_up(wanted: SeasonTicket) -> Payment:
    """One that the bank takes all the same."""
    payment = under_way(wanted)
    Payment.objects.filter(pk=payment.pk).update(status=Payment.Status.ABANDONED)
    return payment


def a_ticket_is_paid_several_times(race: Race, ticket: SeasonTicket) -> None:
    SeasonTicket.objects.update(trips_used=0)
    wanted = ask_for()
    payments = [given_up(wanted) for _bank in range(RACERS)]
    outcome = race(RACERS, lambda bank: answer(payments[bank]).status)
    assert outcome.errors == {}
    assert sorted(outcome.results.values()) == ["captured", *["refund_due"] * (RACERS - 1)]
    assert Refund.objects.count() == RACERS - 1
    all_is_counted()


def test_a_ticket_is_paid_once_and_the_other_money_goes_back(race: Race, ticket: SeasonTicket) -> None:
    a_ticket_is_paid_several_times(race, ticket)


def test_control_without_the_lock_two_payments_are_taken_for_the_first(
    race: Race, ticket: SeasonTicket
) -> None:
    with without_row_locks(settling, "_why_not_ours", racers=RACERS), pytest.raises(AssertionError):
        a_ticket_is_paid_several_times(race, ticket)


def a_ticket_is_returned_while_seats_are_reserved(race: Race, ticket: SeasonTicket) -> None:
    SeasonTicket.objects.update(trips_used=0)
    trains = [train_on(at=time(9 + number), seat_mode="numbered") for number in range(RACERS)]
    ticket.refresh_from_db()
    offers = [offer_season_refund(ticket=ticket, now=NOW) for _tab in range(RACERS // 2)]

    def act(number: int) -> object:
        if number < len(offers):
            return confirm_season_refund(offer=offers[number], now=NOW)
        return reserve(ticket, trains[number])

    outcome = race(RACERS, act)
    assert outcome.unexpected(SeasonRefundExpired, SeasonNotValid) == []
    ticket.refresh_from_db()
    is_returned = ticket.state == "REFUNDED"
    assert (Refund.objects.count(), SeasonTrip.objects.exists()) == (int(is_returned), not is_returned)
    assert Payment.objects.filter(status="captured").count() == 1
    all_is_counted()


@pytest.mark.parametrize("_round", range(3))
def test_a_ticket_is_returned_or_used_never_both(race: Race, ticket: SeasonTicket, _round: int) -> None:
    a_ticket_is_returned_while_seats_are_reserved(race, ticket)


def test_control_without_the_lock_a_ticket_is_returned_and_used(race: Race, ticket: SeasonTicket) -> None:
    with (
        without_row_locks(returning, "_refuse_changed", racers=RACERS // 2),
        pytest.raises(AssertionError),
    ):
        a_ticket_is_returned_while_seats_are_reserved(race, ticket)
