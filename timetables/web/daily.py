"""My daily train: a calendar of one train between two stops, at an address of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from railway.lib.calendar_file import Entry, write_calendar
from timetables.models import DatedTrip, Stop
from timetables.queries import TripStop, trip_stops
from timetables.queries.daily_train import DailyRun, daily_runs

SIGNER = Signer(salt="timetables.daily")
# Of a day that nobody changed: the same stamp at each reading, so that the same calendar has the same ETag.
NEVER_CHANGED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class DailyTrain:
    """Which train from where to where: all that the address says."""

    route_id: str
    number: str
    origin: str
    destination: str

    @property
    def url(self) -> str:
        """This property is the full address of the calendar in the active language."""
        signed = SIGNER.sign_object([self.route_id, self.number, self.origin, self.destination])
        return settings.SITE_URL + reverse("timetables:daily_ics", args=[signed])


@require_safe
@cache_control(max_age=60)
def daily(request: HttpRequest, dated_trip: int) -> HttpResponse:
    """This function asks between which stops somebody takes the train every day, and gives the calendar's address."""
    train = get_object_or_404(DatedTrip.objects.select_related("trip__route"), pk=dated_trip)
    calls = [call for call in trip_stops(train.pk) if call.boarding or call.alighting]
    if len(calls) < 2 or not train.trip.short_name:
        raise Http404
    origin = _chosen(request, "from", calls[:-1], calls[0])
    destination = _chosen(request, "to", calls[1:], calls[-1])
    is_backward = destination.position <= origin.position
    context = {
        "train": train,
        "number": str(train.trip),
        "calls": calls,
        "origin": origin.stop,
        "destination": destination.stop,
        "is_backward": is_backward,
        "failed": is_backward,
        "feed": None if is_backward else _feed(train, origin.stop, destination.stop),
    }
    return render(request, "timetables/daily.html", context)


@require_safe
def daily_ics(request: HttpRequest, signed: str) -> HttpResponse:
    """This function gives the calendar of a daily train for the next 30 days; the same state has the same ETag."""
    train = _read(signed)
    origin, destination = (
        get_object_or_404(Stop, stop_id=code) for code in (train.origin, train.destination)
    )
    today = timezone.localdate(timezone=ZoneInfo(origin.timezone))
    runs = daily_runs(
        route_id=train.route_id, number=train.number, origin=origin, destination=destination, today=today
    )
    name = _("Train %(train)s: %(origin)s – %(destination)s") % {
        "train": train.number,
        "origin": origin.name,
        "destination": destination.name,
    }
    content = write_calendar(name=name, entries=[_entry(run, name) for run in runs])
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=600"
    answer["Content-Disposition"] = 'inline; filename="train.ics"'
    return answer


def _chosen(request: HttpRequest, name: str, calls: list[TripStop], default: TripStop) -> TripStop:
    wanted = request.GET.get(name, "")
    return next((call for call in calls if call.stop.stop_id == wanted), default)


def _feed(train: DatedTrip, origin: Stop, destination: Stop) -> dict[str, str]:
    url = DailyTrain(
        train.trip.route.route_id, train.trip.short_name, origin.stop_id, destination.stop_id
    ).url
    return {"url": url, "webcal": f"webcal:{urlsplit(url)._replace(scheme='').geturl()}"}


def _read(signed: str) -> DailyTrain:
    try:
        return DailyTrain(*SIGNER.unsign_object(signed))
    except (BadSignature, ValueError, TypeError):
        raise Http404 from None


def _entry(run: DailyRun, name: str) -> Entry:
    ride = run.ride
    host = urlsplit(settings.SITE_URL).hostname or "trains"
    ends = f"{ride.origin.stop_id}-{ride.destination.stop_id}".lower()
    train = reverse("timetables:train", args=[ride.dated_trip_id])
    return Entry(
        uid=f"{ride.route.route_id}-{ride.train_number}-{ride.service_date}-{ends}@{host}",
        sequence=run.changes,
        changed_at=run.changed_at or NEVER_CHANGED,
        starts_at=ride.expected_departure,
        ends_at=ride.expected_arrival,
        summary=_("Does not run: %(name)s") % {"name": name} if run.is_cancelled else name,
        location=ride.origin.name,
        description=_description(run),
        url=settings.SITE_URL + train,
        is_cancelled=run.is_cancelled,
    )


def _description(run: DailyRun) -> str:
    late = int(run.ride.delay_s / 60)
    words = _("%(minutes)s min late") % {"minutes": late} if late > 0 else ""
    sample = _("The times are demonstration data.") if run.ride.demonstration else ""
    return "\n".join(filter(None, [words, sample]))
