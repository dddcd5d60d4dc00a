"""A price divided among the carriers of its sections: to the kopeck, in the currency of each tariff."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import FareLine, FarePrice, LineKind, Money, Rate, convert
from bookings.fares.shares import LinesDontAddUp, section_shares
from tests.bookings.fares.samples import RATE

CURRENCIES = st.sampled_from(["BYN", "RUB"])
OWN = {"BY": "BYN", "RU": "RUB"}


def price_of(
    fares: dict[str, Decimal], currency: str, percent: int | None, home: str, scope: str, rate: Rate
) -> FarePrice:
    """A price as the fares write it, of sections with these full fares in their own currency."""
    sections = [
        FareLine(LineKind.SECTION, convert(own, rate, currency), own, country=country, own=own)
        for country, amount in fares.items()
        for own in [Money(amount, OWN[country])]
    ]
    full = sum((line.amount for line in sections[1:]), sections[0].amount)
    lines = sections
    reduction = Money.zero(currency)
    if percent is not None:
        reduced = [line.amount for line in sections if scope == "whole_route" or line.country == home]
        reduction = sum(reduced, Money.zero(currency)).percent(percent)
        lines = [
            *sections,
            FareLine(
                LineKind.REDUCTION,
                -reduction,
                -reduction,
                country=home,
                percent=Decimal(percent),
                scope=scope,
            ),
        ]
    price = full - reduction
    return FarePrice(price, full, price, full, tuple(lines))


PRICES = st.builds(
    price_of,
    st.dictionaries(st.sampled_from(["BY", "RU"]), st.decimals("0.01", 900, places=2), min_size=1),
    CURRENCIES,
    st.none() | st.integers(0, 100),
    st.sampled_from(["BY", "RU"]),
    st.sampled_from(["whole_route", "home_segment"]),
    st.just(RATE),
)


@given(PRICES)
def test_parts_add_up_to_the_price_and_carriers_get_their_tariff(price: FarePrice) -> None:
    sections = [line for line in price.lines if line.kind == LineKind.SECTION]
    shares = section_shares(price)
    assert sum((share.paid for share in shares), Money.zero(price.currency)) == price.price
    for share, line in zip(shares, sections, strict=True):
        assert (share.full, share.country) == (line.own, line.country)
        nothing = Money.zero(share.full.currency)
        assert nothing <= share.lost <= share.full
        assert nothing.amount <= share.paid.amount <= line.amount.amount
        if not share.is_converted:
            assert share.earned == share.paid


@given(PRICES)
def test_what_is_converted_is_converted_at_the_rate(price: FarePrice) -> None:
    for share in section_shares(price):
        if share.is_converted:
            paid, earned = (convert(money, RATE, "BYN").amount for money in (share.paid, share.earned))
            assert abs(paid - earned) <= Decimal("0.03")


def test_a_section_that_the_benefit_does_not_cover_loses_nothing() -> None:
    price = price_of({"BY": Decimal("5.40"), "RU": Decimal(60)}, "BYN", 50, "BY", "home_segment", RATE)
    belarus, russia = section_shares(price)
    assert (belarus.lost, russia.lost) == (Money(Decimal("2.70"), "BYN"), Money(Decimal(0), "RUB"))


def test_lines_of_another_price_divide_nothing() -> None:
    price = price_of({"BY": Decimal("5.40")}, "BYN", None, "BY", "whole_route", RATE)
    with pytest.raises(LinesDontAddUp):
        section_shares(
            FarePrice(Money(Decimal(5), "BYN"), price.full_price, price.price, price.price, price.lines)
        )
