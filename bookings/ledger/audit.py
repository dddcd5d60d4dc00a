"""Checking that the ledger, the payments and the bookings say the same, per currency."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

# One statement, so that one snapshot is judged even while sales go on. A family is a booking and all that was made from
# it by exchange: over it, what passengers owe and what they paid must meet.
_CHECKS = """
WITH RECURSIVE family AS (
    SELECT id, id AS first FROM bookings_booking WHERE exchanged_from_id IS NULL
    UNION ALL
    SELECT b.id, f.first FROM bookings_booking b JOIN family f ON b.exchanged_from_id = f.id),
entry AS MATERIALIZED (
    SELECT e.*, t.cause, t.cause_id, t.rate_value, t.season_ticket_id, f.first
    FROM bookings_ledgerentry e JOIN bookings_ledgertransaction t ON t.id = e.transaction_id
    LEFT JOIN family f ON f.id = t.booking_id),
posted AS (
    SELECT cause, cause_id, account, currency, sum(amount) AS amount FROM entry GROUP BY 1, 2, 3, 4),
tickets AS (
    SELECT first, currency, sum(amount) AS amount FROM entry
    WHERE account = 'passengers' AND cause IN ('sale', 'exchange', 'return') GROUP BY 1, 2),
worth AS (
    SELECT first, currency, sum(amount) AS amount FROM (
        SELECT f.first, b.currency, b.total + b.fees AS amount FROM bookings_booking b JOIN family f USING (id)
        WHERE b.state IN ('CONFIRMED', 'FULFILLED')
        UNION ALL
        SELECT f.first, o.currency, o.fee FROM bookings_refundoffer o JOIN family f ON f.id = o.booking_id
        WHERE o.status = 'CONFIRMED') told GROUP BY 1, 2),
valued AS (
    SELECT b.id, b.exchanged_from_id FROM bookings_booking b WHERE b.confirmed_at IS NOT NULL
    AND EXISTS (SELECT FROM bookings_passenger p WHERE p.booking_id = b.id AND p.full_price > 0))
SELECT 'unbalanced', transaction_id FROM entry GROUP BY transaction_id, currency HAVING sum(amount) <> 0
UNION ALL
SELECT 'payments_not_as_posted', coalesce(p.id, l.cause_id) FROM (
    SELECT * FROM bookings_payment WHERE status IN ('captured', 'refund_due', 'refunded') AND amount > 0) p
FULL JOIN (
    SELECT * FROM posted WHERE cause = 'payment' AND account IN ('bank', 'till', 'terminal')) l ON l.cause_id = p.id
WHERE (p.amount, p.currency) IS DISTINCT FROM (l.amount, l.currency)
UNION ALL
SELECT 'refunds_not_as_posted', coalesce(r.id, l.cause_id) FROM bookings_refund r
FULL JOIN (SELECT * FROM posted WHERE cause = 'refund' AND account = 'refunds_due') l ON l.cause_id = r.id
WHERE (r.amount, r.currency) IS DISTINCT FROM (-l.amount, l.currency)
UNION ALL
SELECT 'sent_refunds_not_as_posted', coalesce(r.id, l.cause_id) FROM (
    SELECT * FROM bookings_refund WHERE status = 'sent') r
FULL JOIN (
    SELECT * FROM posted WHERE cause = 'refund_sent' AND account IN ('bank', 'till', 'terminal')) l ON l.cause_id = r.id
WHERE (r.amount, r.currency) IS DISTINCT FROM (-l.amount, l.currency)
UNION ALL
SELECT 'tickets_not_as_posted', coalesce(w.first, t.first) FROM worth w
FULL JOIN tickets t ON t.first = w.first AND t.currency = w.currency
WHERE coalesce(w.amount, 0) <> coalesce(t.amount, 0)
UNION ALL
SELECT 'passengers_with_a_balance', first FROM entry WHERE account = 'passengers' AND first IS NOT NULL
GROUP BY first, currency HAVING sum(amount) <> 0
UNION ALL
SELECT 'sales_not_posted', v.id FROM valued v WHERE NOT EXISTS (
    SELECT FROM bookings_ledgertransaction t WHERE t.cause = 'sale' AND t.cause_id = v.id)
UNION ALL
SELECT 'exchanges_not_posted', b.id FROM bookings_booking b WHERE b.confirmed_at IS NOT NULL AND EXISTS (
    SELECT FROM bookings_passenger p JOIN bookings_passenger o ON o.id = p.replaces_id
    WHERE p.booking_id = b.id AND o.full_price > 0)
AND NOT EXISTS (SELECT FROM bookings_ledgertransaction t WHERE t.cause = 'exchange' AND t.cause_id = b.id)
UNION ALL
SELECT 'returns_not_posted', o.id FROM bookings_refundoffer o JOIN valued v ON v.id = o.booking_id
WHERE o.status = 'CONFIRMED' AND NOT EXISTS (
    SELECT FROM bookings_ledgertransaction t WHERE t.cause = 'return' AND t.cause_id = o.id)
