"""Days on which a train goes from one stop to another."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from timetables.models import DatedStop, DatedTrip, Stop


def days_with_trains(*, origin: Stop, destination: Stop, first: date, days: int) -> dict[date, int]:
    """Count the trains that run on each of `days` dates from `first` on, a date being that of the origin.

    This function leaves cancelled trains out and gives 0 for a day without a train. It makes one query.
    """
    start, _end = day_bounds(first, origin)
    _start, end = day_bounds(first + timedelta(days=days - 1), origin)
    rows = _running(origin, destination).filter(departure_at__gte=start, departure_at__lt=end)
    by_day = rows.annotate(day=TruncDate("departure_at", tzinfo=ZoneInfo(origin.timezone))).values("day")
    counted = dict(by_day.annotate(trains=Count("dated_trip", distinct=True)).values_list("day", "trains"))
    return {day: counted.get(day, 0) for day in (first + timedelta(days=number) for number in range(days))}


def next_day_with_train(*, origin: Stop, destination: Stop, after: date) -> date | None:
    """This function finds the first date later than `after` with a train that runs; None within the sales horizon."""
    _start, end = day_bounds(after, origin)
    rows = _running(origin, destination).filter(departure_at__gte=end)
    return _local_date(rows.order_by("departure_at").values_list("departure_at", flat=True).first(), origin)


def previous_day_with_train(*, origin: Stop, destination: Stop, before: date, now: datetime) -> date | None:
    """This function finds the last date earlier than `before` with a train that runs and has not left by `now`."""
    start, _end = day_bounds(before, origin)
    rows = _running(origin, destination).filter(departure_at__lt=start, departure_at__gt=now)
    return _local_date(rows.order_by("-departure_at").values_list("departure_at", flat=True).first(), origin)


def trips_between(origin: Stop, destination: Stop) -> QuerySet[DatedStop]:
    """This function selects the calls at the origin of trains that call at the destination afterwards."""
    later = DatedStop.objects.filter(
        dated_trip=OuterRef("dated_trip"),
        stop=destination,
        position__gt=OuterRef("position"),
        alighting=True,
        served=True,
    )
    return DatedStop.objects.filter(Exists(later), stop=origin, boarding=True, served=True)


def day_bounds(day: date, stop: Stop) -> tuple[datetime, datetime]:
    """This function gives the instants at which a date begins and ends (not included) where a stop is."""
    zone = ZoneInfo(stop.timezone)
    start, end = (datetime.combine(midnight, time(), zone) for midnight in (day, day + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)


def _running(origin: Stop, destination: Stop) -> QuerySet[DatedStop]:
    rows = trips_between(origin, destination).annotate(state=F("dated_trip__state"))
    return rows.filter(state=DatedTrip.State.SCHEDULED)


def _local_date(moment: datetime | None, stop: Stop) -> date | None:
    return moment.astimezone(ZoneInfo(stop.timezone)).date() if moment else None
