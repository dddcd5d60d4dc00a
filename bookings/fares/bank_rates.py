"""Exchange rates as the two central banks publish them, read from a file. Pure.

National Bank of the Republic of Belarus: JSON of its rates interface (one rate, or a list, or the dynamics of the
Russian rouble) and the XML DailyExRates, both in BYN for so many RUB. Bank of Russia: XML_daily and XML_dynamic, in RUB
for so many BYN; such a rate is turned round and rounded half up to six places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from xml.etree import ElementTree  # nosec B405

from bookings.fares.money import Rate

NATIONAL_BANK: Final = "Нацыянальны банк Рэспублікі Беларусь"
BANK_OF_RUSSIA: Final = "Банк России"
SOURCED: Final = "S"
_ROUBLE_OF_RUSSIA, _ROUBLE_OF_BELARUS = "RUB", "BYN"
_NBRB_ROUBLE_ID, _NBRB_SCALE = (
    456,
    100,
)  # the Russian rouble's number there since July 2021, quoted for a hundred
_CBR_ROUBLE_ID = "R01090B"
_HUNDRED, _PLACES = Decimal(100), Decimal("0.000001")
_NOT_SO_WRITTEN = (
    ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError, ElementTree.ParseError
)  # fmt: skip


class UnknownRates(ValueError):
    """The file isn't one of the banks' forms, or the other country's rouble isn't in it."""


def read_bank_rates(content: bytes) -> list[Rate]:
    """Read every rate between the two roubles that a file of either bank holds, the earliest first.

    This function raises UnknownRates; two different rates of one day are refused as well.
    """
    try:
        found = sorted(set(_read(content)), key=lambda rate: rate.date)
    except _NOT_SO_WRITTEN as fault:
        raise UnknownRates(str(fault)) from fault
    if not found or len({rate.date for rate in found}) != len(found):
        raise UnknownRates("no rate, or two of one day")
    return found


def _read(content: bytes) -> Iterator[Rate]:
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in {b"{", b"["}:
        return _nbrb_json(json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal))
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnknownRates("a document type is no part of the banks' forms")
    root = ElementTree.fromstring(content)  # noqa: S314  # nosec B314
    return _nbrb_xml(root) if root.tag == "DailyExRates" else _cbr_xml(root)


def _nbrb_json(data: Any) -> Iterator[Rate]:
    for row in data if isinstance(data, list) else [data]:
        is_rouble = row.get("Cur_Abbreviation") == _ROUBLE_OF_RUSSIA or row.get("Cur_ID") == _NBRB_ROUBLE_ID
        if is_rouble:
            day = datetime.fromisoformat(row["Date"]).date()
            yield _for_hundred(Decimal(row["Cur_OfficialRate"]), row.get("Cur_Scale", _NBRB_SCALE), day)


def _nbrb_xml(root: ElementTree.Element) -> Iterator[Rate]:
    day = datetime.strptime(root.attrib["Date"], "%m/%d/%Y").date()  # noqa: DTZ007 - a date alone
    for row in root.iter("Currency"):
        if row.findtext("CharCode") == _ROUBLE_OF_RUSSIA:
            yield _for_hundred(_number(row, "Rate"), _number(row, "Scale"), day)


def _for_hundred(byn: Decimal, roubles: Decimal | int, day: date) -> Rate:
    return Rate((byn * _HUNDRED / roubles).quantize(_PLACES, ROUND_HALF_UP), day, NATIONAL_BANK, SOURCED)


def _cbr_xml(root: ElementTree.Element) -> Iterator[Rate]:
    if root.tag != "ValCurs":
        raise UnknownRates(f"<{root.tag}> is no form of either bank")
    for row in root.iter("Valute"):
        if row.findtext("CharCode") == _ROUBLE_OF_BELARUS:
            yield _turned_round(row, _day(root.attrib["Date"]))
    if root.attrib.get("ID") == _CBR_ROUBLE_ID:
        for row in root.iter("Record"):
            yield _turned_round(row, _day(row.attrib["Date"]))


def _turned_round(row: ElementTree.Element, day: date) -> Rate:
    byn_for_100_rub = _HUNDRED * _number(row, "Nominal") / _number(row, "Value")
    return Rate(byn_for_100_rub.quantize(_PLACES, ROUND_HALF_UP), day, BANK_OF_RUSSIA, SOURCED)


def _number(row: ElementTree.Element, name: str) -> Decimal:
    return Decimal((row.findtext(name) or "").replace(",", "."))


def _day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a date alone
