"""Applying calendars after an edit, and saying what came of it."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from railway.accounts.signed_in import signed_in
from timetables.operations.apply_calendar import CalendarsApplied, apply_calendars


def apply_and_tell(page: ModelAdmin, request: HttpRequest) -> None:
    """This function lets the coming days follow what was saved, in the same transaction, and tells the operator."""
    applied = apply_calendars(now=timezone.now(), actor=signed_in(request))
    level = messages.WARNING if applied.cancelled else messages.SUCCESS
    page.message_user(request, " ".join(_sentences(applied)), level)


def _sentences(applied: CalendarsApplied) -> list[str]:
    said = []
    if count := applied.cancelled:
        words = ngettext(
            "%(count)s train of coming days is cancelled, its passengers are told.",
            "%(count)s trains of coming days are cancelled, their passengers are told.",
            count,
        )
        said.append(words % {"count": count})
    if count := applied.restored:
        words = ngettext(
            "%(count)s cancelled train runs again.", "%(count)s cancelled trains run again.", count
        )
        said.append(words % {"count": count})
    if count := applied.made:
        words = ngettext(
            "%(count)s train of coming days is new.", "%(count)s trains of coming days are new.", count
        )
        said.append(words % {"count": count})
    return said or [_("The trains of coming days stay as they are.")]
