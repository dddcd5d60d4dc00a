"""An account over REST: whose token it is, devices signed in, bookings that belong to it.

Signing in itself is the library's: its calls and their schema are under /api/auth/.
"""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.access import BookingNotFound, find_booking, plain_reference
from bookings.api.v1 import account_shapes
from bookings.api.v1.authentication import authorized_account
from bookings.api.v1.idempotency import answer_once
from bookings.api.v1.inputs import told
from bookings.api.v1.schema import ACCOUNT_KEY, KEY_REFUSALS, NO_ACCOUNT, REPLAYED
from bookings.models import Booking
from bookings.operations.attach_bookings import AttachedElsewhere, attach_booking
from bookings.queries import effective_state
from bookings.queries.account_trips import is_coming, trips_of
from railway.accounts import second_step
from railway.accounts.models import ApiToken, User
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.pagination import Pages
from railway.lib.schema import IDEMPOTENCY_KEY, LANGUAGE, PAGING, READ, answers, page_of, reads
from railway.lib.throttling import address_of, count

TOKEN_ID = OpenApiParameter("uuid", {"type": "string", "format": "uuid"}, OpenApiParameter.PATH)


class NewestFirst(Pages):
    """Pages of bookings, those made last first."""

    ordering = "-id"


@extend_schema(
    operation_id="getAccount",
    summary="Whose token this is",
    tags=["Account"],
    parameters=READ,
    auth=ACCOUNT_KEY,
    responses=reads({200: account_shapes.AccountOutput}, refusals=NO_ACCOUNT),
)
@endpoint("GET", cache=PRIVATE)
def account(request: Request) -> Response:
    """The account that the token belongs to. A token is got by signing in: see the introduction."""
    person, _token = authorized_account(request)
    shown = {
        "email": person.email,
        "language": person.language,
        "has_password": person.has_usable_password(),
        "has_second_step": second_step.has_one(person),
    }
    return Response(account_shapes.AccountOutput(shown).data)


@extend_schema(
    operation_id="listAccountTokens",
    summary="Devices signed in",
    tags=["Account"],
    parameters=READ,
    auth=ACCOUNT_KEY,
    responses=reads({200: account_shapes.AccountTokensOutput}, refusals=NO_ACCOUNT),
)
@endpoint("GET", cache=PRIVATE)
def tokens(request: Request) -> Response:
    """The tokens of the account that are good now, without the tokens themselves, which nobody can read again."""
    person, current = authorized_account(request)
    rows = ApiToken.objects.filter(user=person, expiry__gt=timezone.now())
    shown = {"results": [_shown_token(row, current) for row in rows]}
    return Response(account_shapes.AccountTokensOutput(shown).data)


@extend_schema(
    operation_id="revokeAccountToken",
    summary="Sign a device out",
    tags=["Account"],
    parameters=[TOKEN_ID, LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    auth=ACCOUNT_KEY,
    responses=answers({204: None}, refusals={**NO_ACCOUNT, **KEY_REFUSALS}),
)
@endpoint("DELETE", cache=PRIVATE)
def token(request: Request, uuid: str) -> Response:
    """Make a token void at once: that of another device, or the one this request is made with."""
    person, _current = authorized_account(request)
    return answer_once(request, lambda: _revoke(person, UUID(uuid)))


@extend_schema(
    methods=["GET"],
    operation_id="listAccountBookings",
    summary="My bookings",
    tags=["Account"],
    parameters=[*PAGING, *READ],
    auth=ACCOUNT_KEY,
    responses=reads({200: page_of(account_shapes.AccountBookingOutput)}, refusals=NO_ACCOUNT),
)
@extend_schema(
    methods=["POST"],
    operation_id="attachBooking",
    summary="Add a booking",
    description="Add a booking that was made without signing in: by the `access_token` of its link, or by the address"
    " its letters go to. Other trains of the same journey come with it. Who adds it twice gets the same answer.",
    tags=["Account"],
    parameters=[LANGUAGE, IDEMPOTENCY_KEY, REPLAYED],
    request=account_shapes.AttachRequest,
    auth=ACCOUNT_KEY,
    responses=answers(
        {200: account_shapes.AccountBookingOutput}, refusals={**NO_ACCOUNT, **KEY_REFUSALS}, body=True
    ),
)
@endpoint("GET", "POST", cache=PRIVATE)
def bookings(request: Request) -> Response:
    """The bookings of the account, those made last first. Those made with its token belong to it from the start."""
    person, _token = authorized_account(request)
    now = timezone.now()
    if request.method == "POST":
        asked = told(account_shapes.AttachRequest(data=request.data))
        return answer_once(request, lambda: _attach(request, person, asked, now))
    pages = NewestFirst()
    rows = pages.paginate_queryset(trips_of(person), request) or []
    shown = account_shapes.AccountBookingOutput([_shown(row, now) for row in rows], many=True).data
    return pages.get_paginated_response(shown)


def _attach(request: Request, person: User, asked: dict[str, Any], now: datetime) -> Response:
    """A wrong pair and another account's booking are answered alike, and counted."""
    if wait := count("secret", address_of(request), spend=0):
        raise exceptions.Throttled(wait)
    try:
        booking = _find(asked)
        attach_booking(account=person, booking=booking)
    except (BookingNotFound, AttachedElsewhere):
        count("secret", address_of(request))
        raise exceptions.NotFound from None
    row = trips_of(person).get(pk=booking.pk)
    return Response(account_shapes.AccountBookingOutput(_shown(row, now)).data)


def _find(asked: dict[str, Any]) -> Booking:
    if asked["access_token"]:
        return find_booking(reference=asked["reference"], token=asked["access_token"])
    reference, email = plain_reference(asked["reference"]), asked["email"].strip()
    found = Booking.objects.filter(reference=reference, email__iexact=email).first() if email else None
    if found is None:
        raise BookingNotFound
    return found


def _revoke(person: User, uuid: UUID) -> Response:
    if not ApiToken.objects.filter(user=person, uuid=uuid).delete()[0]:
        raise exceptions.NotFound
    return Response(status=status.HTTP_204_NO_CONTENT)


def _shown_token(row: ApiToken, current: ApiToken) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "name": row.name,
        "created_at": row.created,
        "last_used_at": row.used_at,
        "expires_at": row.expiry,
        "is_current": row.pk == current.pk,
    }


def _shown(booking: Booking, now: datetime) -> dict[str, Any]:
    return {
        "reference": booking.reference,
        "state": effective_state(booking, now).value,
        "origin": booking.origin.stop_id,
        "destination": booking.destination.stop_id,
        "train": booking.dated_trip.trip.short_name,
        "departure": booking.departs_at.astimezone(ZoneInfo(booking.origin.timezone)),
        "is_over": not is_coming(booking, now=now),
    }
