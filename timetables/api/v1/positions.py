"""Where trains are, over REST: told by devices in trains and by staff, read by anybody."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from railway.lib.bearer import owner_of_token
from railway.lib.endpoint import LIVE, PRIVATE, endpoint
from railway.lib.problems import Refusal
from railway.lib.schema import LANGUAGE, READ, answers, reads
from timetables.api.v1 import inputs, outputs
from timetables.models import DatedTrip, ReportingDevice, VehiclePosition
from timetables.operations import Place, ReportedTooEarly, report_position
from timetables.operations.report_position import device_of

CHALLENGE = 'Bearer realm="device"'
DEVICE_KEY: Any = [
    {"device": []}
]  # in the schema's own form, which the library takes though its types name another


@extend_schema(
    operation_id="getPosition",
    summary="Where a train is",
    tags=["Timetable"],
    parameters=[*READ],
    responses=reads({200: outputs.PositionOutput}),
    methods=["GET"],
)
@extend_schema(
    operation_id="reportPosition",
    summary="Report where a train is",
    tags=["Timetable"],
    parameters=[LANGUAGE],
    auth=DEVICE_KEY,
    request=inputs.PositionRequest,
    responses=answers(
        {200: outputs.PositionOutput},
        refusals={
            401: "`device_not_known`: the device's bearer token is missing or not known.",
            422: "`measured_in_future`: the time of the measurement lies ahead.",
        },
        body=True,
    ),
    methods=["PUT"],
)
@endpoint("GET", "PUT", cache=LIVE)
def position(request: Request, dated_trip_id: str) -> Response:
    """The last known place of a train of a day. Reports may come out of order: an older one changes nothing."""
    if request.method == "PUT":
        return _report(request, dated_trip_id)
    found = get_object_or_404(VehiclePosition, dated_trip=int(dated_trip_id))
    return Response(outputs.PositionOutput(found).data)


def _report(request: Request, dated_trip_id: str) -> Response:
    device = _device(request)
    typed = inputs.PositionRequest(data=request.data)
    typed.is_valid(raise_exception=True)
    train = get_object_or_404(DatedTrip, pk=int(dated_trip_id))
    try:
        found = report_position(
            dated_trip=train, place=_place(typed.validated_data), now=timezone.now(), device=device
        )
    except ReportedTooEarly:
        raise Refusal(
            "measured_in_future",
            _("The time of the measurement lies ahead: set the device's clock."),
            status_code=status.HTTP_422_UNPROCESSABLE_ENTITY,
            pointers=[{"pointer": "/measured_at", "code": "measured_in_future"}],
        ) from None
    return Response(outputs.PositionOutput(found).data, headers={"Cache-Control": PRIVATE})


def _place(told: dict[str, Any]) -> Place:
    return Place(
        lat=told["latitude"],
        lon=told["longitude"],
        reported_at=told["measured_at"],
        bearing=told["bearing"],
        speed_mps=told["speed_mps"],
        vehicle_label=told["vehicle"],
        position=told["stop_position"],
        status=told["status"],
    )


def _device(request: Request) -> ReportingDevice:
    """Find the device by its token. Raises Refusal (401), and Throttled (429) after many wrong tokens."""
    refusal = Refusal(
        "device_not_known",
        _("Send the device's token: Authorization: Bearer <token>."),
        status_code=status.HTTP_401_UNAUTHORIZED,
        headers={"WWW-Authenticate": CHALLENGE},
    )
    return owner_of_token(request, device_of, refusal)
