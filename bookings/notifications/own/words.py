"""A letter in the operator's words, when there are any and they hold."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from bookings.models import LetterTemplate, Notification
from bookings.notifications.own.fill import fill_html, fill_subject, fill_text
from bookings.notifications.own.names import NAMES
from bookings.notifications.own.values import blocks_of, values_of

log = logging.getLogger(__name__)

FRAME = "bookings/mail/own"


@dataclass(frozen=True)
class Words:
    """A letter's subject, its plain text, its HTML."""

    subject: str
    text: str
    html: str


def own_words(kind: str, language: str, context: Mapping[str, Any]) -> Words | None:
    """This function writes a letter in the operator's words; None where there are none, or they don't hold.

    A text that can't be filled is told in the log and never stops a letter: ours goes instead.
    """
    if kind not in NAMES or _is_other_case(kind, context):
        return None
    template = LetterTemplate.objects.filter(kind=kind, language=language).first()
    if template is None or not template.body:
        return None
    try:
        return write_words(kind=kind, subject=template.subject, body=template.body, context=context)
    except Exception:
        log.exception("the operator's text of %s in %s does not hold: ours goes instead", kind, language)
        return None


def write_words(*, kind: str, subject: str, body: str, context: Mapping[str, Any]) -> Words:
    """This function fills a subject and a text. Raises BrokenText."""
    values, blocks = values_of(kind, context), blocks_of(kind, context)
    filled = fill_subject(subject, values)
    frame = {**context, "subject": filled}
    return Words(
        filled,
        render_to_string(f"{FRAME}.txt", frame | {"own_text": fill_text(body, values, blocks)}),
        render_to_string(f"{FRAME}.html", frame | {"own_html": fill_html(body, values, blocks)}),
    )


def _is_other_case(kind: str, context: Mapping[str, Any]) -> bool:
    """The end of an exchange that was not paid is no end of a hold; of several trains in one letter ours tells all."""
    facts = context.get("facts")
    if context.get("others"):
        return True
    return kind == Notification.Kind.HOLD_ENDED and bool(facts and facts.exchanged_from)
