"""Codes that railways give to stations."""

_FIRST_WEIGHTS = (1, 2, 3, 4, 5)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7)


def esr_check_digit(first_five: str) -> int:
    """Work out the sixth digit of a station's ESR code from its first five.

    Weights 1 to 5, modulo 11; when that leaves 10, weights 3 to 7; when that leaves 10 too, the digit is 0
    (the common network code of the 1520 mm railways).
    This function raises ValueError unless it gets exactly five digits.
    """
    if len(first_five) != 5 or not (first_five.isascii() and first_five.isdigit()):
        raise ValueError(f"an ESR code begins with five digits, got {first_five!r}")
    digits = [int(character) for character in first_five]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return 0


def is_valid_esr(code: str) -> bool:
    """Tell whether a station code is six digits of which the last checks the other five.

    This function never raises: any text is an answerable question.
    """
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return False
    return esr_check_digit(code[:5]) == int(code[5])
