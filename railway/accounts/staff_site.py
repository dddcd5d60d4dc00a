"""The staff's site: Django's admin with its tables in the order of the work, not of the alphabet."""

from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# A title, the app whose page lists the section, and its tables. A table named nowhere comes last, under its app.
SECTIONS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (
        _("On the line"),
        "timetables",
        ("DatedTrip", "ScheduleChange", "Alert", "VehiclePosition", "ReportingDevice"),
    ),
    (
        _("Timetable"),
        "timetables",
        ("Trip", "Calendar", "PublicHoliday", "SubstituteDay", "Timetable", "Publication", "FeedUpload"),
    ),
    (_("Network and trains"), "timetables", ("Route", "Stop", "RollingStock", "Coach", "Agency", "FeedInfo")),
    (
        _("Sales"),
        "bookings",
        (
            "Booking",
            "Ticket",
            "SeasonTicket",
            "SeasonTrip",
            "WaitingEntry",
            "ProofSeen",
            "ProofAnswer",
            "Notification",
            "LetterTemplate",
        ),
    ),
    (
        _("Partners"),
        "bookings",
        ("Partner", "WebhookEndpoint", "WebhookDelivery", "PartnerEvent"),
    ),
    (
        _("Money"),
        "bookings",
        ("Payment", "Checkout", "Refund", "RefundOffer", "ExchangeOffer", "SeasonRefundOffer"),
    ),
    (_("Desks"), "bookings", ("Shift", "TillReceipt", "Till")),
    (
        _("Ledger and bank"),
        "bookings",
        ("LedgerEntry", "LedgerTransaction", "BankStatement", "BankDifference"),
    ),
    (
        _("Prices and benefits"),
        "bookings",
        (
            "Tariff",
            "ExchangeRate",
            "Benefit",
            "RefundRule",
            "ExchangeRule",
            "DelayRule",
            "TellingRule",
            "SeasonProduct",
            "SeasonRefundRule",
            "Ancillary",
        ),
    ),
    (
        _("Personal data"),
        "bookings",
        (
            "PrivacyRequest",
            "Consent",
            "ConsentText",
            "PersonalDataLookup",
            "RetentionRule",
            "RetentionHold",
            "RetentionRun",
        ),
    ),
)


class StaffSite(AdminSite):
    """The admin of this project."""

    site_title = site_header = settings.SITE_NAME
    index_title = _("Start")

    def has_permission(self, request: HttpRequest) -> bool:
        """This method opens the pages to staff who went through their second step in this session."""
        from railway.accounts.second_step import is_passed  # noqa: PLC0415 - models are not loaded before

        return super().has_permission(request) and is_passed(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """This method is Django's, with a second step after the password."""
        from django.contrib.admin.forms import AdminAuthenticationForm  # noqa: PLC0415 - as above

        from railway.accounts.views import StaffLogin  # noqa: PLC0415 - as above

        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
        }
        if not any("next" in fields for fields in (request.GET, request.POST)):
            context["next"] = reverse("admin:index", current_app=self.name)
        view = StaffLogin.as_view(
            extra_context=context | (extra_context or {}),
            authentication_form=AdminAuthenticationForm,
            template_name="admin/login.html",
        )
        return cast(HttpResponse, view(request))  # a page or a redirect, no stream

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """This method lists what the user may see, in the sections above; with an app, that app's sections alone."""
        apps = self._build_app_dict(request, app_label)
        sections = [_section(apps, *section) for section in SECTIONS]
        return [section for section in sections if section] + [app for app in apps.values() if app["models"]]


def _section(
    apps: dict[str, Any], title: Any, app_label: str, names: tuple[str, ...]
) -> dict[str, Any] | None:
    """Take a section's tables out of its app; None when the user sees none of them."""
    models = apps[app_label]["models"] if app_label in apps else []
    shown = [model for name in names for model in models if model["object_name"] == name]
    if not shown:
        return None
    apps[app_label]["models"] = [model for model in models if model not in shown]
    url = reverse("admin:app_list", args=[app_label])
    return {**apps[app_label], "name": title, "app_url": url, "models": shown}
