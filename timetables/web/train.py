"""A train on its day: every call with what was planned and what is expected, and where the train is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from railway.lib.live import is_unchanged, minute_of, unchanged
from timetables.models import Alert, DatedTrip
from timetables.queries import TripStop, alerts_for, buses_by_trip, live_version, trip_stops
from timetables.queries.places import Place, place_of
from timetables.web.alerts import shown_alerts
from timetables.web.line_diagram import place_in_words
from timetables.web.looks import badge, board_url
from timetables.web.selling import ticket_url
from timetables.web.timetable import timetable_url

LATE = timedelta(minutes=1)


@dataclass(frozen=True)
class Moment:
    """One time of a call: planned, and expected where it differs by a minute at least."""

    planned: datetime
    expected: datetime

    @property
    def differs(self) -> bool:
        """This property tells a time that is not as planned."""
        return abs(self.expected - self.planned) >= LATE


@dataclass(frozen=True)
class TrainCall:
    """A row of the page. `train_after` tells that the train is between this stop and the next."""

    name: str
    url: str
    zone: str
    is_border: bool
    is_end: bool
    is_passed: bool
    is_here: bool
    train_after: bool
    is_cancelled: bool
    arrival: Moment | None
    departure: Moment | None
    platform: str
    platform_changed: bool
    notes: Sequence[str]

    @property
    def stands(self) -> bool:
        """This property tells a stop long enough for its arrival to be told too."""
        both = self.arrival and self.departure
        return bool(both) and self.departure.planned - self.arrival.planned > LATE  # type: ignore[union-attr]


@require_safe
@cache_control(max_age=10)
def train(request: HttpRequest, dated_trip: int) -> HttpResponse:
    """This function shows a train of a day; what is expected of it renews itself."""
    now = timezone.now()
    tag = f"{live_version(dated_trip)}.{minute_of(now)}"
    if is_unchanged(request, tag):
        return unchanged(tag)
    related = DatedTrip.objects.select_related("trip__route", "rolling_stock", "vehicle_position")
    shown = get_object_or_404(related, pk=dated_trip)
    stops = trip_stops(shown.pk)
    place = place_of(shown, stops, now)
    ends = [stop for stop in stops if stop.calls] or stops
    trip = shown.trip
    context = {
        "train": shown,
        "number": str(trip),
        "line": trip.route,
        "badge": badge(trip.route),
        "origin": ends[0].stop if ends else None,
        "destination": ends[-1].stop if ends else None,
        "is_cancelled": shown.state == DatedTrip.State.CANCELLED,
        "has_arrived": bool(stops) and now >= stops[-1].expected_arrival,
        "calls": _calls(stops, place, now, is_cancelled=shown.state == DatedTrip.State.CANCELLED),
        "place": place_in_words(place) if place else "",
        "is_reported": bool(place and place.reported),
        "late_minutes": _late(stops, place) // 60,
        "buses": buses_by_trip([shown.pk]).get(shown.pk, []),
        "alerts": shown_alerts(_alerts(shown, stops, now)),
        "tag": tag,
        "ticket_url": ticket_url(ends[0].stop, ends[-1].stop, _local_day(ends)) if ends else "",
        "day_url": timetable_url(trip.route, shown.service_date),
        "before": _neighbour(shown, later=False),
        "after": _neighbour(shown, later=True),
        "now": now,
    }
    return render(request, "timetables/train.html", context)


def _calls(
    stops: Sequence[TripStop], place: Place | None, now: datetime, *, is_cancelled: bool
) -> list[TrainCall]:
    return [_call(stop, stops, place, now, is_cancelled=is_cancelled) for stop in stops]


def _call(
    stop: TripStop, stops: Sequence[TripStop], place: Place | None, now: datetime, *, is_cancelled: bool
) -> TrainCall:
    is_first, is_last = stop.position == stops[0].position, stop.position == stops[-1].position
    here = place is not None and place.before.position == stop.position
    arrival = Moment(stop.arrival, stop.expected_arrival)
    departure = Moment(stop.departure, stop.expected_departure)
    return TrainCall(
        name=stop.stop.name,
        url="" if stop.is_border else board_url(stop.stop),
        zone=stop.stop.timezone,
        is_border=stop.is_border,
        is_end=is_first or is_last,
        is_passed=now >= (stop.expected_arrival if is_last else stop.expected_departure),
        is_here=here and place is not None and place.is_at_stop,
        train_after=here and place is not None and not place.is_at_stop,
        is_cancelled=is_cancelled or not stop.served or _nobody_comes(stop, is_first, is_last),
        arrival=None if is_first else arrival,
        departure=None if is_last else departure,
        platform=stop.platform,
        platform_changed=stop.platform_changed,
        notes=_notes(stop, is_first=is_first, is_last=is_last, is_cancelled=is_cancelled),
    )


def _nobody_comes(stop: TripStop, is_first: bool, is_last: bool) -> bool:
    """Tell a stop that the train of the day neither reaches nor leaves."""
    return (is_first or stop.arrival_cancelled) and (is_last or stop.departure_cancelled)


def _notes(stop: TripStop, *, is_first: bool, is_last: bool, is_cancelled: bool) -> list[str]:
    if is_cancelled or stop.is_border:
        return []
    if not stop.served:
        return [_("doesn't stop here on this day")]
    if _nobody_comes(stop, is_first, is_last):
        return [_("the train doesn't run here on this day")]
    said = []
    if stop.departure_cancelled:
        said.append(_("the train ends here on this day"))
    if stop.arrival_cancelled:
        said.append(_("the train begins here on this day"))
    if not stop.boarding and not is_last:
        said.append(_("alighting only") if stop.alighting else _("doesn't stop"))
    if not stop.alighting and stop.boarding and not is_first:
        said.append(_("boarding only"))
    return said


def _late(stops: Sequence[TripStop], place: Place | None) -> int:
    """Tell by how many seconds a train is late now, or leaves late."""
    if place:
        return (place.after or place.before).arrival_delay_s
    return stops[0].departure_delay_s if stops else 0


def _alerts(train: DatedTrip, stops: Sequence[TripStop], now: datetime) -> list[Alert]:
    begins, ends = max(now, train.departs_at), max(now, train.arrives_at)
    if ends == now and begins == now and stops and now >= stops[-1].expected_arrival:
        return []
    return alerts_for(
        now=now,
        until=ends + timedelta(minutes=1),
        stops=[stop.stop for stop in stops],
        routes=[train.trip.route],
        trip_ids=[train.trip.trip_id],
    )


def _local_day(stops: Sequence[TripStop]) -> date:
    return stops[0].departure.date()


def _neighbour(train: DatedTrip, *, later: bool) -> DatedTrip | None:
    """Find the same train on the day before or after on which it stands in the timetable."""
    others = DatedTrip.objects.filter(trip=train.trip_id)
    if later:
        return others.filter(service_date__gt=train.service_date).order_by("service_date").first()
    return others.filter(service_date__lt=train.service_date).order_by("-service_date").first()
