"""What passengers must know of lines, stations and trains, in three languages (GTFS-Realtime Alert)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import Q
from google.transit import gtfs_realtime_pb2 as realtime

from timetables.gtfs.realtime.message import frame
from timetables.gtfs.scope import Scope, scope_of
from timetables.models import Alert
from timetables.models.names import LANGUAGE_CODES


def alert_message(*, now: datetime) -> realtime.FeedMessage:
    """This function tells the alerts that hold now or will, those withdrawn left out."""
    scope = scope_of()
    alerts = Alert.objects.filter(withdrawn_at=None).filter(Q(active_until=None) | Q(active_until__gt=now))
    ordered = alerts.order_by("pk").prefetch_related("routes", "stops")
    known = _Known(scope)
    entities = (_entity(alert, known) for alert in ordered)
    return frame([entity for entity in entities if entity.alert.informed_entity], now)


class _Known:
    """What the static feed has, by code; an alert must not name anything else."""

    def __init__(self, scope: Scope) -> None:
        self.routes = set(scope.routes.values_list("route_id", flat=True))
        self.stops = set(scope.stops.values_list("stop_id", flat=True))
        self.agencies = sorted({route.agency.agency_id for route in scope.routes})
        self.trips: dict[str, list[str]] = {}
        for edition, trip_id in scope.trips.order_by("timetable").values_list("timetable", "trip_id"):
            self.trips.setdefault(trip_id, []).append(scope.trip_id(edition, trip_id))


def _entity(alert: Alert, known: _Known) -> realtime.FeedEntity:
    entity = realtime.FeedEntity(id=f"alert-{alert.pk}")
    told = entity.alert
    period = told.active_period.add(start=int(alert.active_from.timestamp()))
    if alert.active_until:
        period.end = int(alert.active_until.timestamp())
    told.cause = realtime.Alert.Cause.Value(alert.cause)
    told.effect = realtime.Alert.Effect.Value(alert.effect)
    told.severity_level = realtime.Alert.SeverityLevel.Value(alert.severity)
    told.informed_entity.extend(_concerned(alert, known))
    _put(told.header_text, {code: getattr(alert, f"header_{code}") for code in LANGUAGE_CODES})
    _put(told.description_text, {code: getattr(alert, f"text_{code}") for code in LANGUAGE_CODES})
    if alert.url:
        told.url.translation.add(text=alert.url, language="ru")
    return entity


def _concerned(alert: Alert, known: _Known) -> Iterator[realtime.EntitySelector]:
    """Say whom it concerns: the lines, stations and trains it names, else each railway of the feed."""
    routes, stops = list(alert.routes.all()), list(alert.stops.all())
    if not (routes or stops or alert.trip_ids):
        yield from (realtime.EntitySelector(agency_id=code) for code in known.agencies)
    for route in _in(known.routes, (route.route_id for route in routes)):
        yield realtime.EntitySelector(route_id=route)
    for stop in _in(known.stops, (stop.stop_id for stop in stops)):
        yield realtime.EntitySelector(stop_id=stop)
    for code in alert.trip_ids:
        for trip_id in known.trips.get(code, []):
            yield realtime.EntitySelector(trip=realtime.TripDescriptor(trip_id=trip_id))


def _in(known: set[str], codes: Iterable[str]) -> list[str]:
    return sorted(code for code in codes if code in known)


def _put(text: realtime.TranslatedString, words: Mapping[str, str]) -> None:
    for language, written in words.items():
        if written:
            text.translation.add(text=written, language=language)
