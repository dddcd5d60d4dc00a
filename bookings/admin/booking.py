"""Bookings: read mostly; every button calls an operation."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from bookings import inventory
from bookings.admin.booking_buttons import press_button
from bookings.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from bookings.models import Booking, BookingEvent, Notification, Passenger, Payment, RefundOffer, Ticket


class PassengerInline(ReadOnlyInline):
    """Who travels, with masked documents."""

    model = Passenger
    fields = [
        "number", "full_name", "birth_date", "country", "granted_benefit", "document_type", "document_last4", "seat",
        "price", "full_price", "state",
    ]  # fmt: skip
    readonly_fields = ["full_name", "seat"]

    @admin.display(description=_("seat"))
    def seat(self, passenger: Passenger) -> str:
        """This method shows coach and seat; a booking has up to four passengers."""
        seats = inventory.seats_of(booking_ids=[passenger.booking_id]).get(passenger.booking_id, {})
        seat = seats.get(passenger.number)
        return f"{seat.coach}-{seat.number}" if seat else "–"


class EventInline(ReadOnlyInline):
    """What happened."""

    model = BookingEvent
    fields = ["at", "kind", "data", "by"]


class PaymentInline(ReadOnlyInline):
    """What was paid."""

    model = Payment
    fields = ["amount", "currency", "status", "gateway", "created_at", "settled_at"]
    show_change_link = True


class RefundOfferInline(ReadOnlyInline):
    """What was offered back."""

    model = RefundOffer
    fields = ["paid", "fee", "amount", "currency", "status", "created_at", "expires_at"]


class NotificationInline(ReadOnlyInline):
    """What was said."""

    model = Notification
    fields = ["kind", "email", "language", "state", "created_at", "sent_at"]


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    """Bookings by reference, purchaser or passenger."""

    change_form_template = "admin/bookings/booking/change_form.html"
    list_display = [
        "shown_reference", "state", "dated_trip", "origin", "destination", "departs_at", "total", "currency", "channel",
        "created_at",
    ]  # fmt: skip
    list_filter = ["state", "channel", "currency", "dated_trip__trip__route"]
    list_select_related = ["dated_trip__trip", "origin", "destination"]
    search_fields = ["reference", "email", "passengers__family_name"]
    search_help_text = _("Reference without the dash, e-mail or family name")
    date_hierarchy = "departs_at"
    exclude = ["uuid"]
    inlines = [PassengerInline, PaymentInline, RefundOfferInline, NotificationInline, EventInline]

    def get_urls(self) -> list[URLPattern]:
        """This method adds the address that the buttons post to."""
        view = self.admin_site.admin_view(press_button)
        return [path("<int:pk>/do/<str:button>/", view, name="bookings_booking_do"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """This method tells the page which buttons the booking and the user allow."""
        booking = self.get_object(request, object_id)
        allowed = booking is not None and request.user.has_perm("bookings.change_booking")
        extra = {"may_press": allowed, "booking_state": getattr(booking, "state", "")}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    """Issued tickets."""

    list_display = ["number", "passenger", "state", "issued_at"]
    list_filter = ["state"]
    list_select_related = ["passenger"]
    search_fields = ["number", "passenger__family_name", "passenger__booking__reference"]
    exclude = ["payload"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """This method leaves out the code's raw content."""
        return [name for name in super().get_readonly_fields(request, obj) if name != "payload"]
