"""A season ticket is named, priced by its rules and paid once, whatever the bank says and how often."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bookings import ledger
from bookings.fares import FarePrice
from bookings.ledger.register import register_journeys, register_rows
from bookings.models import LedgerEntry, Notification, Payment, Refund, SeasonProduct, SeasonTicket
from bookings.offers.season import NoSeasonSection
from bookings.operations.create_booking import OfferStale
from bookings.operations.create_season_ticket import SeasonRefused
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.pay_season_ticket import SeasonOver, cancel_season_ticket, start_season_payment
from bookings.operations.start_payment import AlreadyPaid
from bookings.payments.gateway import Outcome
from bookings.tickets import read_payload
from bookings.tickets.keys import public_keys
from tests.bookings.season.season_world import (
    FIRST,
    NOW,
    PENSIONER,
    answer,
    ask_for,
    bought,
    paid_back,
    train_on,
    under_way,
)
from timetables.models import DatedTrip, Stop

pytestmark = pytest.mark.django_db
State = SeasonTicket.State


def test_it_costs_what_its_lines_say_and_is_frozen(train: DatedTrip) -> None:
    ticket = bought()
    fare = FarePrice.from_json(ticket.price_lines)
    assert ticket.price == fare.lines_sum.amount == Decimal("384.63")
    assert [(line.times, str(line.single)) for line in fare.lines[:2]] == [
        (36, "2.30 BYN"),
        (36, "232.89 RUB"),
    ]
    SeasonProduct.objects.update(single_fares=50)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.price) == (State.FULFILLED, Decimal("384.63"))
    assert (ticket.valid_from, ticket.valid_until) == (FIRST, date(2027, 6, 14))


def test_the_number_of_the_document_is_kept_sealed(train: DatedTrip) -> None:
    ticket = bought()
    assert ticket.document_last4 == "4567"
    assert b"1234567" not in bytes(ticket.document_number_encrypted or b"")


def test_its_code_tells_an_inspector_without_a_network(train: DatedTrip) -> None:
    ticket = bought("TRIPS_10")
    facts = read_payload(bytes(ticket.payload or b""), public_keys())
    assert facts.season is not None
    assert (facts.number, facts.passenger) == (ticket.shown_reference, "Ковалёва А. П.")
    assert (facts.service_date, facts.season.last_day, facts.season.trips) == (
        FIRST,
        ticket.valid_until,
        10,
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"holder": PassengerDetails(family_name="Ковалёва")}, "given_name"),
        ({"first_day": date(2027, 5, 13)}, "first_day"),
        ({"first_day": date(2028, 5, 13)}, "first_day"),
        ({"product": "NOTHING"}, "product"),
        ({"product": "MONTH_PENSIONER"}, "benefit"),
    ],
    ids=["no name", "yesterday", "next year", "unknown kind", "a pensioners' ticket for somebody else"],
)
def test_what_can_not_be_sold_names_the_field(
    train: DatedTrip, change: dict[str, object], field: str
) -> None:
    with pytest.raises(SeasonRefused) as refused:
        ask_for(**change)  # type: ignore[arg-type]  # the fields are named above
    assert refused.value.problems[0].pointer == field
    assert not SeasonTicket.objects.exists()


def test_stations_of_no_common_line_are_refused(train: DatedTrip) -> None:
    Stop.objects.create(stop_id="ORSHA", name_ru="Орша", country="BY")
    with pytest.raises(NoSeasonSection):
        ask_for(destination="ORSHA")


def test_a_price_that_changed_since_it_was_shown_is_refused(train: DatedTrip) -> None:
    with pytest.raises(OfferStale):
        ask_for(expected_price=Decimal("1.00"))


def test_a_section_of_one_country_needs_no_rule_of_the_other(train: DatedTrip) -> None:
    SeasonProduct.objects.filter(country="RU").delete()
    assert ask_for(destination="ZAOLSHA").price == Decimal(36) * Decimal("2.25")
    with pytest.raises(SeasonRefused):
        ask_for()


def test_the_same_answer_twice_counts_once(train: DatedTrip) -> None:
    payment = under_way(ask_for())
    answer(payment)
    answer(payment)
    assert Payment.objects.get().status == "captured"
    assert Notification.objects.filter(kind="season_bought").count() == 1
    assert ledger.audit_ledger().ok


def test_a_second_payment_goes_back_by_itself(train: DatedTrip) -> None:
    ticket = ask_for()
    first = under_way(ticket)
    answer(first, Outcome.ABANDONED)
    second = under_way(ticket)
    answer(second)
    answer(first)
    assert Refund.objects.get().reason == "double_payment"
    assert paid_back(ticket) == ticket.price
    assert ledger.audit_ledger().ok


@pytest.mark.parametrize(
    ("wait", "state", "back"),
    [
        (timedelta(minutes=29), State.FULFILLED, False),
        (timedelta(hours=2), State.FULFILLED, False),
        (timedelta(days=2), State.PREBOOKED, True),
    ],
    ids=["in time", "late, nothing was lost", "days late"],
)
def test_late_money_buys_or_goes_back(
    train: DatedTrip, wait: timedelta, state: SeasonTicket.State, back: bool
) -> None:
    ticket = ask_for()
    answer(under_way(ticket), now=NOW + wait)
    ticket.refresh_from_db()
    assert ticket.state == state
    assert Refund.objects.exists() is back
    assert ledger.audit_ledger().ok


def test_money_for_a_cancelled_order_goes_back(train: DatedTrip) -> None:
    ticket = ask_for()
    payment = under_way(ticket)
    cancel_season_ticket(ticket=ticket, now=NOW)
    answer(payment)
    assert Refund.objects.get().amount == ticket.price
    with pytest.raises(SeasonOver):
        start_season_payment(ticket=ticket, method="sandbox", return_url="/", now=NOW)


def test_two_presses_open_one_payment_and_a_paid_ticket_none(train: DatedTrip) -> None:
    ticket = ask_for()
    pay = {"ticket": ticket, "method": "sandbox", "return_url": "/", "now": NOW}
    assert start_season_payment(**pay) == start_season_payment(**pay)  # type: ignore[arg-type]  # named above
    answer(Payment.objects.get())
    with pytest.raises(AlreadyPaid):
        start_season_payment(**pay)  # type: ignore[arg-type]  # as above


def test_what_a_benefit_takes_off_stands_in_the_month_s_register(train: DatedTrip) -> None:
    ticket = bought("MONTH_PENSIONER", holder=PENSIONER)
    assert ticket.price * 2 - ticket.full_price in {Decimal(0), Decimal("-0.01")}
    rows = register_rows(month=NOW.date())
    assert {(row.country, row.currency, row.benefit, row.tickets) for row in rows} == {
        ("BY", "BYN", "BY_PENSIONER_SEASON", 1),
        ("RU", "RUB", "BY_PENSIONER_SEASON", 1),
    }
    assert {row.reference for row in register_journeys(month=NOW.date())} == {ticket.reference}
    lost = LedgerEntry.objects.filter(account="benefits", country="BY").get()
    assert (lost.amount, lost.payer != "", lost.act != "") == (Decimal("41.40"), True, True)
    assert ledger.audit_ledger().ok


def test_a_ticket_bought_in_roubles_divides_as_well(train: DatedTrip) -> None:
    bought("MONTH_PENSIONER", holder=PENSIONER, currency="RUB")
    assert ledger.audit_ledger().ok


def test_a_pensioner_s_ticket_that_outlasts_the_season_is_not_sold(train: DatedTrip) -> None:
    train_on(date(2027, 10, 15))
    with pytest.raises(SeasonRefused) as refused:
        ask_for(
            "MONTH_PENSIONER", holder=PENSIONER, first_day=date(2027, 10, 15), now=NOW + timedelta(days=120)
        )
    assert refused.value.problems[0].code == "season_benefit_ends"


def test_a_lost_ledger_is_posted_again_from_what_was_sold(train: DatedTrip) -> None:
    from bookings.ledger.missing import post_missing
    from tests.bookings.ledger.books import everything, lose_the_ledger

    bought("MONTH_PENSIONER", holder=PENSIONER)
    before = everything()
    lose_the_ledger()
    assert not ledger.audit_ledger().ok
    post_missing()
    assert everything() == before
