"""How the train of an order stands now, at the top of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.models import Booking
from bookings.queries import BookingView
from bookings.queries.live import LiveNotice, live_alerts, live_notices, right_words
from timetables.queries import TripStop, live_version
from timetables.web.alerts import ShownAlert, shown_alerts


@dataclass(frozen=True)
class LiveBox:
    """What an order's page says of its train, with the name of the state it shows and since when it holds."""

    tag: str
    at: datetime
    zone: str
    notices: Sequence[LiveNotice]
    alerts: Sequence[ShownAlert]
    right: str
    start: TripStop
    end: TripStop

    @property
    def is_grave(self) -> bool:
        """This property tells that the way itself is concerned: the page begins with that, not with good news."""
        return any(notice.is_grave for notice in self.notices)


def live_box(view: BookingView, now: datetime) -> LiveBox:
    """This function gathers it; with the alerts it makes two queries."""
    return LiveBox(
        tag=live_tag(view.booking),
        at=now,
        zone=view.trip.origin.timezone,
        notices=live_notices(view),
        alerts=shown_alerts(live_alerts(view.trip, now)),
        right=right_words(view),
        start=view.trip.stops[0],
        end=view.trip.stops[-1],
    )


def live_tag(booking: Booking) -> str:
    """This function names the state an order's page shows: its train's, the alerts' and the order's own."""
    own = f"{booking.state[:3]}{booking.ticket_sequence}"
    return f"{own}.{live_version(booking.dated_trip_id)}"
