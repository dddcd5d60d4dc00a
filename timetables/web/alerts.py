"""Alerts as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from timetables.models import Alert


@dataclass(frozen=True)
class ShownAlert:
    """An alert, ready to be shown; `style` is the class of its colour, `icon` says the same without colour."""

    id: int
    title: str
    text: str
    url: str
    style: str
    icon: str
    starts_at: datetime | None
    ends_at: datetime | None


STYLES = {Alert.Severity.SEVERE: "bad", Alert.Severity.WARNING: "warn", Alert.Severity.INFO: ""}
ICONS = {Alert.Severity.SEVERE: "bad", Alert.Severity.WARNING: "warn", Alert.Severity.INFO: "info"}


def shown_alerts(alerts: Iterable[Alert]) -> list[ShownAlert]:
    """This function makes alerts ready in the reader's language; `starts_at` is set for those still to come."""
    now = timezone.now()
    return [
        ShownAlert(
            alert.pk,
            alert.header,
            alert.text,
            alert.url,
            STYLES[Alert.Severity(alert.severity)],
            ICONS[Alert.Severity(alert.severity)],
            alert.active_from if alert.active_from > now else None,
            alert.active_until,
        )
        for alert in alerts
    ]
