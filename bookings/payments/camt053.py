"""A bank's statement of account as ISO 20022 camt.053.001.08, read and written.

Of an entry (Ntry) its amount with CdtDbtInd, its booking day and the EndToEndId are used: what we gave the bank as
reference of the payment or refund. Opening (OPBD, or PRCD: the one before closed so) and closing (CLBD) booked balances
must agree with the entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree  # nosec B405

from bookings.fares import CURRENCIES

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_VERSIONS = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
_NOT_SO_WRITTEN = (ValueError, KeyError, TypeError, ArithmeticError, RecursionError, ElementTree.ParseError)
_KOPECK, _MOST = Decimal("0.01"), Decimal(10) ** 11
_LEFT_OUT = "NOTPROVIDED"  # what ISO 20022 writes for an end-to-end reference that isn't known


class NotAStatement(ValueError):
    """The file is no camt.053, lacks something, or its sums disagree; the text says what."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that came in (above nothing) or went out, by the bank's day; `reference` is ours, "" if unknown."""

    reference: str
    amount: Decimal
    day: date
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One account over some days, both included."""

    number: str
    account: str
    currency: str
    first_day: date
    last_day: date
    opening: Decimal
    closing: Decimal
    lines: tuple[StatementLine, ...]


def read_statements(content: bytes) -> list[Statement]:
    """Read every statement of a file. This function raises NotAStatement for anything that isn't wholly right."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise NotAStatement("a document type is no part of camt.053")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  # nosec B314
        found = [_statement(each) for each in root.iterfind("{*}BkToCstmrStmt/{*}Stmt")]
    except NotAStatement:
        raise
    except _NOT_SO_WRITTEN as fault:
        raise NotAStatement(str(fault)) from fault
    if not root.tag.startswith("{" + _VERSIONS) or not found:
        raise NotAStatement("no statement in it")
    return found


def write_statement(statement: Statement, *, made_at: datetime) -> bytes:
    """This function writes a file of one statement, as a bank would."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(_tag("Document"))
    message = _under(root, "BkToCstmrStmt")
    head = _under(message, "GrpHdr")
    _under(head, "MsgId", statement.number)
    _under(head, "CreDtTm", made_at.isoformat(timespec="seconds"))
    _write(_under(message, "Stmt"), statement, made_at)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _statement(element: ElementTree.Element) -> Statement:
    lines = tuple(_lines(element))
    balances = {_text(each, "Tp/CdOrPrtry/Cd"): _signed(each) for each in element.iterfind("{*}Bal")}
    opening, closing = balances["OPBD" if "OPBD" in balances else "PRCD"], balances["CLBD"]
    if opening + sum((line.amount for line in lines), Decimal(0)) != closing:
        raise NotAStatement("opening balance and entries don't give the closing balance")
    first, last = _period(element, lines)
    return Statement(
        number=_text(element, "Id")[:35],
        account=_account(element),
        currency=_currency(element),
        first_day=first,
        last_day=last,
        opening=opening,
        closing=closing,
        lines=lines,
    )


def _period(element: ElementTree.Element, lines: Sequence[StatementLine]) -> tuple[date, date]:
    """The days of the statement. A bank may leave them out: then up to that of the closing balance."""
    if element.find(_path("FrToDt/ToDtTm")) is not None:
        return _day(element, "FrToDt/FrDtTm"), _day(element, "FrToDt/ToDtTm")
    closing = next(each for each in element.iterfind("{*}Bal") if _text(each, "Tp/CdOrPrtry/Cd") == "CLBD")
    last = _day(closing, "Dt/Dt", "Dt/DtTm")
    return min([last, *(line.day for line in lines)]), last


def _account(element: ElementTree.Element) -> str:
    iban = (element.findtext(_path("Acct/Id/IBAN")) or "").strip()
    return (iban or _text(element, "Acct/Id/Othr/Id"))[:34]


def _currency(element: ElementTree.Element) -> str:
    """The account's one currency; a foreign amount anywhere in the statement makes it unreadable."""
    currencies = {each.attrib["Ccy"] for each in [*element.iterfind("{*}Bal/{*}Amt"), *_amounts(element)]}
    if told := element.findtext(_path("Acct/Ccy")):
        currencies.add(told.strip())
    if len(currencies) != 1 or not currencies <= set(CURRENCIES):
        raise NotAStatement(f"currencies {', '.join(sorted(currencies))}")
    return currencies.pop()


