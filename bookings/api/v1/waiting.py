"""The waiting list over REST: join, read the place, change, leave."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.access import waiting_token
from bookings.api.v1 import examples, waiting_shapes
from bookings.api.v1.authentication import authorized_entry
from bookings.api.v1.idempotency import answer_once
from bookings.api.v1.inputs import told
from bookings.api.v1.party import party_of
from bookings.api.v1.refusals import refused
from bookings.api.v1.schema import KEY_REFUSALS, LOCATION, REPLAYED, WAITING_KEY
from bookings.api.v1.shown_waiting import shown_entry
from bookings.fares import NoRate
from bookings.inventory import Busy
from bookings.models import Booking, WaitingEntry
from bookings.offers import PartyRefused
from bookings.operations.join_queue import (
    NothingToWaitFor,
    NotWaiting,
    SeatsFree,
    TooManyWaiting,
    WaitingWish,
    change_waiting,
    departure_window,
    join_queue,
)
from bookings.operations.leave_queue import leave_queue
from bookings.operations.serve_queue import party_of as party_waiting
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.schema import IDEMPOTENCY_KEY, LANGUAGE, READ, answers, reads
from timetables.api.v1.stops import known_stop

NO_TOKEN = {401: "`not_authenticated`: the entry's bearer token is missing."}


@extend_schema(
    operation_id="joinWaitingList",
    summary="Wait for seats",
    tags=["Waiting list"],
    parameters=[LANGUAGE, IDEMPOTENCY_KEY, LOCATION, REPLAYED],
    request=waiting_shapes.WaitingListEntryRequest,
    examples=examples.WAITING,
    responses=answers(
        {201: waiting_shapes.NewWaitingListEntryOutput},
        refusals=refused(
            NothingToWaitFor, SeatsFree, TooManyWaiting, PartyRefused, NoRate, Busy, codes=KEY_REFUSALS
        ),
        body=True,
    ),
)
@endpoint("POST", cache=PRIVATE)
def create(request: Request) -> Response:
    """Put a party at the end of the queue for seats, where no train has enough of them.

    Seats that come free are offered in the order of joining: all that the party needs or none; what is too little for
    the first may serve the next. The offer is a held booking with a time limit, and a letter. The answer tells
    `access_token`, which opens the entry from now on.
    """
    asked = told(waiting_shapes.WaitingListEntryRequest(data=request.data))
    return answer_once(request, lambda: _join(asked))


def _join(asked: dict[str, Any]) -> Response:
    now = timezone.now()
    entry = join_queue(wish=_wish(asked), channel=Booking.Channel.API, now=now)
    body = shown_entry(entry, now=now) | {"access_token": waiting_token(entry)}
    address = reverse("api:waiting_list_entry", args=[entry.uuid])
    answer = waiting_shapes.NewWaitingListEntryOutput(body).data
    return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": address})


@extend_schema(
    methods=["GET"],
    operation_id="getWaitingListEntry",
    summary="Read the place in the queue",
    tags=["Waiting list"],
    parameters=[*READ],
    auth=WAITING_KEY,
    responses=reads({200: waiting_shapes.WaitingListEntryOutput}, refusals=NO_TOKEN),
)
@extend_schema(
    methods=["PATCH"],
    operation_id="changeWaitingListEntry",
    summary="Wait for something else",
    description="Who asks for fewer seats or a narrower window keeps the place; who asks for more goes to the end.",
    tags=["Waiting list"],
    parameters=[LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    request=waiting_shapes.WaitingListEntryPatch,
    auth=WAITING_KEY,
    responses=answers(
        {200: waiting_shapes.WaitingListEntryOutput},
        refusals=refused(
            NothingToWaitFor, SeatsFree, NotWaiting, PartyRefused, NoRate, Busy, codes=KEY_REFUSALS | NO_TOKEN
        ),
        body=True,
    ),
)
@extend_schema(
    methods=["DELETE"],
    operation_id="leaveWaitingList",
    summary="Leave the queue",
    description="Ends an entry that waits. Seats that were offered are let go, and go to the next in the queue.",
    tags=["Waiting list"],
    parameters=[LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    auth=WAITING_KEY,
    responses=answers({204: None}, refusals=refused(NotWaiting, Busy, codes=KEY_REFUSALS | NO_TOKEN)),
)
@endpoint("GET", "PATCH", "DELETE", cache=PRIVATE)
def entry(request: Request, uuid: str) -> Response:
    """The entry as it is now, by the clock: poll it with If-None-Match."""
    opened = authorized_entry(request, UUID(uuid))
    if request.method == "DELETE":
        return answer_once(request, lambda: _leave(opened))
    if request.method == "PATCH":
        asked = told(waiting_shapes.WaitingListEntryPatch(data=request.data))
        return answer_once(request, lambda: _change(opened, asked))
    return Response(waiting_shapes.WaitingListEntryOutput(shown_entry(opened, now=timezone.now())).data)


def _change(opened: WaitingEntry, asked: dict[str, Any]) -> Response:
    now = timezone.now()
    changed = change_waiting(entry=opened, wish=_wish(asked, opened), now=now)
    return Response(waiting_shapes.WaitingListEntryOutput(shown_entry(changed, now=now)).data)


def _leave(opened: WaitingEntry) -> Response:
    leave_queue(entry=opened, now=timezone.now())
    return Response(status=status.HTTP_204_NO_CONTENT)


def _wish(asked: dict[str, Any], was: WaitingEntry | None = None) -> WaitingWish:
    """This function reads a wish; of a change, what is not asked for stays as it was."""
    origin = known_stop(asked["origin"], "/origin") if "origin" in asked or was is None else was.origin
    destination = (
        known_stop(asked["destination"], "/destination")
        if "destination" in asked or was is None
        else was.destination
    )
    first, last = _window(asked, was)
    day = asked.get("date") or (first.date() if first else date.max)
    start, end = _clock(asked, "departs_from", first), _clock(asked, "departs_before", last)
    departs_from, departs_before = departure_window(origin=origin, day=day, start=start, end=end)
    purchaser = asked.get("purchaser") or {}
    return WaitingWish(
        origin=origin,
        destination=destination,
        departs_from=departs_from,
        departs_before=departs_before,
        party=party_of(asked["passengers"]) if "passengers" in asked or was is None else party_waiting(was),
        together=asked["together"] if "together" in asked or was is None else was.together,
        currency=asked["currency"] if "currency" in asked or was is None else was.currency,
        email=purchaser.get("email") or (was.email if was else ""),
        language=purchaser.get("language") or (was.language if was else (get_language() or "ru")[:2]),
    )


def _window(asked: dict[str, Any], was: WaitingEntry | None) -> tuple[datetime | None, datetime | None]:
    """This function gives the window as it was, its ends None where any hour would do."""
    if was is None:
        return None, None
    zone = ZoneInfo(was.origin.timezone)
    first, last = was.departs_from.astimezone(zone), was.departs_before.astimezone(zone)
    return first, last if last.date() == first.date() else None


def _clock(asked: dict[str, Any], name: str, was: datetime | None) -> time | None:
    if name in asked:
        return time.fromisoformat(asked[name]) if asked[name] else None
    return was.time() if was else None
