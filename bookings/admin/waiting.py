"""Who waits for seats, for the clerk at the desk."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bookings import inventory
from bookings.access import waiting_url
from bookings.admin.lookup_log import LoggedSearchMixin
from bookings.models import WaitingEntry
from bookings.notifications.waiting import window_words
from bookings.operations.join_queue import NotWaiting
from bookings.operations.leave_queue import leave_queue
from railway.lib.staff_tables import ReadOnlyAdmin
from railway.lib.template_words import language


@admin.register(WaitingEntry)
class WaitingEntryAdmin(LoggedSearchMixin, ReadOnlyAdmin):
    """The waiting list in the queue's order. The passenger's own page is linked, where the entry can be changed."""

    list_display = [
        "joined_at", "state", "origin", "destination", "departs_from", "window", "size", "together", "email", "booking",
        "channel",
    ]  # fmt: skip
    list_filter = ["state", "channel", "together", "origin"]
    list_select_related = ["origin", "destination", "booking"]
    search_fields = ["email", "booking__reference"]
    search_help_text = _("E-mail or reference of the offered seats")
    date_hierarchy = "departs_from"
    fields = [
        "state", ("origin", "destination"), ("departs_from", "departs_before"), "party", "together", "currency",
        ("email", "language", "channel"), ("created_at", "joined_at"), ("booking", "offered_at"), "ended_at", "page",
    ]  # fmt: skip
    readonly_fields = ["page"]
    actions = ["take_out"]

    @admin.display(description=_("departure"))
    def window(self, entry: WaitingEntry) -> str:
        """This method writes the window by the origin's clock."""
        return window_words(entry) or str(_("any hour"))

    @admin.display(description=_("passenger's page"))
    def page(self, entry: WaitingEntry) -> str:
        """This method gives the address of the passenger's page, for a clerk who helps at the desk."""
        return waiting_url(entry, language())

    @admin.action(description=_("Take out of the queue"), permissions=["change"])
    def take_out(self, request: HttpRequest, chosen: QuerySet[WaitingEntry]) -> None:
        """This method ends entries on the passenger's word; offered seats go to the next in the queue."""
        ended = [entry for entry in chosen if _leaves(entry)]
        self.log_pressed(request, ended, gettext_noop("Taken out of the queue"))
        words: Any = _("Taken out of the queue: %(count)s") % {"count": len(ended)}
        self.message_user(request, words, messages.SUCCESS if ended else messages.WARNING)


def _leaves(entry: WaitingEntry) -> bool:
    try:
        leave_queue(entry=entry, now=timezone.now())
    except (NotWaiting, inventory.Busy):
        return False
    return True
