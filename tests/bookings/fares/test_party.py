import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import (
    PARTY_MAX,
    PartyTooLarge,
    PassengerFacts,
    UnknownPassengerKind,
    format_party,
    parse_party,
)
from tests.bookings.fares.samples import BENEFITS

KNOWN = {benefit.code for benefit in BENEFITS}
codes = st.sampled_from(["adult", *sorted(code.lower() for code in KNOWN)])


def test_a_party_is_read_from_an_address():
    assert parse_party("adult,by_pensioner_season", KNOWN) == (
        PassengerFacts(number=1),
        PassengerFacts("BY", "BY_PENSIONER_SEASON", number=2),
    )


@pytest.mark.parametrize("text", ["", " ", ","])
def test_nobody_named_is_one_adult(text):
    assert parse_party(text) == (PassengerFacts(number=1),)


def test_spaces_and_capitals_are_forgiven():
    assert parse_party(" Adult , RU_HERO ", KNOWN)[1] == PassengerFacts("RU", "RU_HERO", number=2)


@given(st.lists(codes, min_size=1, max_size=PARTY_MAX).map(",".join))
def test_a_party_is_written_as_it_was_read(text):
    assert format_party(parse_party(text, KNOWN)) == text


def test_a_party_has_at_most_four():
    assert len(parse_party(",".join(["adult"] * 4))) == 4
    with pytest.raises(PartyTooLarge) as refusal:
        parse_party(",".join(["adult"] * 5))
    assert refusal.value.size == 5


@pytest.mark.parametrize("code", ["dog", "by_moon_walker", "pl_senior", "by"])
def test_an_unknown_kind_of_passenger_is_refused_by_name(code):
    with pytest.raises(UnknownPassengerKind) as refusal:
        parse_party(f"adult,{code}", KNOWN)
    assert refusal.value.code == code
