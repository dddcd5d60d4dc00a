"""A letter in one line: what a phone shows, as a text message or from the browser."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models import Booking, Notification
from bookings.notifications.facts import gather_facts
from bookings.notifications.render import details_of
from bookings.notifications.subjects import write_subject

# Two parts of a text message in Cyrillic: 70 characters each, less what joins them (3GPP TS 23.040).
LONGEST_SMS = 134


@dataclass(frozen=True, kw_only=True)
class ShortText:
    """What happened, of which journey and when, which order, and where to read more."""

    title: str
    journey: str
    reference: str
    url: str

    @property
    def sms(self) -> str:
        """This property is the text message. It has no link: whoever has the order's may change the order."""
        where = f". {self.reference}. {settings.SITE_NAME}"
        return f"{_cut(self._head, LONGEST_SMS - len(where))}{where}"

    @property
    def _head(self) -> str:
        return f"{self.title}: {self.journey}" if self.journey else self.title


def short_text(message: Notification, booking: Booking, now: datetime) -> ShortText:
    """This function writes a letter about a booking in one line, in the letter's language."""
    with override(message.language):
        facts = gather_facts(booking, message.language, now)
        subject = write_subject(message.kind, facts, details_of(message, booking, now))
        title, _colon, journey = subject.partition(": ")
        return ShortText(
            title=title,
            journey=journey,
            reference=_("Order %(reference)s") % {"reference": facts.reference},
            url=facts.manage_url,
        )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
