"""Phone numbers as an SMS needs them."""

import re

LONGEST = 15  # digits, ITU-T E.164


def plain_phone(text: str) -> str:
    """This function writes a number as `+375291234567`; empty where it can't be told (E.164, with country code).

    The ways at home are known too: 8 0XX… in Belarus, 8 9XX… in Russia.
    """
    signs = re.sub(r"[\s().‑–-]", "", text)
    if re.fullmatch(r"80\d{9}", signs):
        return f"+375{signs[2:]}"
    if re.fullmatch(r"89\d{9}", signs):
        return f"+7{signs[1:]}"
    digits = signs.removeprefix("+").removeprefix("00" if signs.startswith("00") else "")
    is_known = signs.startswith(("+", "00")) or re.fullmatch(r"(375\d{9}|7\d{10})", digits)
    if not digits.isascii() or not digits.isdigit() or not is_known:
        return ""
    return f"+{digits}" if 10 <= len(digits) <= LONGEST and digits[0] != "0" else ""
