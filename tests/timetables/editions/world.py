"""One published edition of a line with two trains, their days made for a week, at a known moment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.factories import make_line, make_rolling_stock, make_stops, make_trip
from timetables.models import Calendar, DatedTrip, DraftStep, Publication, RollingStock, Route, Timetable
from timetables.operations import make_dated_trips
from timetables.operations.copy_edition import copy_edition
from timetables.operations.edit_draft import accept_warnings, edit_draft
from timetables.operations.publish_edition import publish_edition
from timetables.planning.edits import shift
from timetables.planning.plan import Call, Train
from timetables.queries.draft_checks import check_draft
from timetables.queries.plans import read_plan
from timetables.queries.sold import GROUPS

NOW = datetime(
    2027, 5, 18, 6, 0, tzinfo=UTC
)  # a Tuesday, 09:00 in Minsk: that day's trains at 08:00 have left
TODAY = NOW.date()
SWITCH = TODAY + timedelta(days=3)
HORIZON = 6
MINUTE, HOUR = 60, 3600
TELL_ALL = dict.fromkeys(GROUPS, "tell")


class World:
    """An edition A with the trains T1, 08:00, and T2, 18:00, of a line with four stops, every day."""

    def __init__(self, *, seats: int = 8) -> None:
        self.stops = [stop.stop_id for stop in make_stops(4)]
        self.route: Route = make_line()
        self.stock: RollingStock = make_rolling_stock(seats)
        self.calendar = self.make_calendar("DAILY", range(1, 8))
        self.edition = Timetable.objects.create(
            name="A", state=Timetable.State.PUBLISHED, valid_from=date(2027, 1, 1)
        )
        for name in ("T1", "T2"):
            make_trip(
                stops=self.stops, route=self.route, rolling_stock=self.stock, timetable=self.edition,
                trip_id=name, short_name=name, calendar=self.calendar,
            )  # fmt: skip
        Timetable.objects.exclude(pk=self.edition.pk).delete()  # those that make_trip makes by the way
        later = self.edition.trips.get(trip_id="T2").stop_times.all()
        for row in later:
            row.arrival_time += 10 * HOUR
            row.departure_time += 10 * HOUR
            row.save()
        self.make_days()

    def make_calendar(self, code: str, weekdays: Iterable[int]) -> Calendar:
        days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        chosen = {days[number - 1]: True for number in weekdays}
        return Calendar.objects.create(
            service_id=code, start_date=date(2026, 1, 1), end_date=date(2030, 1, 1), **chosen
        )

    def make_days(self, now: datetime = NOW) -> int:
        return make_dated_trips(now=now, horizon_days=HORIZON)

    def draft(self, *, name: str = "B", valid_from: date = SWITCH, of: Timetable | None = None) -> Timetable:
        return copy_edition(
            timetable=of or self.edition, name=name, valid_from=valid_from, actor=None, now=NOW
        )

    def day(self, trip_id: str, day: date) -> DatedTrip:
        return DatedTrip.objects.get(trip__trip_id=trip_id, service_date=day)


def change(draft: Timetable, *trains: Train, gone: Iterable[str] = ()) -> DraftStep | None:
    """Put trains into a draft as they are to be, and take others out."""
    wanted: dict[str, Train | None] = {train.trip_id: train for train in trains} | dict.fromkeys(gone)
    plan = read_plan(draft)
    return edit_draft(
        timetable=draft,
        seen={name: plan.get(name) for name in wanted},
        trains=wanted,
        kind=DraftStep.Kind.TIMES,
        actor=None,
        now=NOW,
    )


def train(edition: Timetable, trip_id: str = "T1") -> Train:
    """A train as the edition plans it."""
    return read_plan(edition)[trip_id]


def moved(edition: Timetable, minutes: int, trip_id: str = "T1") -> Train:
    """A train of the edition so many minutes later."""
    return shift(train(edition, trip_id), minutes * MINUTE)


def with_call(one: Train, stop: str, at: int, place: int) -> Train:
    """A train with another stop in its way."""
    calls = list(one.calls)
    calls.insert(place, Call(stop, at, at, km=(calls[place - 1].km or Decimal(0)) + 5))
    return replace(one, calls=tuple(calls))


def publish(draft: Timetable, *, remedies: dict[str, str] | None = None, now: datetime = NOW) -> Publication:
    """Publish a draft, warnings accepted."""

    draft.refresh_from_db()
    problems = check_draft(draft, read_plan(draft), now=now).problems
    accept_warnings(
        timetable=draft,
        words={one.key: "meant so" for one in problems if not one.is_error},
        actor=None,
        now=now,
    )
    return publish_edition(timetable=draft, remedies=TELL_ALL | (remedies or {}), actor=None, now=now)


def clocks(day: DatedTrip) -> list[str]:
    """When a train of a day leaves its stops, in Minsk; in brackets where it does not call."""
    zone = timedelta(hours=3)
    found = []
    for stop in day.stops.order_by("position"):
        text = f"{stop.departure_at.astimezone(UTC) + zone:%H:%M}"
        found.append(text if stop.served else f"({text})")
    return found
