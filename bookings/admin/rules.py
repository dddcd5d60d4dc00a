"""Dated rules of law and money: tariffs, rates, refunds, exchanges, benefits."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bookings.admin.rates_import import import_view
from bookings.admin.rule_forms import BenefitForm, ExchangeRuleForm, PeriodForm, RefundRuleForm, TariffForm
from bookings.models import (
    Benefit,
    DelayRule,
    ExchangeRate,
    ExchangeRule,
    Passenger,
    RefundRule,
    Tariff,
    TellingRule,
)
from bookings.models.tariff import TimeRule
from railway.lib.staff_tables import HistoryAdmin


@admin.register(Tariff)
class TariffAdmin(HistoryAdmin):
    """Tariffs of both countries; a new price is a new row with its own first day."""

    form = TariffForm
    list_display = [
        "name", "country", "valid_from", "valid_until", "first_zone_km", "first_zone_price", "price_per_km",
        "currency", "rounding", "quality",
    ]  # fmt: skip
    list_filter = ["country", "quality"]
    date_hierarchy = "valid_from"
    save_as = True


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


class TimeRuleAdmin(HistoryAdmin):
    """What a passenger gets for a ticket given up, by time before departure."""

    form: Any = RefundRuleForm
    list_display = [
        "sold", "minutes_before_departure", "share_percent", "fee_byn", "fee_rub", "valid_from", "valid_until",
        "quality",
    ]  # fmt: skip
    list_filter = ["seat_mode", "quality"]

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


@admin.register(Benefit)
class BenefitAdmin(HistoryAdmin):
    """Benefits of both laws. What nobody has checked yet says so."""

    form = BenefitForm
    list_display = [
        "name_ru", "country", "discount_percent", "season", "act_ru", "article", "quality", "is_active", "checked",
    ]  # fmt: skip
    list_filter = ["country", "is_active", "quality", "automatic", "sensitive"]
    search_fields = ["code", "name_ru", "name_be", "name_en", "act_ru"]
    readonly_fields = ["checked_at", "checked_by"]
    actions = ["mark_checked"]
    fieldsets = [
        (None, {"fields": ["code", "country", "is_active", "discount_percent", "scope"]}),
        (
            _("Who and when"),
            {
                "fields": [
                    ("season_from", "season_to"), ("age_min", "age_max"), "through_birthday", "automatic", "only_with",
                    "holder_any", "seat_classes", ("valid_from", "valid_until"),
                ]
            },
        ),
        (_("In Russian"), {"fields": ["name_ru", "reason_ru", "proof_ru", "act_ru"]}),
        (_("In Belarusian"), {"fields": ["name_be", "reason_be", "proof_be", "act_be"]}),
        (_("In English"), {"fields": ["name_en", "reason_en", "proof_en", "act_en"]}),
        (_("Source"), {"fields": ["article", "holder", "sensitive", "quality", "note"]}),
        (_("Comparison with the act"), {"fields": ["checked_source", "checked_at", "checked_by"]}),
    ]  # fmt: skip

    @admin.display(description=_("season"))
    def season(self, benefit: Benefit) -> str:
        """This method shows the season as month-day to month-day."""
        return f"{benefit.season_from} – {benefit.season_to}" if benefit.season_from else "–"

    @admin.display(description=_("checked"), boolean=True)
    def checked(self, benefit: Benefit) -> bool:
        """This method tells whether somebody compared the row with the act."""
        return benefit.checked_at is not None

    @admin.action(description=_("Mark as checked against the act, by me, now"), permissions=["change"])
    def mark_checked(self, request: HttpRequest, chosen: QuerySet[Benefit]) -> None:
        """This method records who checked the chosen rows; a row without a source of the check is left."""
        sourced = [benefit for benefit in chosen if benefit.checked_source]
        for benefit in sourced:
            benefit.checked_at, benefit.checked_by = timezone.now(), request.user  # type: ignore[assignment]  # staff
            benefit.save(update_fields=["checked_at", "checked_by"])
        told = ngettext("%(count)s benefit marked.", "%(count)s benefits marked.", len(sourced))
        self.message_user(request, told % {"count": len(sourced)}, messages.SUCCESS)
        if len(sourced) < len(chosen):
            self.message_user(request, _("Write the source of the check in the row first."), messages.WARNING)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method keeps a benefit that somebody travelled with."""
        used = obj is not None and Passenger.objects.filter(benefit=obj).exists()
        return super().has_delete_permission(request, obj) and not used
