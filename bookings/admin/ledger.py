"""The ledger for accountant and auditor: accounts with their balances, transactions with their cause, entries."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from bookings.admin.ledger_balances import balances_view
from bookings.admin.register import register_view
from bookings.models import LedgerCause, LedgerEntry, LedgerTransaction
from railway.lib.staff_tables import ReadOnlyAdmin, ReadOnlyInline
from railway.lib.template_words import money

CAUSE_PAGES = {
    LedgerCause.SALE: "bookings_booking",
    LedgerCause.EXCHANGE: "bookings_booking",
    LedgerCause.PAYMENT: "bookings_payment",
    LedgerCause.RETURN: "bookings_refundoffer",
    LedgerCause.REFUND: "bookings_refund",
    LedgerCause.REFUND_SENT: "bookings_refund",
    LedgerCause.SHIFT_OPENED: "bookings_shift",
    LedgerCause.SHIFT_CLOSED: "bookings_shift",
    LedgerCause.CASH_MOVED: "bookings_tillreceipt",
    LedgerCause.SEASON_SALE: "bookings_seasonticket",
    LedgerCause.SEASON_RETURN: "bookings_seasonrefundoffer",
}


class EntryInline(ReadOnlyInline):
    """Both sides of it."""

    model = LedgerEntry
    fields = [
        "account",
        "country",
        "debit",
        "credit",
        "passenger_number",
        "benefit",
        "payer",
        "act",
        "article",
    ]
    readonly_fields = ["debit", "credit"]
    ordering = ["currency", "passenger_number", "id"]

    @admin.display(description=_("debit"))
    def debit(self, entry: LedgerEntry) -> str:
        """This method writes what stands on the left."""
        return debit_of(entry)

    @admin.display(description=_("credit"))
    def credit(self, entry: LedgerEntry) -> str:
        """This method writes what stands on the right."""
        return credit_of(entry)


@admin.register(LedgerTransaction)
class LedgerTransactionAdmin(ReadOnlyAdmin):
    """What moved money, each cause once; nobody can change or delete it."""

    list_display = ["at", "cause", "booking", "season_ticket", "moved_byn", "moved_rub", "gateway"]
    list_filter = ["cause", "entries__account", "entries__currency", "gateway"]
    list_select_related = ["booking", "season_ticket"]
    search_fields = ["booking__reference", "season_ticket__reference", "reference"]
    search_help_text = _("Reference of the booking, or the bank's")
    date_hierarchy = "at"
    fields = [
        "cause", "cause_page", "booking", "season_ticket", "at", "posted_at", "rate_value", "gateway", "reference",
    ]  # fmt: skip
    readonly_fields = ["cause_page"]
    inlines = [EntryInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerTransaction]:
        """This method adds what moved in each currency, without a query for each row."""
        rows: QuerySet[LedgerTransaction] = super().get_queryset(request)
        return rows.annotate(byn=_moved("BYN"), rub=_moved("RUB"))

    @admin.display(description="BYN", ordering="byn")
    def moved_byn(self, row: Any) -> str:
        """This method writes the debits in BYN."""
        return money(row.byn, "BYN") if row.byn else "–"

    @admin.display(description="RUB", ordering="rub")
    def moved_rub(self, row: Any) -> str:
        """This method writes the debits in RUB."""
        return money(row.rub, "RUB") if row.rub else "–"

    @admin.display(description=_("what moved it"))
    def cause_page(self, row: LedgerTransaction) -> str:
        """This method leads to the booking, payment, offer or refund that posted it."""
        page = CAUSE_PAGES.get(LedgerCause(row.cause))
        if page is None:
            return str(row.cause_id)
        address = reverse(f"admin:{page}_change", args=[row.cause_id])
        return format_html('<a href="{}">{} {}</a>', address, row.get_cause_display(), row.cause_id)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Every side of every movement: the pages of the accounts."""

    list_display = ["at", "account", "country", "debit", "credit", "booking", "cause", "benefit", "payer"]
    list_filter = ["account", "currency", "country", "payer", "transaction__cause", "benefit"]
    list_select_related = ["transaction__booking", "transaction__season_ticket"]
    search_fields = [
        "transaction__booking__reference", "transaction__season_ticket__reference", "transaction__reference",
    ]  # fmt: skip
    search_help_text = _("Reference of the booking, or the bank's")
    date_hierarchy = "transaction__at"

    def get_urls(self) -> list[URLPattern]:
        """This method adds the pages of the balances and of the register."""
        balances, register = (self.admin_site.admin_view(view) for view in (self.balances, self.register))
        return [
            path("balances/", balances, name="bookings_ledger_balances"),
            path("register/", register, name="bookings_ledger_register"),
            *super().get_urls(),
        ]

    def balances(self, request: HttpRequest) -> HttpResponse:
        """This method shows the balances."""
        return balances_view(request, self.admin_site.each_context(request))

    def register(self, request: HttpRequest) -> HttpResponse:
        """This method shows the register of a month."""
        return register_view(request, self.admin_site.each_context(request))

    @admin.display(description=_("when"), ordering="transaction__at")
    def at(self, entry: LedgerEntry) -> Any:
        """This method tells the moment."""
        return entry.transaction.at

    @admin.display(description=_("debit"), ordering="amount")
    def debit(self, entry: LedgerEntry) -> str:
        """This method writes what stands on the left."""
        return debit_of(entry)

    @admin.display(description=_("credit"), ordering="-amount")
    def credit(self, entry: LedgerEntry) -> str:
        """This method writes what stands on the right."""
        return credit_of(entry)

    @admin.display(description=_("booking"))
    def booking(self, entry: LedgerEntry) -> str:
        """This method names the booking or the season ticket."""
        return str(entry.transaction.booking or entry.transaction.season_ticket or "–")

    @admin.display(description=_("cause"))
    def cause(self, entry: LedgerEntry) -> str:
        """This method leads to the transaction, both sides of it."""
        address = reverse("admin:bookings_ledgertransaction_change", args=[entry.transaction_id])
        return format_html('<a href="{}">{}</a>', address, entry.transaction.get_cause_display())


def debit_of(entry: LedgerEntry) -> str:
    """This function writes an entry's amount where it is a debit."""
    return money(entry.amount, entry.currency) if entry.amount > 0 else "–"


def credit_of(entry: LedgerEntry) -> str:
    """This function writes an entry's amount where it is a credit."""
    return money(-entry.amount, entry.currency) if entry.amount < 0 else "–"


def _moved(currency: str) -> Subquery:
    debits = LedgerEntry.objects.filter(transaction=OuterRef("pk"), currency=currency, amount__gt=Decimal(0))
    sums = debits.order_by().values("transaction").annotate(moved=Sum("amount"))
    return Subquery(sums.values("moved"))
