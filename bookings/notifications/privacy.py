"""Letters about requests for a copy of data or for erasure."""

from typing import Any

from django.utils.translation import gettext as _

from bookings.access import request_url
from bookings.models import Notification, PrivacyRequest
from railway.lib import wording


def request_of(message: Notification) -> PrivacyRequest | None:
    """This function finds the request that a letter is about."""
    return PrivacyRequest.objects.select_related("booking").filter(uuid=message.data.get("request")).first()


def request_letter(message: Notification) -> tuple[str, dict[str, Any]]:
    """This function gives the subject and the values of the letter, in the active language."""
    asked = request_of(message)
    if asked is None:
        raise RuntimeError(f"letter {message.pk} is about a request that is gone")
    step = message.data["step"]
    values = {
        "step": step,
        "asked": asked,
        "reference": asked.booking.shown_reference,
        "url": request_url(asked, message.language),
        "due": wording.write_day(asked.due_at.date(), message.language),
    }
    return _subject(asked, step), values


def _subject(asked: PrivacyRequest, step: str) -> str:
    if step == "refused":
        return _("Your request about your data: refused")
    if asked.kind == PrivacyRequest.Kind.EXPORT:
        return _("A copy of your data: open the link")
    return {
        "link": _("Deletion of your data: open the link"),
        "kept": _("Deletion of your data: a part waits"),
    }.get(step, _("Your data is deleted"))
