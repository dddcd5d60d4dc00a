"""What a ticket says, as plain values: no model, no request, no clock."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

VITEBSK_LINE_COLOUR = "1a6b86"


class TicketStatus(StrEnum):
    """Whether the ticket lets its passenger travel."""

    VALID = "valid"
    VOID = "void"
    TRAIN_CANCELLED = "train_cancelled"


@dataclass(frozen=True, kw_only=True)
class TicketStation:
    """An end of the journey: its name for the reader, the name on the station's sign, and its own clock."""

    code: str
    name: str
    sign: str
    timezone: str

    @property
    def other_sign(self) -> str:
        """This property is the sign's name when the reader's name differs from it, else nothing."""
        return "" if self.sign == self.name else self.sign


@dataclass(frozen=True, kw_only=True)
class TicketFareLine:
    """One line of how the price came about; `amount` is in the booking's currency, None for a line of words."""

    text: str
    amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class TicketBorder:
    """The state border on the way: between which stations, and at what share (0 to 1) of the kilometres."""

    before: str
    after: str
    share: float


@dataclass(frozen=True, kw_only=True)
class TicketSeat:
    """One of several seats in turn, and the stops between which it is the passenger's: names and codes."""

    coach: int
    seat: int
    start: str
    end: str
    start_code: str
    end_code: str


@dataclass(frozen=True, kw_only=True)
class TicketView:
    """One passenger's ticket in the reader's language.

    Instants are aware and shown in the station's own timezone. `seat` is None where no number is sold: `seat_mode` is
    then `quota` (a place is kept) or `open` (no limit); `seat_note` says what is special about the seat. Who has agreed
    to change seats has several `seats_in_turn`; `coach` and `seat` are those of the beginning. `benefit` is None both
    without one and where its category may not stand on a ticket's face (health, radiation, war). `proof` says that its
    document was seen and until when that counts (`proof_until`); else it is among what to `carry`.
    `along` names what travels along for a ticket of its own, such as a bicycle.
    `sequence` grows with each change that a calendar must take over.
    """

    language: str
    brand: str
    status: TicketStatus
    reference: str
    number: str
    passenger: str
    document: str
    train: str
    route_letter: str
    route_name: str
    route_colour: str = VITEBSK_LINE_COLOUR
    service_date: date
    origin: TicketStation
    destination: TicketStation
    border: TicketBorder | None = None
    departs_at: datetime
    arrives_at: datetime
    seat_mode: str
    coach: int | None = None
    seat: int | None = None
    seat_note: str = ""
    seats_in_turn: tuple[TicketSeat, ...] = ()
    price: Decimal
    currency: str
    other_price: Decimal | None = None
    other_currency: str = ""
    fare_lines: tuple[TicketFareLine, ...] = ()
    benefit: str | None = None
    carry: tuple[str, ...] = ()
    along: str = ""
    proof: str = ""
    proof_until: date | None = None
    issued_at: datetime
    payload: bytes
    demonstration: str = ""
    url: str = ""
    sequence: int = 0
