"""Season tickets in the staff's pages: the rules they are sold by, those sold, trips made with them, refunds."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bookings.admin.money import PaymentInline
from bookings.admin.proof_cell import season_proof_cell
from bookings.admin.season_check import season_check_view
from bookings.admin.season_form import SeasonProductForm, SeasonRefundRuleForm
from bookings.models import SeasonProduct, SeasonRefundOffer, SeasonRefundRule, SeasonTicket, SeasonTrip
from railway.lib.staff_tables import HistoryAdmin, ReadOnlyAdmin, ReadOnlyInline


@admin.register(SeasonProduct)
class SeasonProductAdmin(HistoryAdmin):
    """Kinds of season tickets, a row a country and period. What was sold keeps the price it was sold at."""

    form: Any = SeasonProductForm
    list_display = [
        "code", "country", "name", "days", "months", "length_days", "trips", "single_fares", "needs_benefit",
        "valid_from", "valid_until", "is_active", "quality",
    ]  # fmt: skip
    list_filter = ["country", "days", "is_active", "quality"]
    search_fields = ["code", "name_ru", "name_be", "name_en"]

    @admin.display(description=_("name"), ordering="name_ru")
    def name(self, product: SeasonProduct) -> str:
        """This method shows the name in the reader's language."""
        return product.name


@admin.register(SeasonRefundRule)
class SeasonRefundRuleAdmin(HistoryAdmin):
    """What of season tickets comes back."""

    form: Any = SeasonRefundRuleForm
    list_display = [
        "valid_from", "valid_until", "before_start_percent", "unused_percent", "fee_byn", "fee_rub", "quality",
    ]  # fmt: skip


class SeasonTripInline(ReadOnlyInline):
    """Trips made with it."""

    model = SeasonTrip
    fields = ["dated_trip", "booking", "state", "made_at", "checked_at", "returned_at", "by"]


@admin.register(SeasonTicket)
class SeasonTicketAdmin(ReadOnlyAdmin):
    """Season tickets sold."""

    list_display = [
        "reference", "full_name", "product", "origin", "destination", "valid_from", "valid_until", "trips_allowed",
        "trips_used", "price", "currency", "state",
    ]  # fmt: skip
    list_filter = ["state", "product", "currency", "channel"]
    list_select_related = ["origin", "destination"]
    search_fields = ["reference", "family_name", "email"]
    date_hierarchy = "valid_from"
    exclude = ["document_number_encrypted", "proof_hashes", "payload", "price_lines", "stops"]
    readonly_fields = ["proof"]
    inlines = [SeasonTripInline, PaymentInline]

    @admin.display(description=_("document of the benefit"))
    def proof(self, ticket: SeasonTicket) -> str:
        """This method says whether the benefit's document must be shown, with the page to write down that it was."""
        return season_proof_cell(ticket, day=max(timezone.localdate(), ticket.valid_from)) or "–"


@admin.register(SeasonTrip)
class SeasonTripAdmin(ReadOnlyAdmin):
    """Trips made with season tickets, once a train of a day each."""

    list_display = ["season_ticket", "dated_trip", "booking", "state", "made_at", "checked_at", "by"]
    list_filter = ["state"]
    list_select_related = ["season_ticket", "dated_trip__trip", "booking"]
    search_fields = ["season_ticket__reference", "booking__reference"]
    date_hierarchy = "made_at"

    def get_urls(self) -> list[URLPattern]:
        """This method adds the inspector's page."""
        view = self.admin_site.admin_view(self.check_ticket)
        return [path("check/", view, name="bookings_seasontrip_check"), *super().get_urls()]

    def check_ticket(self, request: HttpRequest) -> HttpResponse:
        """This method checks a season ticket on a train."""
        return season_check_view(request, self.admin_site.each_context(request) | {"opts": self.opts})


@admin.register(SeasonRefundOffer)
class SeasonRefundOfferAdmin(ReadOnlyAdmin):
    """What was offered for season tickets given back."""

    list_display = [
        "season_ticket",
        "paid",
        "fee",
        "amount",
        "currency",
        "status",
        "created_at",
        "confirmed_at",
    ]
    list_filter = ["status", "currency"]
    list_select_related = ["season_ticket"]
    search_fields = ["season_ticket__reference"]
