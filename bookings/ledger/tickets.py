"""A passenger's ticket as lines of the ledger: sold, or taken back."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bookings.fares import FareLine, FarePrice
from bookings.fares.shares import LinesDontAddUp, SectionShare, section_shares
from bookings.ledger.book import Line
from bookings.models import LedgerAccount, Passenger


def ticket_lines(passenger: Passenger, currency: str) -> Iterator[Line]:
    """This function gives the lines of a ticket sold in a currency.

    The passenger owes the price. Each carrier earns its full fare in the currency of its tariff, less what it lost to
    the benefit, which is a line of its own with act and article; what is paid in the other currency goes through
    conversion. A price without its lines stays undivided, of no carrier.
    """
    yield _line(passenger, LedgerAccount.PASSENGERS, passenger.price, currency)
    divided = _divide(passenger, currency)
    if divided is None:
        yield from _undivided(passenger, currency)
        return
    reduction, shares = divided
    for share in shares:
        yield from _section(passenger, share, reduction)


def taken_back(passenger: Passenger, currency: str) -> Iterator[Line]:
    """This function gives the same lines turned round."""
    for line in ticket_lines(passenger, currency):
        yield replace(line, amount=-line.amount)


def _divide(passenger: Passenger, currency: str) -> tuple[FareLine | None, tuple[SectionShare, ...]] | None:
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
    return (fare.reduction, shares) if is_sold else None


def _section(passenger: Passenger, share: SectionShare, reduction: FareLine | None) -> Iterator[Line]:
    own, paid = share.full.currency, share.paid.currency
    of_carrier = {"country": share.country}
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
    if share.is_converted:
        yield _line(passenger, LedgerAccount.CONVERSION, share.earned.amount, own, **of_carrier)
        yield _line(passenger, LedgerAccount.CONVERSION, -share.paid.amount, paid, **of_carrier)


def _undivided(passenger: Passenger, currency: str) -> Iterator[Line]:
    yield _line(passenger, LedgerAccount.REVENUE, -passenger.full_price, currency)
    yield _line(passenger, LedgerAccount.BENEFITS, passenger.full_price - passenger.price, currency)


def _line(passenger: Passenger, account: LedgerAccount, amount: Decimal, currency: str, **more: str) -> Line:
    return Line(account=account, amount=amount, currency=currency, passenger_number=passenger.number, **more)
