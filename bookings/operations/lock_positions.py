"""A train whose positions somebody is about to sell: until they are sold, no new edition may change them."""

from django.db import connection

from bookings import inventory
from timetables.models import DatedStop
from timetables.queries import TripOption

# With the lock comes whether anybody waits for seats of the train, which spares those who buy a question of its own.
_LOCK = """
SELECT EXISTS (
    SELECT FROM timetables_datedstop f JOIN bookings_waitingentry w ON w.origin_id = f.stop_id
    WHERE f.dated_trip_id = d.id AND w.state = 'WAITING'
        AND f.departure_at >= w.departs_from AND f.departure_at < w.departs_before)
FROM timetables_datedtrip d WHERE d.id = %s FOR KEY SHARE OF d
"""


def lock_positions(option: TripOption) -> bool:
    """Lock a train, together with all its other buyers, against a change of its stops, until the transaction ends.

    The journey was worked out before the transaction. This function tells whether somebody may be waiting for seats of
    the train. It raises inventory.Busy when a new edition has come between, so that the same request, made again, works
    it out anew; call it first.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [option.dated_trip_id])
        found = cursor.fetchone()
    ends = {option.from_position: option.origin.pk, option.to_position: option.destination.pk}
    stops = DatedStop.objects.filter(
        dated_trip=option.dated_trip_id, position__in=ends
    )  # after the lock, not with it
    if not found or dict(stops.values_list("position", "stop_id")) != ends:
        raise inventory.Busy
    return bool(found[0])
