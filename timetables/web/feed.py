"""The timetable and the day's running for other programs: GTFS and GTFS-Realtime."""

import io
import time
from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from google.protobuf.json_format import MessageToDict
from google.transit.gtfs_realtime_pb2 import FeedMessage

from timetables.gtfs import write_feed
from timetables.gtfs.realtime import alert_message, trip_update_message, vehicle_position_message

STATIC_S, REALTIME_S = 60, 15
REST_FACTOR = 20  # a big feed takes longer to write, and is written the more seldom
LONG_S = 90 * 24 * 3600
PROTOBUF = "application/x-protobuf"
Message = Callable[..., FeedMessage]
Kept = tuple[bytes, int]


@require_safe
@cache_control(public=True, max_age=300)
def feed(request: HttpRequest) -> HttpResponse:
    """This function gives the published timetable as a GTFS zip with our extension columns."""
    content, modified = _static()
    answer = _answer(request, content, modified, "application/zip")
    answer["Content-Disposition"] = 'attachment; filename="feed.zip"'
    return answer


@require_safe
@cache_control(public=True, max_age=REALTIME_S)
def trip_updates(request: HttpRequest) -> HttpResponse:
    """This function tells of trains that are under way, late, changed or cancelled."""
    return _realtime(request, "trip-updates", trip_update_message)


@require_safe
@cache_control(public=True, max_age=REALTIME_S)
def vehicle_positions(request: HttpRequest) -> HttpResponse:
    """This function tells where trains are, as far as that is known."""
    return _realtime(request, "vehicle-positions", vehicle_position_message)


@require_safe
@cache_control(public=True, max_age=REALTIME_S)
def alerts(request: HttpRequest) -> HttpResponse:
    """This function tells what passengers must know, in three languages."""
    return _realtime(request, "alerts", alert_message)


def _static() -> Kept:
    """Give the feed and since when it has been what it is; it is written anew when it may have become old."""
    kept: Kept | None = cache.get("gtfs-feed")
    if kept is not None:
        return kept
    begun, content = time.monotonic(), io.BytesIO()
    write_feed(content)
    body = content.getvalue()
    since_key = f"gtfs-feed-since-{_mark(body)}"
    since = cache.get(since_key) or int(timezone.now().timestamp())
    cache.set(since_key, since, LONG_S)
    cache.set("gtfs-feed", (body, since), max(STATIC_S, int(REST_FACTOR * (time.monotonic() - begun))))
    return body, since


def _realtime(request: HttpRequest, name: str, make: Message) -> HttpResponse:
    """Answer with the message, in JSON for people who ask for `?format=json`."""
    kept: Kept | None = cache.get(f"gtfs-{name}")
    if kept is None:
        message = make(now=timezone.now())
        kept = message.SerializeToString(deterministic=True), message.header.timestamp
        cache.set(f"gtfs-{name}", kept, REALTIME_S)
    if request.GET.get("format") == "json":
        told = MessageToDict(FeedMessage.FromString(kept[0]), preserving_proto_field_name=True)
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _answer(request, *kept, PROTOBUF)


def _answer(request: HttpRequest, content: bytes, modified: int, content_type: str) -> HttpResponse:
    etag = f'"{_mark(content)}"'
    whole = HttpResponse(content, content_type=content_type)
    answer = get_conditional_response(request, etag, modified, whole)
    if answer is None or isinstance(answer, HttpResponseNotModified):
        answer = answer or whole
    answer["ETag"], answer["Last-Modified"] = etag, http_date(modified)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _mark(content: bytes) -> str:
    return sha256(content).hexdigest()[:32]
