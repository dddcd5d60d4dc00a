"""Offers sealed so that they need not be kept: what was offered, signed, with an end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing

from bookings.inventory import SeatPart, SeatPlan, SeatRef
from bookings.offers.party import PartyMember

SALT = "bookings.offers"


class OfferBroken(Exception):
    """The text is no offer of ours, or somebody has changed it."""


class OfferExpired(Exception):
    """The offer's time is over; a new search gives a new one."""


@dataclass(frozen=True, slots=True)
class OfferContent:
    """What an offer binds: the train, the way, who travels, the price and until when.

    With a `plan` it is of several seats in turn, and their changes are what a passenger agrees to.
    """

    dated_trip_id: int
    origin: str
    destination: str
    party: tuple[PartyMember, ...]
    currency: str
    total: Decimal
    expires_at: datetime
    plan: SeatPlan = ()


def seal_offer(content: OfferContent) -> str:
    """This function writes an offer as signed text, some 200 characters; nothing of it is stored."""
    return signing.dumps(_to_json(content), salt=SALT, compress=True)


def open_offer(sealed: str, *, now: datetime) -> OfferContent:
    """This function reads a sealed offer. Raises OfferBroken, OfferExpired."""
    try:
        content = _from_json(signing.loads(sealed, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError, KeyError, ArithmeticError):
        raise OfferBroken from None
    if content.expires_at <= now:
        raise OfferExpired
    return content


def _to_json(content: OfferContent) -> list[Any]:
    party = [
        [member.country, member.benefit_code, member.birth_date.isoformat() if member.birth_date else None]
        for member in content.party
    ]
    ends = int(content.expires_at.timestamp())
    way = [content.dated_trip_id, content.origin, content.destination]
    plan = [
        [[part.seat.coach, part.seat.number, part.start, part.end] for part in parts]
        for parts in content.plan
    ]
    return [*way, party, content.currency, str(content.total), ends, *([plan] if plan else [])]


def _from_json(data: list[Any]) -> OfferContent:
    trip, origin, destination, party, currency, total, ends, *plan = data
    members = tuple(
        PartyMember(country, benefit, date.fromisoformat(born) if born else None)
        for country, benefit, born in party
    )
    expires_at = datetime.fromtimestamp(ends, UTC)
    plans = tuple(tuple(_part(*part) for part in parts) for parts in plan[0]) if plan else ()
    return OfferContent(trip, origin, destination, members, currency, Decimal(total), expires_at, plans)


def _part(coach: int, number: int, start: int, end: int) -> SeatPart:
    return SeatPart(SeatRef(coach, number), start, end)
