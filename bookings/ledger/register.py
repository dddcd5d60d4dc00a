"""The monthly register of income lost to benefits: what each budget is asked to make good, straight out of the ledger.

A row is one benefit of one act on one carrier's section: tickets sold in the month, their full fares, what was lost and
what passengers paid. What was returned or exchanged in the month is a row of correction, below nothing, whenever it was
sold. Months are those of the railway's time zone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

# The revenue of the same ticket on the same section stands in the same transaction, turned the other way.
_LOST = """
FROM bookings_ledgerentry l
JOIN bookings_ledgertransaction t ON t.id = l.transaction_id
JOIN bookings_ledgerentry r ON r.transaction_id = l.transaction_id AND r.account = 'revenue'
    AND r.passenger_number = l.passenger_number AND (r.country, r.currency) = (l.country, l.currency)
    AND sign(r.amount) = -sign(l.amount)
WHERE l.account = 'benefits' AND t.at >= %s AND t.at < %s AND (%s = '' OR l.payer = %s)
"""
_ROWS = f"""
SELECT l.payer, l.law, l.act, l.article, l.benefit, l.country, l.currency, l.amount < 0,
    count(*), -sum(r.amount), sum(l.amount)
{_LOST} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
"""
_OF = """LEFT JOIN bookings_booking b ON b.id = t.booking_id
LEFT JOIN bookings_seasonticket s ON s.id = t.season_ticket_id WHERE"""
_JOURNEYS = f"""
SELECT t.at, coalesce(b.reference, s.reference, ''), l.passenger_number, l.payer, l.law, l.act, l.article, l.benefit,
    l.country, l.currency, -r.amount, l.amount
{_LOST.replace("WHERE", _OF)} ORDER BY t.at, l.id
"""


class _Sums:
    """What a fare would have been and what was lost of it, in one currency."""

    __slots__ = ()
    full: Decimal
    lost: Decimal

    @property
    def paid(self) -> Decimal:
        """This property is what passengers paid of it."""
        return self.full - self.lost


@dataclass(frozen=True, slots=True)
class RegisterRow(_Sums):
    """One benefit on one carrier's section; a correction counts tickets taken back, with sums below nothing."""

    payer: str
    law: str
    act: str
    article: str
    benefit: str
    country: str
    currency: str
    is_correction: bool
    tickets: int
    full: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class RegisterJourney(_Sums):
    """One ticket on one section, sold or, below nothing, taken back. Passengers are numbers, never names."""

    at: datetime
    reference: str
    passenger: int
    payer: str
    law: str
    act: str
    article: str
    benefit: str
    country: str
    currency: str
    full: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class RegisterTotal(_Sums):
    """The sums of a register in one currency."""

    currency: str
    full: Decimal
    lost: Decimal


def register_rows(*, month: date, payer: str = "") -> list[RegisterRow]:
    """This function gives the rows of the month that a date is in, of one payer's budget or of all, in one query."""
    return [RegisterRow(*row) for row in _fetch(_ROWS, month, payer)]


def register_journeys(*, month: date, payer: str = "") -> list[RegisterJourney]:
    """This function gives every ticket behind the rows, by the moment it was posted, in one query."""
    return [RegisterJourney(*row) for row in _fetch(_JOURNEYS, month, payer)]


def register_totals(rows: Iterable[RegisterRow]) -> list[RegisterTotal]:
    """This function adds rows up, each currency by itself."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for row in rows:
        full, lost = sums.get(row.currency, (Decimal(0), Decimal(0)))
        sums[row.currency] = full + row.full, lost + row.lost
    return [RegisterTotal(currency, *sums[currency]) for currency in sorted(sums)]


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """This function gives the first instant of a month and of the next one, in the railway's time zone."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = month.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return datetime.combine(first, time(), tzinfo=zone), datetime.combine(following, time(), tzinfo=zone)


def _fetch(sql: str, month: date, payer: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [*month_bounds(month), payer, payer])
        return list(cursor.fetchall())
