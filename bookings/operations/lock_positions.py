"""A train whose positions somebody is about to sell: until they are sold, no new edition may change them."""

from django.db import connection

from bookings import inventory
from timetables.models import DatedStop
from timetables.queries import TripOption

_LOCK = "SELECT id FROM timetables_datedtrip WHERE id = %s FOR KEY SHARE"


def lock_positions(option: TripOption) -> None:
    """Lock a train, together with all its other buyers, against a change of its stops, until the transaction ends.

    The journey was worked out before the transaction. This function raises inventory.Busy when a new edition has come
    between, so that the same request, made again, works it out anew; call it first.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [option.dated_trip_id])
        exists = cursor.fetchone()
    ends = {option.from_position: option.origin.pk, option.to_position: option.destination.pk}
    stops = DatedStop.objects.filter(
        dated_trip=option.dated_trip_id, position__in=ends
    )  # after the lock, not with it
    if not exists or dict(stops.values_list("position", "stop_id")) != ends:
        raise inventory.Busy
