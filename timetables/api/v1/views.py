"""The network, timetables, boards and trains over REST."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from railway.lib.endpoint import CHANGES_SELDOM, LIVE, endpoint
from railway.lib.pagination import Pages
from railway.lib.schema import PAGING, READ, page_of, reads
from timetables import queries
from timetables.api.v1 import inputs, outputs, trip_outputs
from timetables.api.v1.stops import known_stop
from timetables.models import Alert, Route, Stop
from timetables.queries.days import day_bounds


@extend_schema(
    operation_id="listStops",
    summary="Stops",
    tags=["Network"],
    parameters=[*READ, *PAGING, inputs.StopsQuestion],
    responses=reads({200: page_of(outputs.StopOutput)}),
)
@endpoint("GET", cache=CHANGES_SELDOM)
def stops(request: Request) -> Response:
    """The stops where passengers get on and off, by pages. With `q` those that a typed name may mean."""
    typed = inputs.asked(inputs.StopsQuestion, request.query_params)["q"]
    if typed.strip():
        found = outputs.StopOutput(queries.find_stops(typed), many=True).data
        return Response({"next": None, "previous": None, "results": found})
    return _page(request, queries.passenger_stops(), outputs.StopOutput)


@extend_schema(
    operation_id="listRoutes",
    summary="Lines",
    tags=["Network"],
    parameters=[*READ, *PAGING],
    responses=reads({200: page_of(outputs.RouteOutput)}),
)
@endpoint("GET", cache=CHANGES_SELDOM)
def routes(request: Request) -> Response:
    """The lines, by pages."""
    return _page(request, queries.lines(), outputs.RouteOutput)


@extend_schema(
    operation_id="getTimetable",
    summary="A line's timetable",
    tags=["Timetable"],
    parameters=[*READ, inputs.TimetableQuestion],
    responses=reads({200: outputs.LineTimetableOutput}),
)
@endpoint("GET", cache=LIVE)
def timetable(request: Request, route_id: str) -> Response:
    """A line's trains on a service date in one direction: stops are rows, trains are columns."""
    question = inputs.asked(inputs.TimetableQuestion, request.query_params)
    route = queries.lines().filter(route_id=route_id).first()
    if route is None:
        raise exceptions.NotFound
    day = question["date"] or _today(route, timezone.now())
    found = queries.line_timetable(route=route, date=day, direction=question["direction"])
    return Response(outputs.LineTimetableOutput(found).data)


@extend_schema(
    operation_id="listDepartures",
    summary="A station's board",
    tags=["Timetable"],
    parameters=[*READ, inputs.DeparturesQuestion],
    responses=reads({200: outputs.DeparturesOutput}),
)
@endpoint("GET", cache=LIVE)
def departures(request: Request, code: str) -> Response:
    """The next trains from a stop, with their delays and cancellations, across midnight into the next days."""
    question = inputs.asked(inputs.DeparturesQuestion, request.query_params)
    stop, at = known_stop(code), question["at"] or timezone.now()
    rows = queries.departures(stop=stop, at=at.astimezone(UTC), limit=question["limit"])
    board = {
        "stop": stop,
        "at": at.astimezone(ZoneInfo(stop.timezone)),
        "departures": rows,
        "alerts": queries.alerts_for(
            now=at,
            stops=[stop],
            routes={row.route for row in rows},
            trip_ids={row.trip_id for row in rows},
        ),
    }
    return Response(outputs.DeparturesOutput(board).data)


