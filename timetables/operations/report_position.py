"""Where a train is, as reported by a device in it or by staff."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from railway.lib.secret_token import hash_token, new_token
from timetables.models import DatedTrip, ReportingDevice, VehiclePosition

if TYPE_CHECKING:
    from railway.accounts.models import User

CLOCKS_DIFFER = timedelta(minutes=2)


class ReportedTooEarly(Exception):
    """The measurement lies in the future by more than clocks differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A measured place, WGS 84; direction in degrees from north, speed in metres a second."""

    lat: float
    lon: float
    reported_at: datetime
    bearing: float | None = None
    speed_mps: float | None = None
    vehicle_label: str = ""
    position: int | None = None
    status: str = ""


@transaction.atomic
def report_position(
    *,
    dated_trip: DatedTrip,
    place: Place,
    now: datetime,
    device: ReportingDevice | None = None,
    actor: "User | None" = None,
) -> VehiclePosition:
    """Note where a train is. Reports may come late and out of order: an older one changes nothing.

    This function returns the last known place; it raises ReportedTooEarly.
    """
    if place.reported_at > now + CLOCKS_DIFFER:
        raise ReportedTooEarly
    DatedTrip.objects.select_for_update(no_key=True).get(pk=dated_trip.pk)
    known = VehiclePosition.objects.filter(dated_trip=dated_trip).first()
    if device:
        ReportingDevice.objects.filter(pk=device.pk).update(last_seen_at=now)
    if known and known.reported_at >= place.reported_at:
        return known
    values = asdict(place) | {"received_at": now, "device": device, "reported_by": actor}
    found, _made = VehiclePosition.objects.update_or_create(dated_trip=dated_trip, defaults=values)
    return found


def make_device(*, name: str, now: datetime) -> tuple[ReportingDevice, str]:
    """This function makes a device and its token, which is shown once: only its hash is kept."""
    token = new_token()
    return ReportingDevice.objects.create(name=name, token_hash=hash_token(token), made_at=now), token


def device_of(token: str) -> ReportingDevice | None:
    """This function finds the device that may report with a token; None for an unknown or a stopped one."""
    return ReportingDevice.objects.filter(token_hash=hash_token(token), is_active=True).first()
