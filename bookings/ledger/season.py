"""What season tickets post: sold, and given back in part."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bookings.fares.rounding import half_up
from bookings.ledger.book import Cause, Line, post
from bookings.ledger.tickets import ticket_lines
from bookings.models import (
    Benefit,
    LedgerAccount,
    LedgerCause,
    LedgerTransaction,
    SeasonRefundOffer,
    SeasonTicket,
)

Posted = LedgerTransaction | None


@dataclass(frozen=True, slots=True)
class _Sold:
    """A season ticket as the ledger takes a passenger's: its only passenger is number 1."""

    price: Decimal
    full_price: Decimal
    price_lines: dict[str, Any]
    granted_benefit: Benefit | None
    number: int = 1


def post_season_sale(*, ticket: SeasonTicket, at: datetime) -> Posted:
    """This function posts a season ticket sold: what the passenger owes, whose revenue it is, what a benefit took."""
    return post(_cause(LedgerCause.SEASON_SALE, ticket.pk, ticket, at), _lines(ticket))


def post_season_return(*, offer: SeasonRefundOffer, at: datetime) -> Posted:
    """This function posts a season ticket given back: its unused part is taken back, with the income lost of it.

    Each section's revenue and its loss stay for the part that was used, rounded half up to the kopeck. What the
    passenger doesn't get of the unused part is kept as a fee.
    """
    ticket = offer.season_ticket
    unused = Fraction(offer.reckoned["left"], offer.reckoned["whole"])
    lines = list(_taken_back(ticket, unused))
    owed = -sum((line.amount for line in lines if line.account == LedgerAccount.PASSENGERS), Decimal(0))
    kept = owed - offer.amount
    fee = Line(account=LedgerAccount.FEES, amount=-kept, currency=ticket.currency, passenger_number=1)
    lines += [replace(fee, account=LedgerAccount.PASSENGERS, amount=kept), fee]
    return post(_cause(LedgerCause.SEASON_RETURN, offer.pk, ticket, at), lines)


def _lines(ticket: SeasonTicket) -> list[Line]:
    sold = _Sold(ticket.price, ticket.full_price, ticket.price_lines, ticket.granted_benefit)
    return list(ticket_lines(sold, ticket.currency))


def _taken_back(ticket: SeasonTicket, unused: Fraction) -> Iterator[Line]:
    """The unused part of every line turned round; what the passenger owed is what balances each currency."""
    balance: dict[str, Decimal] = {}
    for line in _lines(ticket):
        if line.account == LedgerAccount.PASSENGERS:
            continue
        part = -half_up(line.amount * unused.numerator / unused.denominator)
        balance[line.currency] = balance.get(line.currency, Decimal(0)) + part
        yield replace(line, amount=part)
    for currency, amount in balance.items():
        # Of the other currency only a rounding is left over, which belongs to the conversion.
        own = currency == ticket.currency
        account = LedgerAccount.PASSENGERS if own else LedgerAccount.CONVERSION
        country = "" if own else _foreign(ticket, currency)
        yield Line(account=account, amount=-amount, currency=currency, country=country, passenger_number=1)


def _foreign(ticket: SeasonTicket, currency: str) -> str:
    converted = (line for line in _lines(ticket) if line.account == LedgerAccount.CONVERSION)
    return next((line.country for line in converted if line.currency == currency), "")


def _cause(kind: LedgerCause, key: int, ticket: SeasonTicket, at: datetime) -> Cause:
    return Cause(kind=kind, key=key, at=at, season_ticket=ticket, rate=ticket.rate_value)
