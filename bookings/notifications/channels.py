"""One message, sent the way its row says: a letter, a text message, a word in the browser."""

from dataclasses import dataclass
from datetime import datetime

from django.core.mail.backends.base import BaseEmailBackend

from bookings.models import Booking, Notification
from bookings.notifications.push import BrowserGone, send_push
from bookings.notifications.render import message_id, render_mail
from bookings.notifications.short import short_text
from bookings.notifications.sms import send_sms

Channel = Notification.Channel


class NobodyThere(Exception):
    """There is no one to send to any more: the browser has gone, or what the message was about."""


@dataclass(frozen=True)
class Sent:
    """What went out: its subject, and what the other side answered."""

    subject: str
    answer: str


def send(message: Notification, connection: BaseEmailBackend, now: datetime) -> Sent:
    """This function sends a leased message. Raises NobodyThere, and whatever a failed try raises."""
    if message.channel == Channel.MAIL:
        return _mail(message, connection, now)
    if message.booking is None:
        raise NobodyThere
    if message.channel == Channel.SMS:
        return _sms(message, message.booking, now)
    return _push(message, message.booking, now)


def _mail(message: Notification, connection: BaseEmailBackend, now: datetime) -> Sent:
    letter = render_mail(message, now=now)
    letter.connection = connection
    letter.send()
    return Sent(str(letter.subject), message_id(message.dedupe_key))


def _sms(message: Notification, booking: Booking, now: datetime) -> Sent:
    text = short_text(message, booking, now).sms
    return Sent(text, send_sms(phone=message.phone, text=text, key=message.dedupe_key))


def _push(message: Notification, booking: Booking, now: datetime) -> Sent:
    if message.subscription is None:
        raise NobodyThere
    text = short_text(message, booking, now)
    browser = message.subscription
    try:
        answer = send_push(message=message, subscription=browser, booking=booking, text=text, now=now)
    except BrowserGone:
        browser.delete()
        raise NobodyThere from None
    return Sent(f"{text.title}: {text.journey}" if text.journey else text.title, answer)
