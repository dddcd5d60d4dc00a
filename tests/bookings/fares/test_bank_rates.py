"""Files of the two central banks as they publish them, and files that only look like it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares.bank_rates import BANK_OF_RUSSIA, NATIONAL_BANK, UnknownRates, read_bank_rates

NBRB_ONE = """{"Cur_ID":456,"Date":"2026-11-25T00:00:00","Cur_Abbreviation":"RUB","Cur_Scale":100,
"Cur_Name":"Российских рублей","Cur_OfficialRate":3.6512}"""
NBRB_ALL = f"""[{{"Cur_ID":431,"Date":"2026-11-25T00:00:00","Cur_Abbreviation":"USD","Cur_Scale":1,
"Cur_Name":"Доллар США","Cur_OfficialRate":2.9471}},{NBRB_ONE}]"""
NBRB_DYNAMICS = """[{"Cur_ID":456,"Date":"2026-11-24T00:00:00","Cur_OfficialRate":3.6500},
{"Cur_ID":456,"Date":"2026-11-25T00:00:00","Cur_OfficialRate":3.6512}]"""
NBRB_XML = """<?xml version="1.0" encoding="utf-8"?><DailyExRates Date="11/25/2026">
<Currency Id="431"><NumCode>840</NumCode><CharCode>USD</CharCode><Scale>1</Scale><Name>Доллар США</Name>
<Rate>2.9471</Rate></Currency><Currency Id="456"><NumCode>643</NumCode><CharCode>RUB</CharCode><Scale>100</Scale>
<Name>Российских рублей</Name><Rate>3.6512</Rate></Currency></DailyExRates>"""
CBR_DAY = """<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="25.11.2026" name="Foreign Currency Market">
<Valute ID="R01090B"><NumCode>933</NumCode><CharCode>BYN</CharCode><Nominal>1</Nominal><Name>Белорусский рубль</Name>
<Value>27,4120</Value><VunitRate>27,412</VunitRate></Valute><Valute ID="R01235"><NumCode>840</NumCode>
<CharCode>USD</CharCode><Nominal>1</Nominal><Name>Доллар США</Name><Value>80,7498</Value></Valute></ValCurs>"""
CBR_DYNAMICS = """<?xml version="1.0" encoding="windows-1251"?><ValCurs ID="R01090B" DateRange1="24.11.2026"
DateRange2="25.11.2026" name="Foreign Currency Market Dynamic"><Record Date="24.11.2026" Id="R01090B">
<Nominal>1</Nominal><Value>27,4000</Value></Record><Record Date="25.11.2026" Id="R01090B"><Nominal>1</Nominal>
<Value>27,4120</Value></Record></ValCurs>"""
DAY = date(2026, 11, 25)


@pytest.mark.parametrize("text", [NBRB_ONE, NBRB_ALL, NBRB_XML, "\ufeff" + NBRB_ONE])
def test_the_national_bank_quotes_a_hundred_russian_roubles(text: str) -> None:
    (rate,) = read_bank_rates(text.encode())
    assert (rate.date, rate.byn_for_100_rub, rate.source, rate.quality) == (
        DAY,
        Decimal("3.651200"),
        NATIONAL_BANK,
        "S",
    )


def test_its_dynamics_bring_every_day_in_order() -> None:
    rates = read_bank_rates(NBRB_DYNAMICS.encode())
    assert [(rate.date.day, str(rate.byn_for_100_rub)) for rate in rates] == [
        (24, "3.650000"),
        (25, "3.651200"),
    ]


@pytest.mark.parametrize(("text", "days"), [(CBR_DAY, [25]), (CBR_DYNAMICS, [24, 25])])
def test_the_bank_of_russia_quotes_a_belarusian_rouble_which_is_turned_round(
    text: str, days: list[int]
) -> None:
    rates = read_bank_rates(text.encode("windows-1251"))
    assert [rate.date.day for rate in rates] == days
    assert rates[-1].byn_for_100_rub == Decimal("3.648037")  # 100 / 27.412
    assert {rate.source for rate in rates} == {BANK_OF_RUSSIA}


BROKEN = {
    "empty": "",
    "another money": NBRB_ONE.replace("RUB", "USD").replace("456", "431"),
    "no number": NBRB_ONE.replace("3.6512", '"much"'),
    "not above zero": NBRB_ONE.replace("3.6512", "-3.6512"),
    "no number at all": NBRB_ONE.replace("3.6512", "NaN"),
    "no scale": NBRB_ONE.replace("100", "0"),
    "two of one day": NBRB_DYNAMICS.replace("11-24", "11-25"),
    "no such day": CBR_DAY.replace("25.11.2026", "31.11.2026"),
    "cut off": CBR_DAY[:200],
    "another form": "<rates/>",
    "a list of lists": "[[1]]",
    "too deep": "[" * 100_000,
    "entities": CBR_DAY.replace("<ValCurs", '<!DOCTYPE a [<!ENTITY b "c">]><ValCurs', 1),
    "nought for a rouble": CBR_DAY.replace("27,4120", "0"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_file_of_rates_is_refused(text: str) -> None:
    with pytest.raises(UnknownRates):
        read_bank_rates(text.encode("windows-1251", "ignore"))


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_junk_is_refused_and_never_breaks(content: bytes) -> None:
    with pytest.raises(UnknownRates):
        read_bank_rates(content)
