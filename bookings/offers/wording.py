"""The one place where explained prices, reasons, refusals and history become words, for pages, API and mails."""

from bookings.offers.event_words import event_text
from bookings.offers.glossary import Glossary, load_glossary
from bookings.offers.problem_words import problem_text, refusal_text
from bookings.offers.shown_lines import ShownLine, fare_lines
from bookings.offers.shown_reason import ShownReason, fare_reason

__all__ = [
    "Glossary",
    "ShownLine",
    "ShownReason",
    "event_text",
    "fare_lines",
    "fare_reason",
    "load_glossary",
    "problem_text",
    "refusal_text",
]
