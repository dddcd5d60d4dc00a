"""A bank's statement survives writing and reading; what isn't wholly right is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.payments.camt053 import (
    NotAStatement,
    Statement,
    StatementLine,
    read_statements,
    write_statement,
)

MADE = datetime(2027, 5, 15, 3, 0, tzinfo=UTC)
SUMS = st.decimals(-(10**9), 10**9, places=2)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=30)
DAY = date(2027, 5, 14)
# As a bank sends it: another version of the message, an IBAN, a fee without a reference, an entry not booked yet.
OF_A_BANK = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId>
<CreDtTm>2027-05-15T03:00:00+03:00</CreDtTm></GrpHdr><Stmt><Id>2027/134</Id><Acct><Id><IBAN>BY13NBRB36009000000020000000
</IBAN></Id><Ccy>BYN</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="BYN">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2027-05-14</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="BYN">107.06</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2027-05-14</Dt></Dt></Bal>
<Ntry><Amt Ccy="BYN">7.56</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2027-05-14</Dt></BookgDt>
<NtryDtls><TxDtls><Refs><EndToEndId>c0ffee</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="BYN">0.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><DtTm>2027-05-14T23:59:00</DtTm></BookgDt><AddtlNtryInf>Fee</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="BYN">9.99</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>
<BookgDt><Dt>2027-05-14</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="BYN">9.98</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts>
<BookgDt><Dt>2027-05-14</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def statement(lines: list[StatementLine], opening: Decimal = Decimal("5.00")) -> Statement:
    closing = sum((line.amount for line in lines), opening)
    return Statement(
        number="1", account="A", currency="RUB", first_day=DAY, last_day=DAY, opening=opening, closing=closing,
        lines=tuple(lines),
    )  # fmt: skip


def written(lines: list[StatementLine]) -> str:
    return write_statement(statement(lines), made_at=MADE).decode()


@given(st.lists(st.builds(StatementLine, WORDS, SUMS, st.just(DAY), WORDS), max_size=6), SUMS)
def test_what_is_written_is_read(lines: list[StatementLine], opening: Decimal) -> None:
    told = statement(lines, opening)
    assert read_statements(write_statement(told, made_at=MADE)) == [told]


@pytest.mark.parametrize(
    ("usual", "other"),
    [("OPBD", "PRCD"), ("<Ccy>BYN</Ccy>", ""), ("", "")],
    ids=["opening", "no currency", "usual"],
)
def test_a_banks_own_file_is_read(usual: str, other: str) -> None:
    (found,) = read_statements(OF_A_BANK.replace(usual, other).encode())
    assert (found.number, found.account, found.currency) == (
        "2027/134",
        "BY13NBRB36009000000020000000",
        "BYN",
    )
    assert (found.first_day, found.last_day) == (DAY, DAY)
    assert found.lines == (
        StatementLine("c0ffee", Decimal("7.56"), DAY),
        StatementLine("", Decimal("-0.50"), DAY, "Fee"),
    )


LINE = StatementLine("a", Decimal("1.25"), DAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "<Document/>",
        '<!DOCTYPE a [<!ENTITY b "c">]>' + written([LINE]),
        written([LINE]).replace("CLBD", "PRCD"),
        written([LINE]).replace("1.25", "1.26"),
        written([LINE]).replace("1.25", "NaN"),
        written([LINE]).replace("1.25", "-1.25"),
        written([LINE]).replace("1.25", "1.2500001"),
        written([LINE]).replace(' Ccy="RUB">1.25', ' Ccy="BYN">1.25'),
        written([LINE]).replace("RUB", "EUR"),
        written([LINE]).replace("2027-05-14", "the 14th"),
        written([LINE]).replace("CRDT", "LEFT"),
        written([LINE]).replace("camt.053", "camt.052"),
        OF_A_BANK.replace("</TxDtls>", "</TxDtls><TxDtls><Refs><EndToEndId>2</EndToEndId></Refs></TxDtls>"),
    ],
)
def test_what_is_not_wholly_right_is_refused(text: str) -> None:
    with pytest.raises(NotAStatement):
        read_statements(text.encode())
