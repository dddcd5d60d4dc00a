"""Dated rules of law and money: rates, refunds, exchanges, delays."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from bookings.admin.rates_import import import_view
from bookings.admin.rule_forms import ExchangeRuleForm, PeriodForm, RefundRuleForm
from bookings.models import DelayRule, ExchangeRate, ExchangeRule, RefundRule, TellingRule
from bookings.models.tariff import TimeRule
from railway.lib.staff_tables import HistoryAdmin


@admin.register(ExchangeRate)
class ExchangeRateAdmin(HistoryAdmin):
    """Rates by day; a booking keeps the one it was sold at."""

    list_display = ["date", "byn_for_100_rub", "source", "quality"]
    date_hierarchy = "date"

    def get_urls(self) -> list[URLPattern]:
        """This method adds the page that takes a bank's file."""
        view = self.admin_site.admin_view(self.import_file)
        return [path("import/", view, name="bookings_exchangerate_import"), *super().get_urls()]

    def import_file(self, request: HttpRequest) -> HttpResponse:
        """This method takes a bank's file."""
        return import_view(request, self.admin_site.each_context(request))


class SoldFilter(admin.SimpleListFilter):
    """The rules of trains sold in one way, in words."""

    title = _("how the train is sold")
    parameter_name = "seat_mode"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """This method lists the ways of sale."""
        return list(RefundRuleForm.SOLD)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """This method keeps the rules of the way chosen."""
        return queryset.filter(seat_mode=self.value()) if self.value() else queryset


class TimeRuleAdmin(HistoryAdmin):
    """What a passenger gets for a ticket given up, by time before departure."""

    form: Any = RefundRuleForm
    list_display = [
        "sold", "country", "minutes_before_departure", "share_percent", "fee_byn", "fee_rub", "valid_from",
        "valid_until", "quality",
    ]  # fmt: skip
    list_filter = [SoldFilter, "country", "quality"]

    @admin.display(description=_("how the train is sold"), ordering="seat_mode")
    def sold(self, rule: TimeRule) -> str:
        """This method names the way of sale."""
        return str(dict(RefundRuleForm.SOLD).get(rule.seat_mode, rule.seat_mode))


@admin.register(RefundRule)
class RefundRuleAdmin(TimeRuleAdmin):
    """What comes back."""


@admin.register(ExchangeRule)
class ExchangeRuleAdmin(TimeRuleAdmin):
    """What an exchange costs."""

    form = ExchangeRuleForm


@admin.register(DelayRule)
class DelayRuleAdmin(HistoryAdmin):
    """From what delay a ticket goes back in full, by service date."""

    form = PeriodForm
    list_display = [
        "valid_from",
        "valid_until",
        "delay_minutes",
        "moved_minutes",
        "act",
        "article",
        "quality",
    ]


@admin.register(TellingRule)
class TellingRuleAdmin(HistoryAdmin):
    """Which changes of times are worth a letter. There is one rule; its history says who changed it."""

    list_display = ["__str__", "first_delay_minutes", "next_delay_minutes", "early_minutes", "moved_minutes"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This method allows the first row only."""
        return super().has_add_permission(request) and not TellingRule.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method keeps the row: without one the usual thresholds would hold."""
        return False
