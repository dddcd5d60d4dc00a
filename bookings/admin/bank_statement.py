"""The banks' statements and what in them differs from the ledger."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from bookings.admin.difference_page import explain_view, look_again_view
from bookings.admin.statement_import import import_view, sandbox_view
from bookings.models import BankDifference, BankLine, BankStatement
from railway.lib.staff_tables import ReadOnlyAdmin, RowContextMixin
from railway.lib.template_words import money


@admin.register(BankStatement)
class BankStatementAdmin(ReadOnlyAdmin):
    """Statements that were handed in."""

    list_display = [
        "number", "gateway", "last_day", "shown_opening", "shown_closing", "open_count", "imported_at",
        "imported_by",
    ]  # fmt: skip
    list_filter = ["gateway", "currency"]
    list_select_related = ["imported_by"]
    search_fields = ["number", "lines__reference"]
    date_hierarchy = "last_day"
    fields = [
        "number", "gateway", "account", "currency", "first_day", "last_day", "shown_opening", "shown_closing",
        "its_lines", "its_differences", "imported_at", "imported_by",
    ]  # fmt: skip
    readonly_fields = ["shown_opening", "shown_closing", "its_lines", "its_differences"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankStatement]:
        """This method counts what is open, without a query for each row."""
        is_open = Q(differences__state=BankDifference.State.OPEN)
        rows: QuerySet[BankStatement] = super().get_queryset(request)
        return rows.annotate(open=Count("differences", filter=is_open))

    def get_urls(self) -> list[URLPattern]:
        """This method adds the pages that take a file and that give the sandbox bank's."""
        take, give = (self.admin_site.admin_view(view) for view in (self.import_file, self.sandbox_file))
        return [
            path("import/", take, name="bookings_bankstatement_import"),
            path("sandbox/", give, name="bookings_bankstatement_sandbox"),
            *super().get_urls(),
        ]

    def import_file(self, request: HttpRequest) -> HttpResponse:
        """This method takes a bank's file."""
        return import_view(request, self.admin_site.each_context(request))

    def sandbox_file(self, request: HttpRequest) -> HttpResponse:
        """This method gives the sandbox bank's file."""
        return sandbox_view(request)

    @admin.display(description=_("opening balance"), ordering="opening")
    def shown_opening(self, row: BankStatement) -> str:
        """This method writes the sum."""
        return money(row.opening, row.currency)

    @admin.display(description=_("closing balance"), ordering="closing")
    def shown_closing(self, row: BankStatement) -> str:
        """This method writes the sum."""
        return money(row.closing, row.currency)

    @admin.display(description=_("open differences"), ordering="open")
    def open_count(self, row: Any) -> int:
        """This method counts what nobody has explained."""
        return int(row.open)

    @admin.display(description=_("lines of bank statements"))
    def its_lines(self, row: BankStatement) -> str:
        """This method leads to the lines."""
        address = reverse("admin:bookings_bankline_changelist")
        return format_html('<a href="{}?statement__id__exact={}">{}</a>', address, row.pk, row.lines.count())

    @admin.display(description=_("open differences"))
    def its_differences(self, row: Any) -> str:
        """This method leads to the differences, closed ones too."""
        address = reverse("admin:bookings_bankdifference_changelist")
        return format_html('<a href="{}?statement__id__exact={}">{}</a>', address, row.pk, row.open)


@admin.register(BankLine)
class BankLineAdmin(ReadOnlyAdmin):
    """Lines of the statements; found from a statement."""

    list_display = ["statement", "position", "day", "shown_amount", "reference", "text"]
    list_filter = ["statement__gateway", "statement__currency"]
    list_select_related = ["statement"]
    search_fields = ["reference", "text"]
    date_hierarchy = "day"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This method keeps the table off the start page."""
        return False

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, line: BankLine) -> str:
        """This method writes the sum."""
        return money(line.amount, line.statement.currency)


@admin.register(BankDifference)
class BankDifferenceAdmin(RowContextMixin, ReadOnlyAdmin):
    """What the bank and the ledger don't agree on; each is closed with a word."""

    change_form_template = "admin/bookings/bankdifference/change_form.html"
    list_display = [
        "kind", "state", "shown_bank", "shown_ledger", "statement", "booking", "day", "found_at",
    ]  # fmt: skip
    list_filter = ["state", "kind", "currency", "statement__gateway"]
    list_select_related = ["statement", "line", "transaction__booking"]
    search_fields = ["transaction__booking__reference", "line__reference", "transaction__reference"]
    date_hierarchy = "found_at"
    fields = [
        "kind", "state", "shown_bank", "shown_ledger", "statement", "its_line", "reference", "transaction", "booking",
        "day", "found_at",
    ]  # fmt: skip
    readonly_fields = ["shown_bank", "shown_ledger", "its_line", "reference", "booking", "day"]

    def get_urls(self) -> list[URLPattern]:
        """This method adds the addresses that the two buttons post to."""
        explain, again = (self.admin_site.admin_view(view) for view in (explain_view, look_again_view))
        return [
            path("again/", again, name="bookings_bankdifference_again"),
            path("<int:pk>/explain/", explain, name="bookings_bankdifference_explain"),
            *super().get_urls(),
        ]

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """This method shows what was said of the difference, and the form to say more."""
        may_explain = request.user.has_perm("bookings.change_bankdifference")
        return {"notes": row.notes.select_related("by"), "may_explain": may_explain}

    @admin.display(description=_("at the bank"), ordering="bank_amount")
    def shown_bank(self, row: BankDifference) -> str:
        """This method writes what the bank says."""
        return "–" if row.bank_amount is None else money(row.bank_amount, row.currency)

    @admin.display(description=_("in the ledger"), ordering="ledger_amount")
    def shown_ledger(self, row: BankDifference) -> str:
        """This method writes what the ledger says."""
        return "–" if row.ledger_amount is None else money(row.ledger_amount, row.currency)

    @admin.display(description=_("booking"))
    def booking(self, row: BankDifference) -> str:
        """This method leads to the booking the money is of, where it is known."""
        booking = row.transaction.booking if row.transaction else None
        if booking is None:
            return "–"
        address = reverse("admin:bookings_booking_change", args=[booking.pk])
        return format_html('<a href="{}">{}</a>', address, booking)

    @admin.display(description=_("line of a bank statement"))
    def its_line(self, row: BankDifference) -> str:
        """This method leads to the line, with what the bank wrote beside it."""
        if row.line is None:
            return "–"
        address = reverse("admin:bookings_bankline_change", args=[row.line.pk])
        return format_html('<a href="{}">{}</a> {}', address, row.line.position, row.line.text)

    @admin.display(description=_("day"))
    def day(self, row: BankDifference) -> str:
        """This method tells the bank's day, else that of the posting."""
        day = row.line.day if row.line else localdate(row.transaction.at) if row.transaction else None
        return date_format(day, "SHORT_DATE_FORMAT") if day else "–"

    @admin.display(description=_("the bank's reference"))
    def reference(self, row: BankDifference) -> str:
        """This method tells what the bank knows the payment or refund by."""
        known = row.line.reference if row.line else row.transaction.reference if row.transaction else ""
        return known or "–"
