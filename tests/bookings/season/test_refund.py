"""What of a season ticket comes back: by the dated rule, shown first, once, with the ledger whole."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bookings import ledger
from bookings.ledger.register import register_rows
from bookings.models import Notification, Refund, SeasonRefundRule, SeasonTicket
from bookings.operations.check_season_trip import check_season_trip
from bookings.operations.refund_season_ticket import (
    SeasonRefundExpired,
    SeasonRefundRefused,
    confirm_season_refund,
    offer_season_refund,
)
from bookings.operations.reserve_season_seat import reserve_season_seat
from bookings.operations.tend_season_tickets import tend_season_tickets
from tests.bookings.season.season_world import (
    FIRST,
    NOW,
    PENSIONER,
    ask_for,
    at,
    bought,
    later,
    paid_back,
    train_on,
)
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db


def test_before_its_first_day_all_comes_back(train: DatedTrip) -> None:
    ticket = bought()
    offer = offer_season_refund(ticket=ticket, now=NOW)
    assert (offer.amount, offer.fee) == (ticket.price, 0)
    assert not Refund.objects.exists()
    confirm_season_refund(offer=offer, now=NOW)
    ticket.refresh_from_db()
    assert (ticket.state, paid_back(ticket)) == ("REFUNDED", ticket.price)
    assert Notification.objects.filter(kind="season_refunded").count() == 1
    assert ledger.audit_ledger().ok


def test_afterwards_the_days_that_are_left(train: DatedTrip) -> None:
    ticket = bought()  # 31 days from 15 May
    offer = offer_season_refund(ticket=ticket, now=at(later(9)))
    assert (offer.reckoned["left"], offer.reckoned["whole"]) == (21, 31)
    assert offer.amount == (ticket.price * 21 / 31).quantize(Decimal("0.01"))


def test_of_working_days_only_those_are_counted(train: DatedTrip) -> None:
    offer = offer_season_refund(ticket=bought("MONTH_WORKDAYS"), now=at(later(2)))
    assert (offer.reckoned["left"], offer.reckoned["whole"]) == (20, 21)


def test_the_trips_that_are_left_less_share_and_fee_of_the_rule(train: DatedTrip) -> None:
    SeasonRefundRule.objects.update(unused_percent=80, fee_byn=Decimal("1.00"))
    ticket = bought("TRIPS_10", holder=PENSIONER)
    check_season_trip(ticket=ticket, dated_trip=train, by="i", now=at(FIRST))
    ticket.refresh_from_db()
    offer = offer_season_refund(ticket=ticket, now=at(FIRST))
    assert offer.amount == (ticket.price * 9 / 10 * 8 / 10).quantize(Decimal("0.01")) - 1
    confirm_season_refund(offer=offer, now=at(FIRST))
    assert ledger.audit_ledger().ok


def test_of_a_benefit_the_register_takes_back_the_unused_part_alone(train: DatedTrip) -> None:
    ticket = bought("MONTH_PENSIONER", holder=PENSIONER)
    confirm_season_refund(offer=offer_season_refund(ticket=ticket, now=at(later(9))), now=at(later(9)))
    lost = {row.is_correction: row.lost for row in register_rows(month=NOW.date()) if row.country == "BY"}
    assert lost == {False: Decimal("41.40"), True: Decimal("-28.05")}  # 21 of 31 days
    assert ledger.audit_ledger().ok


def test_confirmed_twice_it_comes_back_once(train: DatedTrip) -> None:
    ticket = bought()
    first, second = (offer_season_refund(ticket=ticket, now=NOW) for _press in range(2))
    confirm_season_refund(offer=first, now=NOW)
    confirm_season_refund(offer=first, now=NOW)
    with pytest.raises(SeasonRefundExpired):
        confirm_season_refund(offer=second, now=NOW)
    assert paid_back(ticket) == ticket.price


def test_an_offer_does_not_outlive_a_trip_or_its_time(train: DatedTrip) -> None:
    ticket = bought("TRIPS_10")
    offer = offer_season_refund(ticket=ticket, now=at(FIRST))
    check_season_trip(ticket=ticket, dated_trip=train, by="i", now=at(FIRST))
    with pytest.raises(SeasonRefundExpired):
        confirm_season_refund(offer=offer, now=at(FIRST))
    fresh = offer_season_refund(ticket=ticket, now=at(FIRST))
    with pytest.raises(SeasonRefundExpired):
        confirm_season_refund(offer=fresh, now=at(FIRST) + timedelta(days=1))


def test_with_seats_reserved_or_nothing_left_nothing_comes_back(train: DatedTrip) -> None:
    ticket, numbered = bought(), train_on(seat_mode="numbered")
    seat = {"origin": "VITEBSK", "destination": "SMOLENSK", "channel": "web", "now": NOW}
    reserve_season_seat(ticket=ticket, dated_trip_id=numbered.pk, **seat)  # type: ignore[arg-type]  # named above
    for when, code in ((NOW, "reserved"), (at(later(31)), "over"), (at(later(30)), "used_up")):
        with pytest.raises(SeasonRefundRefused) as why:
            offer_season_refund(ticket=ticket, now=when)
        assert why.value.code == code


def test_what_was_not_paid_ends_and_whose_ticket_ends_is_told_once(train: DatedTrip) -> None:
    unpaid, paid = ask_for(), bought()
    assert tend_season_tickets(now=NOW + timedelta(minutes=31)) == (1, 0)
    unpaid.refresh_from_db()
    assert unpaid.state == "RELEASED"
    assert tend_season_tickets(now=at(later(26))) == (0, 0)
    assert tend_season_tickets(now=at(later(27))) == (0, 1)
    assert tend_season_tickets(now=at(later(28))) == (0, 0)
    told = Notification.objects.get(kind="season_ending")
    assert told.season_ticket == paid
    assert SeasonTicket.objects.filter(state="FULFILLED").count() == 1
