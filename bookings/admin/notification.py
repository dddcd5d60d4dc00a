"""The outbox, to look at and to try again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bookings.models import Notification
from railway.lib.staff_tables import ReadOnlyAdmin


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """What was or will be said to purchasers."""

    list_display = ["kind", "booking", "email", "language", "state", "attempts", "created_at", "sent_at"]
    list_filter = ["state", "kind", "language"]
    list_select_related = ["booking"]
    search_fields = ["booking__reference", "email", "subject"]
    date_hierarchy = "created_at"
    actions = ["try_again"]

    @admin.action(description=_("Send failed messages again"), permissions=["change"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Notification]) -> None:
        """This method puts failed messages back in the queue."""
        failed = list(chosen.filter(state=Notification.State.FAILED))
        waiting = Notification.objects.filter(
            pk__in=[one.pk for one in failed], state=Notification.State.FAILED
        )
        count = waiting.update(
            state=Notification.State.QUEUED, attempts=0, next_attempt_at=timezone.now(), error=""
        )
        self.log_pressed(request, failed, gettext_noop("Queued again"))
        self.message_user(request, _("Messages queued: %(count)s") % {"count": count}, messages.SUCCESS)
