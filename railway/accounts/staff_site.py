"""The staff's site: Django's admin with its tables in the order of the work, not of the alphabet."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
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
    (_("Money"), "bookings", ("Payment", "Refund", "RefundOffer", "ExchangeOffer", "SeasonRefundOffer")),
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
        ),
    ),
)


class StaffSite(AdminSite):
    """The admin of this project."""

    site_title = site_header = settings.SITE_NAME
    index_title = _("Start")

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
