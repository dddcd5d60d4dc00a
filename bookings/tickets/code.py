"""The bytes inside a ticket's code: a few facts and the operator's signature, to be checked without a network.

Layout of version 1. A text is one length byte and its letters in Windows-1251, which holds Russian, Belarusian and
ASCII letters in a byte each; with the top bit of the length set it is UTF-8. Numbers are big-endian.

    "T" 1 | key id | number | train | origin | destination | passenger | document's tail |
    benefit's law | benefit's code | percent u8 | coach u8 | seat u16 | service day u16, days since 2020-01-01 |
    issued u32, Unix seconds | flags u8: 1 demonstration, 2 proof of the benefit seen, 4 a bicycle along, 8 and
    16 how many pets along, 32 and 64 how many pieces of heavy baggage (each up to 3) |
    Ed25519 signature (RFC 8032), 64 bytes, over all before it

Version 2 is of passengers who change seats: before the signature stands the number of their later seats (u8), and for
each its coach u8, its seat u16 and the stop where it begins.

Version 3 is of season tickets, which name a kind instead of a train and hold in both directions: the service day is the
first one, and before the signature stand the last one (u16, like the first), on which days it holds (u8: 0 all, 1
working days, 2 days off) and for how many trips (u8, 0: no limit).
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

HEADER = b"T\x01"
IN_TURN_HEADER = b"T\x02"
SEASON_HEADER = b"T\x03"
SIGNATURE_BYTES = 64
PAYLOAD_LIMIT = 200
NAME_LETTERS = 30
NAME_LETTERS_AT_LEAST = 12
NUMBERS = struct.Struct(">BBHHIB")
FIRST_DAY = date(2020, 1, 1)
UTF8_FLAG = 0x80
SEAT = struct.Struct(">BH")
SEASON = struct.Struct(">HBB")
SEASON_DAYS = ("all", "workdays", "weekend")
DEMONSTRATION_FLAG = 1
PROOF_SEEN_FLAG = 2
# Where in the flags a count stands and how high it goes; who knows the first two alone reads the code as before.
ALONG_FLAGS = {"bicycle": (2, 1), "pet": (3, 3), "baggage": (5, 3)}


class TicketCodeError(Exception):
    """A code that proves nothing."""


class Malformed(TicketCodeError):
    """The bytes are not a ticket's code of a known version."""


class UnknownKey(TicketCodeError):
    """The code is signed by a key that the checker doesn't hold."""


class BadSignature(TicketCodeError):
    """The code was changed after it was signed, or somebody else made it."""


@dataclass(frozen=True)
class LaterSeat:
    """A seat of a passenger who changes seats, and the code of the stop where it begins."""

    stop: str
    coach: int
    seat: int


@dataclass(frozen=True)
class SeasonValidity:
    """Until which service day, included, a season ticket holds, on which days, and for how many trips (0: no limit)."""

    last_day: date
    days: str
    trips: int = 0


@dataclass(frozen=True, kw_only=True)
class TicketFacts:
    """What an inspector can rely on without a network.

    `passenger` is the surname with initials. The benefit stands as its law ("BY", "RU"), share and code; the code is
    empty where it would tell of health, radiation or war, as anybody may scan a ticket. With `proof_seen` the benefit's
    document was seen before and need not be shown on the service day. `seat` is 0 without a number;
    who has agreed to change seats begins there and has `later_seats`. With a `season` it is no ticket of a train: then
    `train` is the kind of season ticket and the service date its first day. `along` is paid for too: how many of
    each kind.
    """

    number: str
    train: str
    service_date: date
    origin: str
    destination: str
    passenger: str
    document_tail: str = ""
    benefit_country: str = ""
    benefit_code: str = ""
    benefit_percent: int = 0
    coach: int = 0
    seat: int = 0
    later_seats: tuple[LaterSeat, ...] = ()
    season: SeasonValidity | None = None
    issued_at: datetime
    demonstration: bool = False
    proof_seen: bool = False
    along: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SigningKey:
    """One of the operator's keys: a short name, at most 8 ASCII characters, and the secret."""

    key_id: str
    secret: Ed25519PrivateKey


def make_payload(facts: TicketFacts, key: SigningKey) -> bytes:
    """This function packs and signs the facts; the same facts and key always give the same bytes.

    The passenger's name is cut at NAME_LETTERS, and further where the whole would pass PAYLOAD_LIMIT bytes.
    Raises ValueError for a number out of its range and for an over-long text other than the name.
    """
    passenger = facts.passenger[:NAME_LETTERS]
    body = _pack(facts, key.key_id, passenger)
    excess = len(body) + SIGNATURE_BYTES - PAYLOAD_LIMIT
    if excess > 0:
        body = _pack(facts, key.key_id, _cut(passenger, excess))
    return body + key.secret.sign(body)


def read_payload(payload: bytes, public_keys: Mapping[str, Ed25519PublicKey]) -> TicketFacts:
    """This function checks the signature and returns the signed facts. It needs public keys only.

    Raises Malformed, UnknownKey or BadSignature. A sound code says nothing about later refunds or cancelled trains.
    """
    body, signature = payload[:-SIGNATURE_BYTES], payload[-SIGNATURE_BYTES:]
    key_id, rest = _read_key_id(body)
    key = public_keys.get(key_id)
    if key is None:
        raise UnknownKey(key_id)
    try:
        key.verify(signature, body)
    except InvalidSignature:
        raise BadSignature(key_id) from None
    return _unpack(rest, header=body[: len(HEADER)])


