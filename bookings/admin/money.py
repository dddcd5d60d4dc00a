"""Payments, answers of the bank, refunds."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bookings.models import Checkout, ExchangeOffer, Payment, PaymentCallback, Refund, RefundOffer
from railway.lib.staff_tables import ReadOnlyAdmin, ReadOnlyInline


class CallbackInline(ReadOnlyInline):
    """What the bank said."""

    model = PaymentCallback
    fields = ["event_id", "outcome", "received_at"]


class RefundInline(ReadOnlyInline):
    """What went back."""

    model = Refund
    fields = ["amount", "currency", "reason", "status", "attempts", "sent_at", "error"]


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Attempts to pay."""

    list_display = [
        "booking", "season_ticket", "amount", "currency", "status", "gateway", "created_at", "settled_at",
    ]  # fmt: skip
    list_filter = ["status", "currency", "gateway"]
    list_select_related = ["booking", "season_ticket"]
    search_fields = ["booking__reference", "season_ticket__reference", "gateway_reference", "uuid"]
    date_hierarchy = "created_at"
    inlines = [CallbackInline, RefundInline]


class PaymentInline(ReadOnlyInline):
    """The bookings' payments that one charge is for."""

    model = Payment
    fields = ["booking", "amount", "currency", "status", "settled_at"]


@admin.register(Checkout)
class CheckoutAdmin(ReadOnlyAdmin):
    """Charges for several bookings at once."""

    list_display = ["uuid", "amount", "currency", "gateway", "created_at"]
    list_filter = ["currency", "gateway"]
    search_fields = ["payments__booking__reference", "uuid"]
    date_hierarchy = "created_at"
    inlines = [PaymentInline]


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """Money on its way back; a failed one can be tried again."""

    list_display = ["payment", "amount", "currency", "reason", "status", "attempts", "created_at", "sent_at"]
    list_filter = ["status", "reason", "currency"]
    list_select_related = ["payment"]
    search_fields = ["payment__booking__reference", "payment__season_ticket__reference", "key"]
    date_hierarchy = "created_at"
    actions = ["try_again"]

    @admin.action(description=_("Send failed refunds again"), permissions=["change"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Refund]) -> None:
        """This method puts failed refunds back in the queue; the key keeps the bank from paying twice."""
        failed = list(chosen.filter(status=Refund.Status.FAILED))
        count = Refund.objects.filter(
            pk__in=[refund.pk for refund in failed], status=Refund.Status.FAILED
        ).update(status=Refund.Status.DUE, attempts=0, error="")
        self.log_pressed(request, failed, gettext_noop("Queued again"))
        self.message_user(request, _("Refunds queued: %(count)s") % {"count": count}, messages.SUCCESS)


@admin.register(RefundOffer)
class RefundOfferAdmin(ReadOnlyAdmin):
    """What passengers were offered for their tickets."""

    list_display = ["booking", "paid", "fee", "amount", "currency", "status", "created_at", "confirmed_at"]
    list_filter = ["status", "currency"]
    list_select_related = ["booking"]
    search_fields = ["booking__reference"]


@admin.register(ExchangeOffer)
class ExchangeOfferAdmin(ReadOnlyAdmin):
    """Which other trips passengers were offered for their tickets, and what became of it."""

    list_display = [
        "booking", "dated_trip", "paid", "fee", "price", "difference", "currency", "status", "new_booking",
        "created_at",
    ]  # fmt: skip
    list_filter = ["status", "currency"]
    list_select_related = ["booking", "new_booking", "dated_trip__trip"]
    search_fields = ["booking__reference", "new_booking__reference"]
    date_hierarchy = "created_at"
