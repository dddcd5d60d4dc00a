"""Jobs of the timetable. Each calls one operation; the schedule stands in the settings."""

from celery import shared_task
from django.utils import timezone

from timetables import operations
from timetables.gtfs import read_uploads
from timetables.operations.publish_edition import supersede_ended


@shared_task
def make_dated_trips() -> None:
    """Make the trips of each day ahead: hourly, so that a missed run is caught up with the next."""
    operations.make_dated_trips(now=timezone.now())


@shared_task
def supersede_editions() -> None:
    """Mark editions whose last day is over as superseded: daily, for those who look at the list."""
    supersede_ended(now=timezone.now())


@shared_task(time_limit=3600)
def read_feeds() -> None:
    """Read the feeds that operators handed in: when asked, and each half minute in case nobody could ask."""
    read_uploads(now=timezone.now())


@shared_task
def forget_touches() -> None:
    """Delete the notes of touched days that nobody needs any longer: each night."""
    operations.forget_touches(now=timezone.now())