def _pack(facts: TicketFacts, key_id: str, passenger: str) -> bytes:
    texts = (
        key_id,
        facts.number,
        facts.train,
        facts.origin,
        facts.destination,
        passenger,
        facts.document_tail,
    )
    benefit = (facts.benefit_country, facts.benefit_code)
    try:
        numbers = NUMBERS.pack(
            facts.benefit_percent,
            facts.coach,
            facts.seat,
            (facts.service_date - FIRST_DAY).days,
            int(facts.issued_at.timestamp()),
            _flags(facts),
        )
        more = _pack_season(facts.season) if facts.season else _pack_later_seats(facts.later_seats)
    except struct.error as error:
        raise ValueError(f"a number doesn't fit a ticket's code: {error}") from error
    return _header(facts) + b"".join(_pack_text(text) for text in texts + benefit) + numbers + more


def _header(facts: TicketFacts) -> bytes:
    if facts.season:
        return SEASON_HEADER
    return IN_TURN_HEADER if facts.later_seats else HEADER


def _pack_season(season: SeasonValidity) -> bytes:
    last_day = (season.last_day - FIRST_DAY).days
    return SEASON.pack(last_day, SEASON_DAYS.index(season.days), season.trips)


def _flags(facts: TicketFacts) -> int:
    flags = DEMONSTRATION_FLAG if facts.demonstration else 0
    flags |= PROOF_SEEN_FLAG if facts.proof_seen else 0
    for kind, (place, most) in ALONG_FLAGS.items():
        flags |= min(facts.along.get(kind, 0), most) << place
    return flags


def _along(flags: int) -> dict[str, int]:
    counts = {kind: flags >> place & most for kind, (place, most) in ALONG_FLAGS.items()}
    return {kind: count for kind, count in counts.items() if count}


def _pack_later_seats(seats: Sequence[LaterSeat]) -> bytes:
    packed = b"".join(SEAT.pack(each.coach, each.seat) + _pack_text(each.stop) for each in seats)
    return bytes([len(seats)]) + packed if seats else b""


def _pack_text(text: str) -> bytes:
    try:
        letters, flag = text.encode("cp1251"), 0
    except UnicodeEncodeError:
        letters, flag = text.encode("utf-8"), UTF8_FLAG
    if len(letters) >= UTF8_FLAG:
        raise ValueError(f"a text of {len(letters)} bytes doesn't fit a ticket's code")
    return bytes([len(letters) | flag]) + letters


def _cut(passenger: str, excess: int) -> str:
    """This function shortens the name by at least `excess` bytes, but leaves NAME_LETTERS_AT_LEAST."""
    size, target = len(_pack_text(passenger)), len(_pack_text(passenger)) - excess
    while size > target and len(passenger) > NAME_LETTERS_AT_LEAST:
        passenger = passenger[:-1]
        size = len(_pack_text(passenger))
    return passenger


def _read_key_id(body: bytes) -> tuple[str, bytes]:
    if not body.startswith((HEADER, IN_TURN_HEADER, SEASON_HEADER)):
        raise Malformed("not a ticket's code of a known version")
    return _unpack_text(body[len(HEADER) :])


def _unpack_text(data: bytes) -> tuple[str, bytes]:
    if not data:
        raise Malformed("a text is missing")
    length, encoding = data[0] & ~UTF8_FLAG, "utf-8" if data[0] & UTF8_FLAG else "cp1251"
    letters = data[1 : 1 + length]
    if len(letters) < length:
        raise Malformed("a text is cut short")
    try:
        return letters.decode(encoding), data[1 + length :]
    except UnicodeDecodeError as error:
        raise Malformed("a text can't be read") from error


def _unpack(data: bytes, *, header: bytes) -> TicketFacts:
    texts = []
    for _ in range(8):
        text, data = _unpack_text(data)
        texts.append(text)
    if len(data) < NUMBERS.size:
        raise Malformed("the numbers don't have their length")
    percent, coach, seat, day, issued, flags = NUMBERS.unpack(data[: NUMBERS.size])
    more, is_season = data[NUMBERS.size :], header == SEASON_HEADER
    later_seats = () if is_season else _unpack_later_seats(more, told=header == IN_TURN_HEADER)
    names = ("number", "train", "origin", "destination", "passenger", "document_tail")
    return TicketFacts(
        **dict(zip(names, texts, strict=False)),
        benefit_country=texts[6],
        benefit_code=texts[7],
        benefit_percent=percent,
        coach=coach,
        seat=seat,
        later_seats=later_seats,
        season=_unpack_season(more) if is_season else None,
        service_date=FIRST_DAY + timedelta(days=day),
        issued_at=datetime.fromtimestamp(issued, UTC),
        demonstration=bool(flags & DEMONSTRATION_FLAG),
        proof_seen=bool(flags & PROOF_SEEN_FLAG),
        along=_along(flags),
    )


def _unpack_season(data: bytes) -> SeasonValidity:
    if len(data) != SEASON.size:
        raise Malformed("the numbers don't have their length")
    last_day, days, trips = SEASON.unpack(data)
    if days >= len(SEASON_DAYS):
        raise Malformed("days of an unknown kind")
    return SeasonValidity(FIRST_DAY + timedelta(days=last_day), SEASON_DAYS[days], trips)


def _unpack_later_seats(data: bytes, *, told: bool) -> tuple[LaterSeat, ...]:
    seats: list[LaterSeat] = []
    count, data = (data[0], data[1:]) if told and data else (0, data)
    while len(seats) < count:
        if len(data) < SEAT.size:
            raise Malformed("a seat is cut short")
        numbers = SEAT.unpack(data[: SEAT.size])
        stop, data = _unpack_text(data[SEAT.size :])
        seats.append(LaterSeat(stop, *numbers))
    if data or told != bool(seats):
        raise Malformed("the numbers don't have their length")
    return tuple(seats)
