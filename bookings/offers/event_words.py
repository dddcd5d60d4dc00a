"""The lines of a booking's history in words."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from bookings.models import BookingEvent
from bookings.queries.change_words import change_words
from railway.lib import wording

Kind = BookingEvent.Kind
EXCHANGES = frozenset({Kind.EXCHANGED, Kind.EXCHANGE_STARTED})


def event_text(event: BookingEvent, *, zone: str, language: str | None = None) -> str:
    """This function tells one line of a booking's history in the given or the active language, without a query.

    Clock times are those of the named timezone.
    """
    code = (language or get_language() or "ru")[:2]
    with override(code):
        if event.kind in {Kind.HELD, Kind.HOLD_EXTENDED} and (until := event.data.get("until")):
            clock = wording.write_clock(datetime.fromisoformat(until), zone)
            kept = _("Seats kept until %(clock)s") % {"clock": clock}
            return f"{kept}{_agreed(event.data.get('seat_changes', 0))}"
        if event.kind == Kind.PRICE_CHANGED:
            return _("Price changed from %(old)s to %(new)s") % _both_prices(event, code)
        if event.kind in EXCHANGES and (words := _exchange(event)):
            return words
        if event.kind == Kind.TRAIN_CHANGED and "change" in event.data:
            return change_words(event.data, event.booking).title
        return f"{event.get_kind_display()}{_sum(event, code)}"


def _agreed(changes: int) -> str:
    """This function says that changes of seat were agreed to."""
    if not changes:
        return ""
    words = ngettext("agreed: %(count)s change of seat", "agreed: %(count)s changes of seat", changes)
    return f"; {words % {'count': changes}}"


def _exchange(event: BookingEvent) -> str:
    if reference := event.data.get("from"):
        return _("Tickets got in exchange for those of order %(reference)s") % {"reference": reference}
    if not (reference := event.data.get("to")):
        return ""
    if event.kind == Kind.EXCHANGED:
        return _("Tickets exchanged for those of order %(reference)s") % {"reference": reference}
    return _("Exchange begun: order %(reference)s waits for payment") % {"reference": reference}


def _both_prices(event: BookingEvent, language: str) -> dict[str, str]:
    currency = event.data.get("currency", "")
    currencies = {"old": event.data.get("old_currency", currency), "new": currency}
    return {
        key: wording.write_money(Decimal(event.data.get(key, "0")), currencies[key], language)
        for key in ("old", "new")
    }


def _sum(event: BookingEvent, language: str) -> str:
    if "amount" not in event.data:
        return ""
    money = wording.write_money(Decimal(event.data["amount"]), event.data.get("currency", ""), language)
    return f": {money}"
