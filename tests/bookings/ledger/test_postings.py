"""What each operation posts, to the kopeck, on the true line: 58 + 2 km in Belarus, 11 to 79 km in Russia."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bookings import ledger
from bookings.fares.rounding import half_up
from bookings.models import Booking, LedgerEntry, LedgerTransaction, Passenger, Refund
from bookings.offers import PartyMember
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_refund import offer_refund
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from tests.bookings.exchange_world import ADULT, all_adds_up, bank_says, buy, exchange
from tests.bookings.ledger.books import lines_of
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.bookings.world import make_payment
from timetables.models import DatedTrip
from timetables.operations import cancel_dated_trip

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]
PENSIONER = PartyMember("BY", "BY_PENSIONER_SEASON", date(1950, 4, 12))


@pytest.fixture
def train() -> DatedTrip:
    load_rules()
    return make_true_train()


def on(account: str, currency: str, country: str = "") -> Decimal:
    """The balance of an account, debit above nothing."""
    found = [
        each.amount
        for each in ledger.balances()
        if (each.account, each.currency, each.country) == (account, currency, country)
    ]
    return sum(found, Decimal(0))


def sections(booking: Booking) -> dict[str, tuple[Decimal, Decimal]]:
    """The first passenger's sections as the fare wrote them: own fare, and in the booking's currency."""
    lines = booking.passengers.get(number=1).price_lines["lines"]
    return {
        line["country"]: (Decimal(line["own"]["amount"]), Decimal(line["amount"]))
        for line in lines
        if line["kind"] == "section"
    }


def test_a_sale_is_each_carriers_revenue_in_its_own_currency(train: DatedTrip) -> None:
    booking = buy(train, ADULT)
    (belarus, _same), (russia, in_byn) = sections(booking)["BY"], sections(booking)["RU"]
    assert lines_of("sale", booking.pk) == [
        ("passengers", "", booking.total, "BYN"),
        ("revenue", "BY", -belarus, "BYN"),
        ("revenue", "RU", -russia, "RUB"),
        ("conversion", "RU", russia, "RUB"),
        ("conversion", "RU", -in_byn, "BYN"),
    ]
    assert LedgerTransaction.objects.get(cause="sale").rate_value == booking.rate_value
    all_adds_up()


def test_paid_in_rub_it_is_the_belarusian_part_that_is_converted(train: DatedTrip) -> None:
    booking = buy(train, ADULT, currency="RUB")
    belarus, in_rub = sections(booking)["BY"]
    assert [line for line in lines_of("sale", booking.pk) if line[0] == "conversion"] == [
        ("conversion", "BY", belarus, "BYN"),
        ("conversion", "BY", -in_rub, "RUB"),
    ]
    all_adds_up()


def test_money_taken_is_at_the_bank_and_the_passengers(train: DatedTrip) -> None:
    booking = buy(train, ADULT)
    payment = booking.payments.get()
    assert lines_of("payment", payment.pk) == [
        ("bank", "", booking.total, "BYN"),
        ("passengers", "", -booking.total, "BYN"),
    ]
    assert LedgerTransaction.objects.get(cause="payment").reference == payment.uuid.hex


def test_income_lost_to_a_benefit_is_recorded_with_its_act_and_payer(train: DatedTrip) -> None:
    booking = buy(train, PENSIONER)
    passenger = booking.passengers.get()
    lost = LedgerEntry.objects.filter(account="benefits").order_by("id")
    assert passenger.granted_benefit
    assert passenger.price < passenger.full_price
    assert [(each.country, each.currency) for each in lost] == [("BY", "BYN"), ("RU", "RUB")]
    for each in lost:
        full, _charged = sections(booking)[each.country]
        assert each.amount == half_up(full * passenger.granted_benefit.discount_percent / 100)
        assert (each.benefit, each.law) == ("BY_PENSIONER_SEASON", "BY")
        assert (each.act, each.payer) == (
            passenger.granted_benefit.act_ru,
            passenger.granted_benefit.payer_budget,
        )
    assert on("revenue", "BYN", "BY") == -sections(booking)["BY"][0]
    all_adds_up()


def test_free_of_charge_is_revenue_lost_as_a_whole(train: DatedTrip) -> None:
    child = PartyMember("BY", "BY_CHILD_U7", date(2023, 4, 12))
    booking = buy(train, ADULT, child)
    assert booking.passengers.get(number=2).price == 0
    lost = LedgerEntry.objects.filter(passenger_number=2)
    assert {each.account for each in lost} == {"revenue", "benefits"}
    all_adds_up()


def test_a_late_payment_comes_and_goes_back(train: DatedTrip) -> None:
    booking = book(train, ADULT)
    payment = make_payment(booking, amount=booking.total)
    Booking.objects.filter(pk=booking.pk).update(state="CANCELLED")
    assert bank_says(payment).status == "refund_due"
    assert on("passengers", "BYN") == 0
    assert on("refunds_due", "BYN") == -booking.total
    pay_refunds(now=NOW)
    assert (on("refunds_due", "BYN"), on("bank", "BYN")) == (0, 0)
    refund = Refund.objects.get()
    assert LedgerTransaction.objects.get(cause="refund_sent").reference == refund.key.hex
    assert not LedgerTransaction.objects.filter(cause="sale").exists()


def test_an_answer_that_comes_again_posts_nothing(train: DatedTrip) -> None:
    booking = book(train, ADULT, email="a@example.org")
    payment = make_payment(booking, amount=booking.total)
    for _copy in range(3):
        bank_says(payment, event="the same")
    assert LedgerTransaction.objects.filter(cause="payment").count() == 1


def test_a_ticket_returned_is_taken_back_and_what_is_kept_is_a_fee(train: DatedTrip) -> None:
    booking = buy(train, ADULT, PENSIONER, seats=None)
    gone = booking.passengers.get(number=2)
    offer = offer_refund(booking=booking, passenger_numbers=[2], now=NOW)
    confirm_refund(offer=offer, now=NOW)
    sold = {line for line in lines_of("sale", booking.pk) if line[2] in _amounts(gone)}
    assert sold
    taken_back = lines_of("return", offer.pk)
    assert all(
        (account, country, -amount, currency) in taken_back for account, country, amount, currency in sold
    )
    assert on("fees", "BYN") == -offer.fee
    assert on("refunds_due", "BYN") == -offer.amount
    all_adds_up()


def _amounts(passenger: Passenger) -> set[Decimal]:
    entries = LedgerEntry.objects.filter(passenger_number=passenger.number, transaction__cause="sale")
    return set(entries.values_list("amount", flat=True))


def test_an_exchange_takes_the_old_tickets_back_and_keeps_its_fee(train: DatedTrip) -> None:
    old = buy(train, ADULT, destination="RUDNYA")
    first = old.total
    new = exchange(old, make_true_train(day=DAY + timedelta(days=1)))
    assert new.fees > 0
    assert on("fees", "BYN") == -new.fees
    assert on("bank", "BYN") == first + new.payments.get().amount == new.total + new.fees
    assert on("passengers", "BYN") == 0
    all_adds_up()


def test_a_cancelled_train_gives_back_fees_of_exchanges_too(train: DatedTrip) -> None:
    other = make_true_train(day=DAY + timedelta(days=1))
    new = exchange(buy(train, ADULT, destination="RUDNYA"), other)
    cancel_dated_trip(dated_trip=other, actor=None, now=NOW)
    tell_schedule_changes(now=NOW)
    new.refresh_from_db()
    confirm_refund(offer=offer_refund(booking=new, now=NOW), now=NOW)
    pay_refunds(now=NOW)
    assert {each.account.value: each.amount for each in ledger.balances() if each.amount} == {}
    all_adds_up()
