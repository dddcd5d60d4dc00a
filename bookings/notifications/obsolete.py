"""Letters that time has overtaken: nobody should be told to pay for what is paid."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from bookings.models import Booking, Notification, ProofSeen, SeasonTicket
from bookings.notifications.links import has_links
from bookings.notifications.privacy import request_of
from bookings.notifications.waiting import ABOUT_ENTRY, is_overtaken
from timetables.models import DatedTrip

Kind = Notification.Kind
Overtaken = Callable[[Notification, Booking, datetime], bool]


def is_obsolete(message: Notification, now: datetime) -> bool:
    """This function tells whether a waiting letter need not be sent any more. Links need an order to lead to."""
    if message.kind in ABOUT_ENTRY:
        return is_overtaken(message)
    if message.season_ticket is not None:
        return _season_is_obsolete(message, message.season_ticket, now)
    if message.kind == Kind.PRIVACY:
        return request_of(message) is None
    if message.kind == Kind.WEBHOOK_DISABLED:
        return False
    if message.booking is None:
        return not has_links(message, now)
    overtaken = RULES.get(Kind(message.kind))
    return bool(overtaken and overtaken(message, message.booking, now))


def _season_is_obsolete(message: Notification, ticket: SeasonTicket, now: datetime) -> bool:
    if message.kind == Kind.PROOF_ENDING:
        return _is_proof_over(message, now)
    return message.kind == Kind.SEASON_ENDING and ticket.state != SeasonTicket.State.FULFILLED


def _hold_is_over(_message: Notification, booking: Booking, now: datetime) -> bool:
    held_until = booking.hold_expires_at
    return booking.state != Booking.State.PREBOOKED or held_until is None or held_until <= now


def _hold_goes_on(message: Notification, booking: Booking, now: datetime) -> bool:
    was = message.data.get("held_until")
    extended = booking.hold_expires_at is not None and was not in {None, booking.hold_expires_at.isoformat()}
    return extended or _hold_is_over(message, booking, now)


def _not_released(_message: Notification, booking: Booking, _now: datetime) -> bool:
    return booking.state != Booking.State.RELEASED


def _not_released_or_offered(message: Notification, booking: Booking, now: datetime) -> bool:
    """Who waited hears that the offer is over, which says it all."""
    return _not_released(message, booking, now) or hasattr(booking, "waiting_entry")


def _no_journey(_message: Notification, booking: Booking, now: datetime) -> bool:
    runs = booking.dated_trip.state == DatedTrip.State.SCHEDULED
    return booking.state != Booking.State.FULFILLED or not runs or booking.departs_at <= now


def _proof_over(message: Notification, _booking: Booking, now: datetime) -> bool:
    return _is_proof_over(message, now)


def _is_proof_over(message: Notification, now: datetime) -> bool:
    """Withdrawn, over, or seen again for longer."""
    seen = ProofSeen.objects.filter(pk=message.data.get("proof")).first()
    if seen is None or not seen.counts_on(timezone.localdate(now)):
        return True
    longer = ProofSeen.objects.filter(
        holder_hash=seen.holder_hash, benefit_code=seen.benefit_code, withdrawn_at=None
    )
    return longer.filter(until__gt=seen.until).exists()


RULES: dict[Notification.Kind, Overtaken] = {
    Kind.HELD: _hold_is_over,
    Kind.HOLD_ENDING: _hold_goes_on,
    Kind.HOLD_ENDED: _not_released_or_offered,
    Kind.WAITING_OFFER: _hold_is_over,
    Kind.WAITING_LAPSED: _not_released,
    Kind.REMINDER: _no_journey,
    Kind.PROOF_ENDING: _proof_over,
}
