"""A booking's state as one word for the passenger, with the class of its colour."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bookings.models import PAID_STATES, Booking
from timetables.models import DatedTrip


@dataclass(frozen=True)
class StateTag:
    """The word and its style; never a colour alone."""

    words: str
    style: str


def state_tag(state: Booking.State, train: DatedTrip, departs_at: datetime, now: datetime) -> StateTag:
    """This function names the state by the clock; a cancelled train or a past trip outweighs "valid"."""
    if state in PAID_STATES:
        if train.state == DatedTrip.State.CANCELLED:
            return StateTag(_("train cancelled"), "bad")
        return StateTag(_("over"), "") if departs_at < now else StateTag(_("paid"), "ok")
    words = {
        Booking.State.PREBOOKED: StateTag(_("seats kept, not paid"), "warn"),
        Booking.State.RELEASED: StateTag(_("seats released"), ""),
        Booking.State.CANCELLED: StateTag(pgettext("order", "cancelled"), ""),
        Booking.State.REFUNDED: StateTag(_("returned"), ""),
        Booking.State.EXCHANGED: StateTag(_("exchanged"), ""),
    }
    return words[state]
