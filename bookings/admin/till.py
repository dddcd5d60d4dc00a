"""The desks for supervisor, accountant and auditor: tills, shifts with their differences, receipts."""

from collections.abc import Callable
from decimal import Decimal

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bookings.models import Shift, ShiftCash, Till, TillReceipt
from railway.lib.staff_tables import ReadOnlyAdmin, ReadOnlyInline
from railway.lib.template_words import money

SHOWN_NEITHER = "–"


@admin.register(Till)
class TillAdmin(admin.ModelAdmin):
    """Desks of the stations, each with a drawer; one that sold is taken out of use, never deleted."""

    list_display = ["stop", "number", "is_active"]
    list_select_related = ["stop"]
    list_filter = ["is_active"]

    def has_delete_permission(self, request: HttpRequest, obj: Till | None = None) -> bool:
        """This method refuses deletion."""
        return False


class CashInline(ReadOnlyInline):
    """What was in the drawer."""

    model = ShiftCash
    fields = ["currency", "carried", "opening", "expected", "counted", "pieces"]


@admin.register(Shift)
class ShiftAdmin(ReadOnlyAdmin):
    """Shifts of all clerks: what they should have held, what was counted, and by how much that differs."""

    list_display = ["till", "number", "clerk", "opened_at", "ended", "expected", "counted", "difference"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter), "till__stop", "clerk"]
    list_select_related = ["till__stop", "clerk", "closed_by"]
    search_fields = ["clerk__username", "clerk__last_name", "note"]
    date_hierarchy = "opened_at"
    fields = ["till", "number", "clerk", "opened_at", "closed_at", "closed_by", "note", "batch"]
    inlines = [CashInline]
    change_form_template = "admin/bookings/shift/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shift]:
        """This method reads the cash of all shifts of a page at once."""
        shifts: QuerySet[Shift] = super().get_queryset(request)
        return shifts.prefetch_related("cash")

    @admin.display(description=_("closed at"), ordering="closed_at")
    def ended(self, shift: Shift) -> str | SafeString:
        """This method tells when it was closed and by whom else; one left open past midnight stands out."""
        if shift.closed_at is None:
            overnight = timezone.localdate(shift.opened_at) < timezone.localdate()
            words = _("left open past midnight") if overnight else _("open")
            return format_html("<strong>{}</strong>", words) if overnight else str(words)
        at = f"{timezone.localtime(shift.closed_at):%d.%m.%Y %H:%M}"
        return at if shift.closed_by_id == shift.clerk_id else f"{at} ({shift.closed_by})"

    @admin.display(description=_("expected"))
    def expected(self, shift: Shift) -> str | SafeString:
        """This method writes what the drawer should have held."""
        return _each(shift, lambda row: row.expected)

    @admin.display(description=_("counted"))
    def counted(self, shift: Shift) -> str | SafeString:
        """This method writes what was counted."""
        return _each(shift, lambda row: row.counted)

    @admin.display(description=_("difference"))
    def difference(self, shift: Shift) -> str | SafeString:
        """This method writes what was too much, or below nothing too little."""
        return _each(shift, difference_of)


@admin.register(TillReceipt)
class TillReceiptAdmin(ReadOnlyAdmin):
    """Every movement of money at the desks."""

    list_display = [
        "shift", "number", "at", "kind", "way", "amount", "currency", "tickets", "slip", "reason", "printed_at",
    ]  # fmt: skip
    list_filter = ["kind", "way", "currency", "shift__till__stop"]
    list_select_related = ["shift__till__stop"]
    search_fields = ["slip", "payment__booking__reference", "refund__payment__booking__reference", "reason"]
    date_hierarchy = "at"


def difference_of(row: ShiftCash) -> Decimal | None:
    """This function tells by how much the drawer held more than expected; None before it was counted."""
    if row.counted is None or row.expected is None:
        return None
    return row.counted - row.expected


def _each(shift: Shift, read: Callable[[ShiftCash], Decimal | None]) -> str | SafeString:
    told = [(read(row), row.currency) for row in shift.cash.all()]
    lines = [(money(amount, currency),) for amount, currency in told if amount is not None]
    return format_html_join(SafeString("<br>"), "{}", lines) if lines else SHOWN_NEITHER
