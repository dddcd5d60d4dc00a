"""The check digit of ESR station codes."""

import pytest

from timetables.codes import esr_check_digit, is_valid_esr


@pytest.mark.parametrize("code", ["160002", "166403", "170108", "171902", "165608", "165805", "169100"])
def test_codes_of_our_lines_pass(code):
    assert is_valid_esr(code)


@pytest.mark.parametrize("code", ["165602", "160003", "16000", "1600020", "16000x", "", "١٦٠٠٠٢"])
def test_a_misread_code_does_not_pass(code):
    assert not is_valid_esr(code)


def test_every_single_misread_digit_of_vitebsk_is_noticed():
    slips = ["160002"[:at] + digit + "160002"[at + 1 :] for at in range(6) for digit in "0123456789"]
    assert [slip for slip in slips if is_valid_esr(slip)] == ["160002"] * 6


@pytest.mark.parametrize(("first_five", "digit"), [("16006", 3), ("16020", 6), ("10082", 0)])
def test_other_weights_are_used_when_the_first_leave_ten(first_five, digit):
    assert esr_check_digit(first_five) == digit


def test_fewer_than_five_digits_are_refused():
    with pytest.raises(ValueError, match="five digits"):
        esr_check_digit("1600")
