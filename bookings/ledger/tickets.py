"""A passenger's ticket as lines of the ledger: sold, or taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol

from bookings.fares import FareLine, FarePrice, Money
from bookings.fares.shares import LinesDontAddUp, SectionShare, ancillary_shares, section_shares
from bookings.ledger.book import Line
from bookings.models import Benefit, LedgerAccount

# The reduction of a price, its sections, and what travels along.
_Divided = tuple[FareLine | None, tuple[SectionShare, ...], tuple[SectionShare, ...]]


class SoldTicket(Protocol):
    """A passenger of a booking, or anything else that was sold at an explained price to one of a number."""

    @property
    def number(self) -> int:
        """This property is the passenger's number."""

    @property
    def price(self) -> Decimal:
        """This property is what they owe."""

    @property
    def full_price(self) -> Decimal:
        """This property is the same without a benefit."""

    @property
    def price_lines(self) -> Any:
        """This property explains the price, as `bookings.fares` wrote it."""

    @property
    def granted_benefit(self) -> Benefit | None:
        """This property is the benefit given."""


def ticket_lines(passenger: SoldTicket, currency: str) -> Iterator[Line]:
    """This function gives the lines of a ticket sold in a currency.

    The passenger owes the price. Each carrier earns its full fare in the currency of its tariff, less what it lost to
    the benefit, which is a line of its own with act and article; what is paid in the other currency goes through
    conversion. What travels along stands on an account of its own, so that the register of benefits doesn't count it. A
    price without its lines stays undivided, of no carrier.
    """
    yield _line(passenger, LedgerAccount.PASSENGERS, passenger.price, currency)
    divided = _divide(passenger, currency)
    if divided is None:
        yield from _undivided(passenger, currency)
        return
    reduction, shares, taken_along = divided
    for share in shares:
        yield from _section(passenger, share, reduction)
    for share in taken_along:
        yield from _ancillary(passenger, share)


def ancillary_back(passenger: SoldTicket, lines: Iterable[FareLine], currency: str) -> Iterator[Line]:
    """This function turns round the lines of what travelled along, given back by itself."""
    for line in lines:
        own = line.own or line.amount
        share = SectionShare(line.country, own, Money.zero(own.currency), line.amount)
        owed = _line(passenger, LedgerAccount.PASSENGERS, line.amount.amount, currency)
        for each in (owed, *_ancillary(passenger, share)):
            yield replace(each, amount=-each.amount)


def owed_at_once(lines: Iterable[Line]) -> list[Line]:
    """This function makes one line of all that a passenger owes; the others stay as they are."""
    owed: dict[int | None, Line] = {}
    others = []
    for line in lines:
        if line.account == LedgerAccount.PASSENGERS:
            before = owed.get(line.passenger_number, replace(line, amount=Decimal(0)))
            owed[line.passenger_number] = replace(line, amount=before.amount + line.amount)
        else:
            others.append(line)
    return [*owed.values(), *others]


def taken_back(passenger: SoldTicket, currency: str) -> Iterator[Line]:
    """This function gives the same lines turned round."""
    for line in ticket_lines(passenger, currency):
        yield replace(line, amount=-line.amount)


def _divide(passenger: SoldTicket, currency: str) -> _Divided | None:
    """Divide the price by its lines; None where they are not kept or are those of another price."""
    try:
        fare = FarePrice.from_json(passenger.price_lines)
        shares = section_shares(fare)
    except (LinesDontAddUp, KeyError):
        return None
    is_sold = (fare.price.amount, fare.full_price.amount, fare.currency) == (
        passenger.price,
        passenger.full_price,
        currency,
    )
    return (fare.reduction, shares, ancillary_shares(fare)) if is_sold else None


def _section(passenger: SoldTicket, share: SectionShare, reduction: FareLine | None) -> Iterator[Line]:
    own, of_carrier = share.full.currency, {"country": share.country}
    yield _line(passenger, LedgerAccount.REVENUE, -share.full.amount, own, **of_carrier)
    if share.lost and reduction:
        why = {
            "benefit": reduction.benefit,
            "law": reduction.country,
            "payer": passenger.granted_benefit.payer_budget if passenger.granted_benefit else "",
            "act": reduction.act,
            "article": reduction.article,
        }
        yield _line(passenger, LedgerAccount.BENEFITS, share.lost.amount, own, **of_carrier, **why)
    yield from _converted(passenger, share)


def _ancillary(passenger: SoldTicket, share: SectionShare) -> Iterator[Line]:
    amount, currency = -share.full.amount, share.full.currency
    yield _line(passenger, LedgerAccount.ANCILLARIES, amount, currency, country=share.country)
    yield from _converted(passenger, share)


def _converted(passenger: SoldTicket, share: SectionShare) -> Iterator[Line]:
    if share.is_converted:
        own, paid, of_carrier = share.full.currency, share.paid.currency, {"country": share.country}
        yield _line(passenger, LedgerAccount.CONVERSION, share.earned.amount, own, **of_carrier)
        yield _line(passenger, LedgerAccount.CONVERSION, -share.paid.amount, paid, **of_carrier)


def _undivided(passenger: SoldTicket, currency: str) -> Iterator[Line]:
    yield _line(passenger, LedgerAccount.REVENUE, -passenger.full_price, currency)
    yield _line(passenger, LedgerAccount.BENEFITS, passenger.full_price - passenger.price, currency)


def _line(passenger: SoldTicket, account: LedgerAccount, amount: Decimal, currency: str, **more: str) -> Line:
    return Line(account=account, amount=amount, currency=currency, passenger_number=passenger.number, **more)