def _amounts(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    return element.iterfind("{*}Ntry/{*}Amt")


def _lines(element: ElementTree.Element) -> Iterator[StatementLine]:
    for entry in element.iterfind("{*}Ntry"):
        if {entry.findtext(_path("Sts/Cd")), entry.findtext(_path("Sts"))} & {"PDNG", "INFO"}:
            continue  # not booked yet: it will stand in a later statement
        references = entry.findall(_path("NtryDtls/TxDtls/Refs/EndToEndId"))
        if len(references) > 1:
            raise NotAStatement("an entry of many payments at once: ask the bank for single entries")
        reference = (references[0].text or "").strip() if references else ""
        yield StatementLine(
            "" if reference == _LEFT_OUT else reference[:64],
            _signed(entry),
            _day(entry, "BookgDt/Dt", "BookgDt/DtTm"),
            (entry.findtext(_path("AddtlNtryInf")) or "")[:140],
        )


def _signed(element: ElementTree.Element) -> Decimal:
    try:
        amount = Decimal(_text(element, "Amt"))
    except InvalidOperation:
        raise NotAStatement("an amount that is no number") from None
    if not amount.is_finite() or not 0 <= amount < _MOST or amount % _KOPECK:
        raise NotAStatement(f"amount {amount}")
    sign = {"CRDT": 1, "DBIT": -1}[_text(element, "CdtDbtInd")]
    return amount * sign


def _day(element: ElementTree.Element, *paths: str) -> date:
    text = next((found for path in paths if (found := element.findtext(_path(path)))), "")
    return datetime.fromisoformat(text.strip()).date()


def _text(element: ElementTree.Element, path: str) -> str:
    text = (element.findtext(_path(path)) or "").strip()
    if not text:
        raise NotAStatement(f"no {path}")
    return text


def _path(path: str) -> str:
    """Any version of the message: the names are the same in all that banks send."""
    return "/".join(f"{{*}}{name}" for name in path.split("/"))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _under(parent: ElementTree.Element, path: str, text: str = "", **attributes: str) -> ElementTree.Element:
    for name in path.split("/"):
        parent = ElementTree.SubElement(parent, _tag(name))
    parent.attrib.update(attributes)
    parent.text = text or None
    return parent


def _write(element: ElementTree.Element, statement: Statement, made_at: datetime) -> None:
    _under(element, "Id", statement.number)
    _under(element, "CreDtTm", made_at.isoformat(timespec="seconds"))
    period = _under(element, "FrToDt")
    _under(period, "FrDtTm", f"{statement.first_day}T00:00:00")
    _under(period, "ToDtTm", f"{statement.last_day}T23:59:59")
    account = _under(element, "Acct")
    _under(account, "Id/Othr/Id", statement.account)
    _under(account, "Ccy", statement.currency)
    _write_balance(element, "OPBD", statement.opening, statement.first_day, statement.currency)
    _write_balance(element, "CLBD", statement.closing, statement.last_day, statement.currency)
    for line in statement.lines:
        _write_line(element, line, statement.currency)


def _write_balance(
    element: ElementTree.Element, code: str, amount: Decimal, day: date, currency: str
) -> None:
    balance = _under(element, "Bal")
    _under(balance, "Tp/CdOrPrtry/Cd", code)
    _write_amount(balance, amount, currency)
    _under(balance, "Dt/Dt", day.isoformat())


def _write_line(element: ElementTree.Element, line: StatementLine, currency: str) -> None:
    entry = _under(element, "Ntry")
    _write_amount(entry, line.amount, currency)
    _under(entry, "Sts/Cd", "BOOK")
    _under(entry, "BookgDt/Dt", line.day.isoformat())
    _under(entry, "BkTxCd/Prtry/Cd", "CARD")
    _under(entry, "NtryDtls/TxDtls/Refs/EndToEndId", line.reference or _LEFT_OUT)
    if line.text:
        _under(entry, "AddtlNtryInf", line.text)


def _write_amount(element: ElementTree.Element, amount: Decimal, currency: str) -> None:
    _under(element, "Amt", f"{abs(amount):.2f}", Ccy=currency)
    _under(element, "CdtDbtInd", "DBIT" if amount < 0 else "CRDT")
