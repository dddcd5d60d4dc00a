"""Subjects of letters: first what it is about, then the journey and when."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bookings.models import Notification
from bookings.notifications.facts import MailFacts
from railway.lib.wording import NBSP

Kind = Notification.Kind
# What a person holds, not where they go.
OF_NO_JOURNEY = frozenset({Kind.PROOF_ENDING})
Write = Callable[[MailFacts, Mapping[str, Any]], str]


def write_subject(kind: str, facts: MailFacts, details: Mapping[str, Any]) -> str:
    """This function writes the subject in the active language: "Билеты: Витебск – Смоленск, сб, 15 мая, 07:12"."""
    head = SUBJECTS[Kind(kind)](facts, details)
    if kind in OF_NO_JOURNEY:
        return head.replace(NBSP, " ")
    return f"{head}: {facts.journey}, {facts.when}".replace(NBSP, " ")


def entry_head(kind: str) -> str:
    """This function says what a letter to who waits is about: the head of its subject, in the active language."""
    return _("You are waiting for seats") if kind == Kind.WAITING_JOINED else _("No seats came free")


def _changed(_facts: MailFacts, details: Mapping[str, Any]) -> str:
    return str(details["words"].title)


SUBJECTS: dict[Notification.Kind, Write] = {
    Kind.HELD: lambda facts, _details: _("Seats kept until %(time)s") % {"time": facts.held_until},
    Kind.CONFIRMED: lambda _facts, _details: _("Tickets"),
    Kind.HOLD_ENDING: lambda facts, _details: _("Pay by %(time)s") % {"time": facts.held_until},
    Kind.HOLD_ENDED: lambda _facts, _details: _("Seats released"),
    Kind.PAYMENT_RETURNED: lambda _facts, details: _("%(sum)s goes back to you") % {"sum": details["sum"]},
    Kind.REFUND: lambda _facts, details: (
        _("Seat given back") if details.get("season") else _("Refund of %(sum)s") % {"sum": details["sum"]}
    ),
    Kind.TRAIN_CANCELLED: lambda _facts, _details: _("The train is cancelled"),
    Kind.TRAIN_CHANGED: _changed,
    Kind.EXCHANGED: lambda _facts, _details: _("Tickets exchanged"),
    Kind.PROOF_ENDING: lambda _facts, details: (
        _("Show the document of the benefit again by %(day)s") % {"day": details["until_day"]}
    ),
    Kind.REMINDER: lambda _facts, _details: _("Your train is soon"),
    Kind.WAITING_OFFER: lambda _facts, details: (
        _("Seats for you until %(time)s") % {"time": details["until"]}
    ),
    Kind.WAITING_LAPSED: lambda _facts, _details: _("The offered seats went on"),
}
