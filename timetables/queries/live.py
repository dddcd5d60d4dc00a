"""Whether anything that pages show of trains has changed, for a fraction of what showing it costs."""

from django.db import connection

# Numbers only grow, so that an index gives the last one at once. Changes of one train are written in order, since each
# holds the train's lock; of different trains a lower number may become visible after a higher one, which a page that
# shows several trains meets by asking anew each minute.
_VERSION = """
SELECT (SELECT max(id) FROM timetables_schedulechange {of_train}),
    (SELECT max(history_id) FROM timetables_historicalalert)
"""
_OF_TRAIN = "WHERE dated_trip_id = %s"


def live_version(dated_trip_id: int | None = None) -> str:
    """This function names the state of all trains, or of one, and of all alerts, by a query that reads two numbers."""
    statement = _VERSION.format(of_train=_OF_TRAIN if dated_trip_id else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, [dated_trip_id] if dated_trip_id else None)
        change, alert = cursor.fetchone()
    return f"{change or 0}.{alert or 0}"
