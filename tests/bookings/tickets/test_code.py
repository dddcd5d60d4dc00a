"""The signed bytes: whole, small, and refused when anybody touched them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bookings.tickets.code import (
    NAME_LETTERS,
    PAYLOAD_LIMIT,
    BadSignature,
    LaterSeat,
    Malformed,
    SigningKey,
    TicketCodeError,
    TicketFacts,
    UnknownKey,
    make_payload,
    read_payload,
)

KEY = SigningKey("2027a", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PUBLIC = {"2027a": KEY.secret.public_key()}
FACTS = TicketFacts(
    number="K7M-4TQ9-1",
    train="6722",
    service_date=date(2027, 5, 15),
    origin="VITEBSK",
    destination="SMOLENSK",
    passenger="Ковалёва А. П.",
    document_tail="4567",
    benefit_country="BY",
    benefit_code="BY_PENSIONER_SEASON",
    benefit_percent=50,
    coach=1,
    seat=25,
    issued_at=datetime(2027, 5, 10, 9, 30, tzinfo=UTC),
    demonstration=True,
)
LONGEST = replace(
    FACTS,
    origin="LELEKVINSKAYA",
    destination="ZABOLOTINKA",
    train="6705/6706",
    passenger="Абвгд" * 40,
    benefit_code="BY_PENSIONER_SEASON_EXTENDED",
)

codes = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", max_size=14)
later_seats = st.builds(LaterSeat, stop=codes, coach=st.integers(0, 255), seat=st.integers(0, 65535))
facts = st.builds(
    TicketFacts,
    number=codes,
    train=codes,
    service_date=st.dates(date(2020, 1, 1), date(2150, 1, 1)),
    origin=codes,
    destination=codes,
    passenger=st.text(st.characters(exclude_categories=["Cs"]), max_size=NAME_LETTERS // 3),
    document_tail=st.text(alphabet="0123456789АВ", max_size=4),
    benefit_country=st.sampled_from(["", "BY", "RU"]),
    benefit_code=codes,
    benefit_percent=st.integers(0, 100),
    coach=st.integers(0, 255),
    seat=st.integers(0, 65535),
    later_seats=st.lists(later_seats, max_size=3).map(tuple),
    issued_at=st.datetimes(datetime(2026, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda instant: instant.replace(microsecond=0)
    ),
    demonstration=st.booleans(),
)


@given(facts)
def test_any_facts_come_back_as_they_were(facts: TicketFacts) -> None:
    assert read_payload(make_payload(facts, KEY), PUBLIC) == facts


def test_an_ordinary_ticket_is_small() -> None:
    assert len(make_payload(FACTS, KEY)) <= 170


def test_the_longest_ticket_stays_within_the_limit_by_a_shorter_name() -> None:
    payload = make_payload(LONGEST, KEY)
    assert len(payload) <= PAYLOAD_LIMIT
    read = read_payload(payload, PUBLIC)
    assert LONGEST.passenger.startswith(read.passenger)
    assert len(read.passenger) >= 12


def test_the_letters_of_both_languages_take_a_byte_each() -> None:
    plain = make_payload(replace(FACTS, passenger="Kavalyova"), KEY)
    assert len(make_payload(replace(FACTS, passenger="Ўінёўская"), KEY)) == len(plain)


def test_any_changed_byte_is_noticed() -> None:
    payload = make_payload(FACTS, KEY)
    for place in range(len(payload)):
        changed = payload[:place] + bytes([payload[place] ^ 1]) + payload[place + 1 :]
        with pytest.raises(TicketCodeError):
            read_payload(changed, PUBLIC)


def test_a_code_by_somebody_else_under_our_key_id_is_refused() -> None:
    forger = SigningKey("2027a", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(BadSignature):
        read_payload(make_payload(FACTS, forger), PUBLIC)


def test_a_code_by_an_unknown_key_names_the_key() -> None:
    with pytest.raises(UnknownKey, match="2027a"):
        read_payload(make_payload(FACTS, KEY), {})


@given(st.binary(max_size=300))
def test_other_bytes_are_malformed_and_nothing_worse(data: bytes) -> None:
    with pytest.raises(TicketCodeError):
        read_payload(data, PUBLIC)


@pytest.mark.parametrize(
    "body", [b"T\x01\x052027a", b"T\x01\x052027a" + b"\x00" * 8, b"T\x01\x052027a\x7fcut"]
)
def test_a_signed_but_broken_body_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_payload(body + KEY.secret.sign(body), PUBLIC)


def test_a_later_version_is_not_read_as_this_one() -> None:
    body = b"T\x02" + make_payload(FACTS, KEY)[2:-64]
    with pytest.raises(Malformed):
        read_payload(body + KEY.secret.sign(body), PUBLIC)


def test_numbers_out_of_range_are_refused_when_made() -> None:
    with pytest.raises(ValueError, match="number"):
        make_payload(replace(FACTS, seat=70000), KEY)
