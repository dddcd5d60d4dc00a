"""The plan of seats kept true while it is looked at: a seat taken by another greys out, one let go can be chosen."""

import hashlib
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from bookings.inventory import Span, seat_map, taken_seats
from bookings.models import Booking
from bookings.web.doors import of_order
from bookings.web.seat_plan import coach_words
from railway.lib.live import is_unchanged, unchanged


@require_safe
@of_order
def seats_live(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function tells the plan's script which seats others have now; that nothing changed (304) costs one query."""
    span = Span(booking.from_position, booking.to_position)
    taken = taken_seats(dated_trip_id=booking.dated_trip_id, span=span, booking_id=booking.pk)
    tag = _tag(taken)
    if is_unchanged(request, tag):
        return unchanged(tag)
    coaches = seat_map(dated_trip_id=booking.dated_trip_id, span=span, booking_id=booking.pk)
    answer = JsonResponse(
        {
            "tag": tag,
            "taken": [f"{coach}-{number}" for coach, number in taken],
            "coaches": {str(coach.number): coach_words(coach) for coach in coaches},
        }
    )
    answer["ETag"] = f'"{tag}"'
    return answer


def _tag(taken: Sequence[tuple[int, int]]) -> str:
    return f"s{hashlib.sha256(repr(taken).encode()).hexdigest()[:16]}"
