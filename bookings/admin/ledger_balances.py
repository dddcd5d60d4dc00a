"""The page of the balances: every account, each currency by itself, and whether it agrees with sales and payments."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import ledger
from bookings.ledger import Balance
from bookings.models import LedgerEntry
from bookings.models.choices import Country

FAULTS: dict[str, Any] = {
    "tills_not_as_counted": gettext_lazy("Shifts whose cash differs from their receipts or from the ledger"),
    "unbalanced": gettext_lazy("Transactions that do not balance"),
    "payments_not_as_posted": gettext_lazy("Payments that differ from the ledger"),
    "refunds_not_as_posted": gettext_lazy("Refunds ordered that differ from the ledger"),
    "sent_refunds_not_as_posted": gettext_lazy("Refunds sent that differ from the ledger"),
    "tickets_not_as_posted": gettext_lazy("Bookings whose tickets are worth another sum in the ledger"),
    "passengers_with_a_balance": gettext_lazy("Bookings paid too much or too little"),
    "sales_not_posted": gettext_lazy("Sales that are not in the ledger"),
    "exchanges_not_posted": gettext_lazy("Exchanges that are not in the ledger"),
    "returns_not_posted": gettext_lazy("Returns that are not in the ledger"),
    "season_tickets_not_as_posted": gettext_lazy("Season tickets that differ from the ledger"),
    "fares_not_divided": gettext_lazy("Sales that are divided among no carriers"),
    "conversions_off_the_rate": gettext_lazy("Conversions that are off the frozen rate"),
    "charges_not_divided": gettext_lazy(
        "Charges that are not the sum of their payments, or are half settled"
    ),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One account as the page shows it."""

    balance: Balance
    name: str
    url: str


def balances_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show the balances in both currencies; with `check`, also what does not agree with payments and bookings.

    This function raises PermissionDenied for those who may not see the ledger.
    """
    if not request.user.has_perm("bookings.view_ledgerentry"):
        raise PermissionDenied
    page = context | {
        "title": _("Accounts and balances"),
        "opts": LedgerEntry._meta,
        "currencies": _by_currency(ledger.balances()),
        "faults": _faults() if "check" in request.GET else None,
    }
    return TemplateResponse(request, "admin/bookings/ledger_balances.html", page)


def _by_currency(found: Iterable[Balance]) -> list[dict[str, Any]]:
    rows: dict[str, list[_Row]] = defaultdict(list)
    for balance in found:
        rows[balance.currency].append(_row(balance))
    return [_table(currency, rows[currency]) for currency in sorted(rows)]


def _table(currency: str, rows: list[_Row]) -> dict[str, Any]:
    debit = sum((row.balance.debit for row in rows), Decimal(0))
    credit = sum((row.balance.credit for row in rows), Decimal(0))
    return {"currency": currency, "rows": rows, "debit": debit, "credit": credit, "amount": debit - credit}


def _row(balance: Balance) -> _Row:
    chosen = {"account__exact": balance.account.value, "currency__exact": balance.currency}
    if balance.country:
        chosen["country__exact"] = balance.country
    url = f"{reverse('admin:bookings_ledgerentry_changelist')}?{urlencode(chosen)}"
    country = f" ({Country(balance.country).label})" if balance.country else ""
    return _Row(balance, f"{balance.account.label}{country}", url)


def _faults() -> list[tuple[str, int]]:
    return [(str(FAULTS[name]), count) for name, count in ledger.audit_ledger().faults.items()]
