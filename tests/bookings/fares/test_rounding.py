from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import BadRounding, parse_rounding

codes = st.sampled_from(["up:0.01", "up:0.05", "up:0.1", "down:0.05", "half_up:1", "half_up:0.01"])
amounts = st.decimals(0, 10_000, places=4)


@pytest.mark.parametrize(
    ("code", "amount", "rounded"),
    [
        ("up:0.05", "0.88", "0.90"),
        ("up:0.05", "0.90", "0.90"),
        ("up:0.01", "0.881", "0.89"),
        ("half_up:1", "232.50", "233.00"),
        ("half_up:1", "232.49", "232.00"),
        ("half_up:0.01", "209.308", "209.31"),
        ("down:0.05", "0.99", "0.95"),
        ("up:1", "0", "0.00"),
    ],
)
def test_a_code_says_direction_and_step(code, amount, rounded):
    assert parse_rounding(code).apply(Decimal(amount)) == Decimal(rounded)


@pytest.mark.parametrize(
    "code", ["", "up", "up:", "up:0", "up:-1", "up:0.001", "sideways:1", "up:x", "up:Infinity", "up:NaN"]
)
def test_a_code_that_makes_no_payable_price_is_refused(code):
    with pytest.raises(BadRounding):
        parse_rounding(code)


@given(codes, amounts)
def test_a_rounded_amount_is_a_multiple_of_the_step_and_less_than_a_step_away(code, amount):
    rule = parse_rounding(code)
    rounded = rule.apply(amount)
    assert rounded % rule.step == 0
    assert abs(rounded - amount) < rule.step


@given(codes, amounts, amounts)
def test_rounding_keeps_the_order_of_two_amounts(code, one, two):
    rule = parse_rounding(code)
    assert rule.apply(min(one, two)) <= rule.apply(max(one, two))
