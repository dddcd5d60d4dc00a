"""Alerts taken back."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetables.models import Alert

if TYPE_CHECKING:
    from railway.accounts.models import User


@transaction.atomic
def withdraw_alert(*, alert: Alert, actor: "User | None", now: datetime) -> bool:
    """Take an alert back: it is shown nowhere from now on, but kept.

    This function returns whether it was in force until now.
    """
    locked = Alert.objects.select_for_update().get(pk=alert.pk)
    if locked.withdrawn_at is not None:
        return False
    locked.withdrawn_at = alert.withdrawn_at = now
    locked._history_user = actor  # type: ignore[attr-defined]  # simple_history's way to name who did it
    locked.save(update_fields=["withdrawn_at"])
    return True