@extend_schema(
    operation_id="findTrips",
    summary="Trains and journeys between two stops",
    tags=["Timetable"],
    parameters=[*READ, inputs.TripsQuestion],
    responses=reads({200: trip_outputs.TripsOutput}),
)
@endpoint("GET", cache=LIVE)
def trips(request: Request) -> Response:
    """The trains that leave `origin` for `destination` on a date, cancelled ones included, in order of departure.

    Where changing trains is of use, `journeys` has the trains to take one after another, with the time to change.
    """
    question = inputs.asked(inputs.TripsQuestion, request.query_params)
    ends = {end: known_stop(question[end], f"/{end}") for end in ("origin", "destination")}
    day, now = question["date"], timezone.now()
    options, journeys = queries.find_trips(**ends, date=day), queries.find_journeys(**ends, date=day)
    rides = [*options, *(leg for journey in journeys for leg in journey.legs)]
    found = {
        **ends,
        "date": day,
        "trips": options,
        "journeys": journeys,
        "previous_date": _previous(ends, day, now),
        "next_date": _next(ends, max(day, _today(ends["origin"], now))),
        "alerts": _alerts_of_day(ends, rides, day, now),
    }
    return Response(trip_outputs.TripsOutput(found).data)


@extend_schema(
    operation_id="findJourneys",
    summary="Journeys around an instant",
    tags=["Timetable"],
    parameters=[*READ, inputs.JourneysQuestion],
    responses=reads({200: trip_outputs.JourneysOutput}),
)
@endpoint("GET", cache=LIVE)
def journeys(request: Request) -> Response:
    """The journeys that arrive earliest from an instant on, or leave last to be there by one, changing or not.

    Connections hold with the delays known now. For all ways of a day ask for `/trips`.
    """
    question = inputs.asked(inputs.JourneysQuestion, request.query_params)
    ends = {end: known_stop(question[end], f"/{end}") for end in ("origin", "destination")}
    if question["arrive_by"]:
        found = queries.journeys_before(**ends, at=question["arrive_by"].astimezone(UTC))
    else:
        at = question["depart_after"] or timezone.now()
        found = queries.journeys_after(**ends, at=at.astimezone(UTC))
    return Response(trip_outputs.JourneysOutput({**ends, "journeys": found}).data)


def _previous(ends: dict[str, Stop], day: date, now: datetime) -> date | None:
    direct = queries.previous_day_with_train(**ends, before=day, now=now)
    today = _today(ends["origin"], now)
    return direct or queries.previous_day_with_journey(**ends, before=day, first=today)


def _next(ends: dict[str, Stop], after: date) -> date | None:
    return queries.next_day_with_train(**ends, after=after) or queries.next_day_with_journey(
        **ends, after=after
    )


@extend_schema(
    operation_id="listAlerts",
    summary="Alerts in force",
    tags=["Timetable"],
    parameters=[*READ, inputs.AlertsQuestion],
    responses=reads({200: outputs.AlertsOutput}),
)
@endpoint("GET", cache=LIVE)
def alerts(request: Request) -> Response:
    """What passengers must know now: of a stop, a line or a trip, with what concerns the whole network; or all."""
    question = inputs.asked(inputs.AlertsQuestion, request.query_params)
    now = timezone.now()
    if not any(question.values()):
        found = queries.alerts_in_force(now)
    else:
        found = queries.alerts_for(
            now=now,
            stops=Stop.objects.filter(stop_id=question["stop"]),
            routes=Route.objects.filter(route_id=question["route"]),
            trip_ids=[question["trip"]] if question["trip"] else [],
        )
    return Response(outputs.AlertsOutput({"at": timezone.localtime(now), "alerts": found}).data)


def _alerts_of_day(
    ends: dict[str, Stop], options: Sequence[queries.TripOption], day: date, now: datetime
) -> list[Alert]:
    start, end = day_bounds(day, ends["origin"])
    return queries.alerts_for(
        now=max(now, start),
        until=max(now, end),
        stops=ends.values(),
        routes={option.route for option in options},
        trip_ids={option.trip_id for option in options},
    )


def _page(request: Request, rows: QuerySet[Any], output: type[Serializer[Any]]) -> Response:
    pages = Pages()
    page = pages.paginate_queryset(rows, request)
    return pages.get_paginated_response(output(page, many=True).data)


def _today(place: Stop | Route, now: datetime) -> date:
    return now.astimezone(ZoneInfo(place.timezone)).date()
