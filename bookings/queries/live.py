"""What the passengers of a booking must know of their train at this moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bookings.models import Booking, BookingEvent
from bookings.queries.change_words import WRITERS, change_words, times_words
from bookings.queries.losses import delays_of, loss_of, lost_part, names_of
from bookings.queries.page import BookingView, TripView
from timetables.models import Alert
from timetables.queries import BusRide, alerts_for

NOTICE_KINDS = tuple(WRITERS)
KEPT_NEWS = frozenset({"retimed", "seats_moved", "seat_lost"})


@dataclass(frozen=True, slots=True)
class LiveNotice:
    """One thing to know: `kind` is a change (see change_words) or "cancelled"; a grave one concerns the way itself."""

    kind: str
    title: str
    text: str
    is_grave: bool


def live_notices(view: BookingView) -> list[LiveNotice]:
    """This function tells how the train stands now, the gravest first; no query beyond those of the view.

    What was told once and still matters stays: other times than those bought, other seats.
    """
    if view.trip.is_cancelled:
        return [LiveNotice("cancelled", _("The train is cancelled"), "", is_grave=True)]
    loss = _loss(view)
    now = [loss, _delay(view, is_whole=loss is None)]
    return [notice for notice in [*now, *_news(view)] if notice]


def live_alerts(trip: TripView, now: datetime) -> list[Alert]:
    """This function lists the alerts that will hold on the way: of its line, its train, its stations; one query."""
    return alerts_for(
        now=max(now, trip.departure),
        until=max(now, trip.expected_arrival),
        routes=[trip.route],
        stops=[stop.stop for stop in trip.stops],
        trip_ids=[trip.trip_id],
    )


def right_words(view: BookingView) -> str:
    """This function says on what ground tickets may be returned in full, "" where they may not."""
    right = view.right
    if right is None:
        return ""
    if right.rule is None:
        return _("You can return the tickets for their full price, without a fee.")
    words = _(
        "From a delay of %(minutes)s minutes you can return the tickets for their full price, without a fee."
    ) % {"minutes": right.rule.delay_minutes}
    basis = ", ".join(part for part in (right.rule.act, right.rule.article) if part)
    return f"{words} {basis}".strip()


def _loss(view: BookingView) -> LiveNotice | None:
    stops = {stop.position: stop for stop in view.trip.stops}
    loss = loss_of(view.booking, stops)
    if not loss:
        return None
    bus = view.trip.buses[0] if view.trip.buses else None
    return _notice(
        {"change": loss, **lost_part(view.booking, stops), **_bus(bus)}, view.booking, is_grave=True
    )


def _bus(bus: BusRide | None) -> dict[str, Any]:
    if bus is None:
        return {}
    facts = {
        "from": names_of(bus.origin),
        "to": names_of(bus.destination),
        "place": dict.fromkeys(("ru", "be", "en"), bus.place),
        "departs_at": bus.departure.isoformat(),
        "departs_zone": bus.origin.timezone,
        "arrives_at": bus.arrival.isoformat(),
        "arrives_zone": bus.destination.timezone,
    }
    return {"bus": facts}


def _delay(view: BookingView, *, is_whole: bool) -> LiveNotice | None:
    """Tell a delay; of a train that does not run all the way only what is left of it, the departure."""
    departure, arrival = delays_of(view.booking, {stop.position: stop for stop in view.trip.stops})
    if not is_whole:
        arrival = departure
    if departure >= 0 and max(departure, arrival) <= 0:
        return None
    expected = {
        "departs_at": view.trip.expected_departure.isoformat(),
        "arrives_at": view.trip.expected_arrival.isoformat(),
    }
    return _notice(
        {
            "change": "early" if departure < 0 else "delayed",
            "departure_delay": departure,
            "arrival_delay": arrival,
            **({"expected": expected} if is_whole else {}),
        },
        view.booking,
    )


def _news(view: BookingView) -> list[LiveNotice]:
    """Find the latest word on each of those changes that a passenger has to act upon until they travel."""
    told: dict[str, BookingEvent] = {}
    for event in view.events:
        if event.kind == BookingEvent.Kind.TRAIN_CHANGED and event.data.get("change") in KEPT_NEWS:
            subject = "times" if event.data["change"] == "retimed" else "seats"
            told[subject] = event
    return [
        _notice(event.data, view.booking, is_grave=event.data["change"] == "seat_lost")
        for event in told.values()
    ]


def _notice(data: Mapping[str, Any], booking: Booking, *, is_grave: bool = False) -> LiveNotice:
    words = change_words(data, booking)
    text = f"{times_words(data, booking)} {words.text}".strip()
    return LiveNotice(data["change"], words.title, text, is_grave)
