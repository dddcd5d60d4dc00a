from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import CurrencyMismatch, Money, NoRate, Rate, UnknownCurrency, add_up, convert, rate_on
from bookings.fares.money import NotWholeKopecks
from tests.bookings.fares.samples import rates

amounts = st.decimals(0, 100_000, places=2)


def byn(amount: str) -> Money:
    return Money(Decimal(amount), "BYN")


def rub(amount: str) -> Money:
    return Money(Decimal(amount), "RUB")


@pytest.mark.parametrize(
    "mix",
    [
        lambda: byn("1") + rub("1"),
        lambda: byn("1") - rub("1"),
        lambda: byn("1") < rub("2"),
        lambda: byn("1") >= rub("1"),
        lambda: add_up([byn("1"), rub("1")], "BYN"),
        lambda: add_up([rub("1")], "BYN"),
    ],
)
def test_two_currencies_never_meet_in_one_sum_or_comparison(mix):
    with pytest.raises(CurrencyMismatch):
        mix()


def test_one_rouble_of_belarus_is_not_one_rouble_of_russia():
    assert byn("1") != rub("1")


@pytest.mark.parametrize("amount", [Decimal("0.001"), Decimal("NaN"), Decimal("Infinity"), 1.1, 5])
def test_money_is_made_only_of_whole_kopecks_in_decimals(amount):
    with pytest.raises(NotWholeKopecks):
        Money(amount, "BYN")


def test_a_third_currency_is_unknown():
    with pytest.raises(UnknownCurrency):
        Money(Decimal(1), "EUR")  # type: ignore[arg-type]  # what the test is about


def test_money_is_written_with_two_decimals():
    assert str(byn("5")) == "5.00 BYN"
    assert byn("5.1").to_json() == {"amount": "5.10", "currency": "BYN"}
    assert Money.from_json({"amount": "5.10", "currency": "BYN"}) == byn("5.1")


@pytest.mark.parametrize(("exact", "rounded"), [("0.005", "0.01"), ("0.0149", "0.01"), ("-0.005", "-0.01")])
def test_halves_of_a_kopeck_are_rounded_away_from_nothing(exact, rounded):
    assert Money.rounded(Decimal(exact), "RUB") == rub(rounded)


def test_a_share_of_money_is_rounded_half_up():
    assert byn("11.41").percent(50) == byn("5.71")


@pytest.mark.parametrize(
    ("money", "to", "expected"),
    [
        (rub("253.00"), "BYN", byn("9.11")),
        (byn("2.30"), "RUB", rub("63.89")),
        (byn("2.30"), "BYN", byn("2.30")),
    ],
)
def test_conversion_is_by_the_hundred_russian_roubles_half_up(money, to, expected):
    assert convert(money, Rate(Decimal("3.6000"), date(2026, 5, 14)), to) == expected


@given(amounts, amounts, rates)
def test_conversion_keeps_the_order_of_two_amounts(one, two, rate):
    less, more = sorted([one, two])
    assert convert(Money(less, "RUB"), rate, "BYN") <= convert(Money(more, "RUB"), rate, "BYN")
    assert convert(Money(less, "BYN"), rate, "RUB") <= convert(Money(more, "BYN"), rate, "RUB")


@given(amounts, rates)
def test_belarusian_money_survives_the_way_there_and_back(amount, rate):
    # A kopeck of Russia is worth less than half a kopeck of Belarus at these rates, so nothing is lost.
    money = Money(amount, "BYN")
    assert convert(convert(money, rate, "RUB"), rate, "BYN") == money


@pytest.mark.parametrize("value", [Decimal(0), Decimal(-1), 3.6])
def test_a_rate_is_a_positive_decimal(value):
    with pytest.raises(ValueError, match="positive Decimal"):
        Rate(value, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "value"), [(date(2026, 5, 1), "3.5"), (date(2026, 5, 2), "3.6"), (date(2027, 1, 1), "3.6")]
)
def test_the_rate_of_a_day_is_the_latest_not_after_it(day, value):
    known = [Rate(Decimal("3.6"), date(2026, 5, 2)), Rate(Decimal("3.5"), date(2026, 4, 30))]
    assert rate_on(known, day).byn_for_100_rub == Decimal(value)


def test_there_is_no_rate_before_the_first():
    with pytest.raises(NoRate):
        rate_on([Rate(Decimal("3.6"), date(2026, 5, 2))], date(2026, 5, 1))
