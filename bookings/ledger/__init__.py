"""The double-entry ledger: BYN and RUB never in one balance, each cause posted once, nothing ever changed."""

from bookings.ledger.audit import LedgerAudit, audit_ledger
from bookings.ledger.balances import Balance, balances
from bookings.ledger.book import Cause, Line, Unbalanced, post
from bookings.ledger.causes import (
    post_exchange,
    post_payment,
    post_refund,
    post_refund_sent,
    post_return,
    post_sale,
)
from bookings.ledger.season import post_season_return, post_season_sale
from bookings.ledger.till import (
    post_arrival,
    post_cash_moved,
    post_closing,
    post_opening,
    terminal_amounts,
    till_amounts,
)

__all__ = [
    "Balance",
    "Cause",
    "LedgerAudit",
    "Line",
    "Unbalanced",
    "audit_ledger",
    "balances",
    "post",
    "post_arrival",
    "post_cash_moved",
    "post_closing",
    "post_exchange",
    "post_opening",
    "post_payment",
    "post_refund",
    "post_refund_sent",
    "post_return",
    "post_sale",
    "post_season_return",
    "post_season_sale",
    "terminal_amounts",
    "till_amounts",
]
