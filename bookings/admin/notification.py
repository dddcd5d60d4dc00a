"""The outbox, to look at and to try again."""

from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from bookings.models import Notification
from bookings.notifications.outbox import send_copy
from railway.lib.staff_tables import ReadOnlyAdmin


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """What was or will be said to purchasers."""

    list_display = [
        "kind", "booking", "channel", "address", "language", "state", "attempts", "created_at", "sent_at", "answer",
    ]  # fmt: skip
    list_filter = ["state", "channel", "kind", "language"]
    list_select_related = ["booking", "subscription"]
    search_fields = ["booking__reference", "email", "phone", "subject"]
    date_hierarchy = "created_at"
    actions = ["try_again", "send_once_more"]

    @admin.display(description=_("address"))
    def address(self, message: Notification) -> str:
        """This method names where it goes: a mail address, a phone, the service of a browser."""
        service = urlsplit(message.subscription.endpoint).hostname if message.subscription else ""
        return message.email or message.phone or service or "–"

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
        self.message_user(request, gettext("Messages queued: %(count)s") % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Send sent messages once more"), permissions=["change"])
    def send_once_more(self, request: HttpRequest, chosen: QuerySet[Notification]) -> None:
        """This method sends copies of what was sent, as the booking stands now; what is out of date is not sent."""
        sent = list(chosen.filter(state=Notification.State.SENT))
        count = sum(send_copy(message=message, now=timezone.now()) for message in sent)
        self.log_pressed(request, sent, gettext_noop("Sent once more"))
        self.message_user(request, gettext("Messages queued: %(count)s") % {"count": count}, messages.SUCCESS)
