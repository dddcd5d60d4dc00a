"""Events for partners over REST: read again from a cursor, the same as their webhooks bring."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.v1.inputs import told
from bookings.models import Partner, PartnerEvent
from bookings.operations.partner_access import partner_of
from bookings.webhooks.events import event_json
from railway.lib.bearer import owner_of_token
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.problems import Refusal
from railway.lib.schema import READ, reads

CHALLENGE = 'Bearer realm="partner"'
LARGEST = 2**63 - 1
PARTNER_KEY: Any = [
    {"partner": []}
]  # in the schema's own form, which the library takes though its types name another


class EventsQuestion(serializers.Serializer[Any]):
    """After which event, and how many."""

    after = serializers.IntegerField(
        min_value=0, max_value=LARGEST, default=0, help_text="The `number` of the last event you have."
    )
    limit = serializers.IntegerField(min_value=1, max_value=500, default=100)


class EventOutput(serializers.Serializer[Any]):
    """What happened, without personal data. `id` is the same at every delivery, `number` grows by one."""

    id = serializers.CharField()
    number = serializers.IntegerField()
    type = serializers.CharField(help_text="`booking.confirmed`, `trip.retimed`; there may be new ones.")
    timestamp = serializers.CharField()
    data = serializers.DictField(  # type: ignore[assignment]  # the framework moves it to the fields; `data` stays its own
        help_text="About the booking or the train of a day, as it was just then."
    )


class EventsOutput(serializers.Serializer[Any]):
    """Events in their order. Ask again after `last`; `more` tells that there are some already."""

    events = EventOutput(many=True)
    last = serializers.IntegerField()
    more = serializers.BooleanField()


@extend_schema(
    operation_id="listEvents",
    summary="Events again, from a cursor",
    tags=["Partners"],
    parameters=[*READ, EventsQuestion],
    auth=PARTNER_KEY,
    responses=reads(
        {200: EventsOutput},
        refusals={401: "`partner_not_known`: the partner's bearer token is missing or not known."},
    ),
)
@endpoint("GET", cache=PRIVATE)
def events(request: Request) -> Response:
    """What happened to bookings and trains, in order, as webhooks bring it: for whoever missed some, or has no webhook.

    Events of one booking or train stand in the order in which they happened. Kept for EVENTS_KEPT_DAYS (90).
    """
    _partner(request)
    asked = told(EventsQuestion(data=request.query_params))
    rows = PartnerEvent.objects.filter(number__gt=asked["after"]).order_by("number")[: asked["limit"] + 1]
    found = [event_json(event) for event in rows]
    shown = found[: asked["limit"]]
    last = shown[-1]["number"] if shown else asked["after"]
    return Response(EventsOutput({"events": shown, "last": last, "more": len(found) > len(shown)}).data)


def _partner(request: Request) -> Partner:
    """Find the partner by its token. Raises Refusal (401), and Throttled (429) after many wrong tokens."""
    refusal = Refusal(
        "partner_not_known",
        _("Send the partner's token: Authorization: Bearer <token>."),
        status_code=status.HTTP_401_UNAUTHORIZED,
        headers={"WWW-Authenticate": CHALLENGE},
    )
    return owner_of_token(request, lambda token: partner_of(token, now=timezone.now()), refusal)