UNION ALL
SELECT 'season_tickets_not_as_posted', coalesce(w.id, s.season_ticket_id) FROM (
    SELECT id, price AS amount FROM bookings_seasonticket WHERE state = 'FULFILLED' AND full_price > 0
    UNION ALL
    SELECT t.id, o.fee FROM bookings_seasonrefundoffer o JOIN bookings_seasonticket t ON t.id = o.season_ticket_id
    WHERE o.status = 'CONFIRMED' AND t.full_price > 0) w
FULL JOIN (
    SELECT season_ticket_id, sum(amount) FILTER (WHERE account = 'passengers') AS amount FROM entry
    WHERE cause IN ('season_sale', 'season_return') GROUP BY 1) s ON s.season_ticket_id = w.id
WHERE w.amount IS DISTINCT FROM coalesce(s.amount, 0) OR s.season_ticket_id IS NULL
UNION ALL
SELECT 'passengers_with_a_balance', season_ticket_id FROM entry
WHERE account = 'passengers' AND season_ticket_id IS NOT NULL
GROUP BY season_ticket_id, currency HAVING sum(amount) <> 0
UNION ALL
SELECT 'fares_not_divided', transaction_id FROM entry WHERE account = 'revenue' AND country = ''
UNION ALL
SELECT 'conversions_off_the_rate', transaction_id FROM entry WHERE account = 'conversion'
GROUP BY transaction_id, passenger_number, country, rate_value
HAVING abs(sum(CASE currency WHEN 'BYN' THEN amount ELSE amount * rate_value / 100 END)) > 0.03
UNION ALL
SELECT 'tills_not_as_counted', s.id FROM bookings_shift s JOIN bookings_shiftcash c ON c.shift_id = s.id
LEFT JOIN bookings_shift p ON p.till_id = s.till_id AND p.number = s.number - 1
LEFT JOIN bookings_shiftcash b ON b.shift_id = p.id AND b.currency = c.currency
CROSS JOIN LATERAL (
    SELECT coalesce(sum(e.amount), 0) AS amount FROM bookings_ledgertransaction t JOIN bookings_ledgerentry e
    ON e.transaction_id = t.id WHERE t.shift_id = s.id AND e.account = 'till' AND e.currency = c.currency) moved
CROSS JOIN LATERAL (
    SELECT coalesce(sum(CASE WHEN kind IN ('sale', 'paid_in') THEN amount ELSE -amount END), 0) AS amount
    FROM bookings_tillreceipt r WHERE r.shift_id = s.id AND r.way = 'cash' AND r.currency = c.currency) told
WHERE c.carried <> coalesce(b.counted, 0) OR c.carried + moved.amount <> coalesce(c.counted, c.opening + told.amount)
OR c.opening + told.amount <> coalesce(c.expected, c.opening + told.amount)
UNION ALL
SELECT 'charges_not_divided', c.id FROM bookings_checkout c JOIN bookings_payment p ON p.checkout_id = c.id
GROUP BY c.id HAVING sum(p.amount) <> c.amount OR bool_or(p.status = 'pending') <> bool_and(p.status = 'pending')
UNION ALL
SELECT 'entries', count(*) FROM entry
"""


@dataclass(frozen=True, slots=True)
class LedgerAudit:
    """What an audit found: keys by fault, and how many entries there are. An empty ledger passes any audit."""

    found: dict[str, list[int]] = field(default_factory=dict)
    entries: int = 0

    @property
    def ok(self) -> bool:
        """This property tells whether every check passed."""
        return not self.found

    @property
    def faults(self) -> dict[str, int]:
        """This property counts the faults by kind, naming the kinds of which there is none."""
        return {name: len(self.found.get(name, ())) for name in FAULTS}


FAULTS = (
    "tills_not_as_counted",
    "unbalanced", "payments_not_as_posted", "refunds_not_as_posted", "sent_refunds_not_as_posted",
    "tickets_not_as_posted", "passengers_with_a_balance", "sales_not_posted", "exchanges_not_posted",
    "returns_not_posted", "season_tickets_not_as_posted", "fares_not_divided", "conversions_off_the_rate",
    "charges_not_divided",
)  # fmt: skip


def audit_ledger() -> LedgerAudit:
    """Compare ledger, payments, refunds, bookings and offers of the whole database, per currency, in one snapshot.

    This function changes nothing. A conversion may be off the frozen rate by the rounding of one ticket, 0.03 BYN.
    """
    found: dict[str, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CHECKS)
        for check, number in cursor.fetchall():
            found[check].append(number)
    (entries,) = found.pop("entries")
    return LedgerAudit(found=dict(found), entries=entries)
