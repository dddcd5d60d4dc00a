"""Bookings: read mostly; every button calls an operation."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bookings.admin.booking_buttons import press_button
from bookings.admin.booking_card import booking_card
from bookings.admin.lookup_log import LoggedSearchMixin, reveal_document
from bookings.admin.proof_cell import proof_cell
from bookings.models import (
    Booking,
    ExchangeOffer,
    Notification,
    Payment,
    PersonalDataLookup,
    RefundOffer,
    Ticket,
)
from bookings.operations.record_lookup import record_lookup
from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import ReadOnlyAdmin, ReadOnlyInline, RowContextMixin


class PaymentInline(ReadOnlyInline):
    """What was paid."""

    model = Payment
    fields = ["amount", "currency", "status", "gateway", "created_at", "settled_at"]
    show_change_link = True


class RefundOfferInline(ReadOnlyInline):
    """What was offered back."""

    model = RefundOffer
    fields = ["paid", "fee", "amount", "currency", "status", "created_at", "expires_at"]


class ExchangeOfferInline(ReadOnlyInline):
    """Which other trips were offered for its tickets."""

    model = ExchangeOffer
    fk_name = "booking"
    fields = [
        "dated_trip",
        "paid",
        "fee",
        "price",
        "difference",
        "currency",
        "status",
        "new_booking",
        "created_at",
    ]
    show_change_link = True


class NotificationInline(ReadOnlyInline):
    """What was said."""

    model = Notification
    fields = ["kind", "email", "language", "state", "created_at", "sent_at"]
    show_change_link = True


@admin.register(Booking)
class BookingAdmin(RowContextMixin, LoggedSearchMixin, ReadOnlyAdmin):
    """Bookings by reference, purchaser or passenger. Whoever opens one leaves a line in the staff's journal."""

    change_form_template = "admin/bookings/booking/change_form.html"
    list_display = [
        "shown_reference", "state", "dated_trip", "origin", "destination", "departs_at", "total", "currency", "channel",
        "created_at",
    ]  # fmt: skip
    list_filter = ["state", "channel", "currency", "dated_trip__trip__route"]
    list_select_related = ["dated_trip__trip", "origin", "destination"]
    search_fields = ["reference", "email", "passengers__family_name"]
    search_help_text = _("Reference, e-mail or family name")
    date_hierarchy = "departs_at"
    fieldsets = [
        (
            _("Journey"),
            {"fields": ["dated_trip", ("origin", "destination"), "departs_at", "ticket_sequence"]},
        ),
        (_("Purchaser"), {"fields": ["email", "phone", "language", "channel"]}),
        (
            _("Money"),
            {"fields": ["total", "currency", "rate", "rate_value", "exchanged_from", "credit", "fees"]},
        ),
        (
            _("Times"),
            {"fields": ["created_at", "hold_expires_at", "hold_extended", "confirmed_at", "ended_at"]},
        ),
    ]
    inlines = [PaymentInline, RefundOfferInline, ExchangeOfferInline, NotificationInline]

    @admin.display(description=_("reference"), ordering="reference")
    def shown_reference(self, booking: Booking) -> str:
        """This method writes the reference as people read it."""
        return booking.shown_reference

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """This method finds a reference that was typed with its dash."""
        if len(search_term) > 3 and search_term[3] == "-" and "@" not in search_term:
            search_term = search_term.replace("-", "", 1)
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self) -> list[URLPattern]:
        """This method adds the address that the buttons post to."""
        view = self.admin_site.admin_view(press_button)
        reveal = self.admin_site.admin_view(reveal_document)
        return [
            path("<int:pk>/do/<str:button>/", view, name="bookings_booking_do"),
            path("<int:pk>/number/<int:number>/", reveal, name="bookings_booking_number"),
            *super().get_urls(),
        ]

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """This method shows the buttons that the booking and the user allow, and records who looked."""
        if not self.has_view_permission(request, row):
            return {}
        self.log_pressed(request, [row], gettext_noop("Looked at"))
        look = PersonalDataLookup.What.BOOKING
        record_lookup(what=look, by=signed_in(request), booking=row, now=timezone.now())
        return {
            "card": booking_card(row, now=timezone.now()),
            "may_press": request.user.has_perm("bookings.change_booking"),
            "may_see": request.user.has_perm("bookings.add_proofseen"),
            "may_reveal": request.user.has_perm("bookings.change_passenger"),
        }


@admin.register(Ticket)
class TicketAdmin(LoggedSearchMixin, ReadOnlyAdmin):
    """Issued tickets."""

    list_display = ["number", "passenger", "state", "issued_at"]
    list_filter = ["state"]
    list_select_related = ["passenger"]
    search_fields = ["number", "passenger__family_name", "passenger__booking__reference"]
    date_hierarchy = "issued_at"
    fields = ["number", "passenger", "state", "issued_at", "proof"]
    readonly_fields = ["proof"]

    @admin.display(description=_("document of the benefit"))
    def proof(self, ticket: Ticket) -> SafeString | str:
        """This method says whether the passenger must show it, and leads to where it is written down as seen."""
        return proof_cell(ticket)
