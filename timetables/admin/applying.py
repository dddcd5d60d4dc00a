"""Applying calendars after an edit, and saying what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from railway.accounts.signed_in import signed_in
from timetables.admin.sold import count_sold
from timetables.models import DatedTrip
from timetables.operations.apply_calendar import CalendarsApplied, apply_calendars, plan_calendars

CONFIRMED = "agreed-to-cancel"
TRAINS_SHOWN = 30


class TrainsWouldGo(Exception):
    """What is being saved takes trains away that have passengers; nothing is saved before the operator agrees."""

    def __init__(self, trains: list[DatedTrip]) -> None:
        super().__init__(f"{len(trains)} trains")
        self.trains = trains


class AsksFirst(ModelAdmin):
    """A table whose edits may cancel trains: where tickets are sold for them, it asks first, with how many."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """This method saves a row, or asks."""
        return self._asking(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """This method deletes a row, or asks."""
        return self._asking(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """This method does what was chosen for several rows, or asks."""
        return self._asking(request, super().changelist_view, *args, **kwargs)

    def _asking(
        self, request: HttpRequest, view: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except TrainsWouldGo as asked:
            sent = [(name, value) for name, values in request.POST.lists() for value in values]
            context = self.admin_site.each_context(request) | {
                "title": _("Cancel these trains?"),
                "opts": self.opts,
                "trains": asked.trains[:TRAINS_SHOWN],
                "count": len(asked.trains),
                "sold": count_sold([train.pk for train in asked.trains]),
                "kept": [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"],
                "may_open_bookings": request.user.has_perm("bookings.view_booking"),
            }
            return TemplateResponse(request, "admin/timetables/calendar_confirm.html", context)


def apply_and_tell(page: ModelAdmin, request: HttpRequest, *, asked: bool = False) -> None:
    """This function lets the coming days follow what was saved, in the same transaction, and tells the operator.

    A page that asks first is left with TrainsWouldGo, so that all is undone, until the operator has agreed or was asked
    elsewhere.
    """
    if isinstance(page, AsksFirst) and not asked and CONFIRMED not in request.POST:
        gone = plan_calendars(now=timezone.now()).gone
        sold = count_sold([train.pk for train in gone])
        if sold and sold.bookings:
            raise TrainsWouldGo(gone)
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
