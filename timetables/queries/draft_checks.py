"""What is wrong with a draft, with everything that the checks must know read from the tables."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from timetables.models import Calendar, RollingStock, Stop, Timetable
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.planning.checks import Problem, Surroundings, check_plan
from timetables.planning.plan import Plan
from timetables.queries.editions import present_for
from timetables.queries.plans import read_plan
from timetables.service_days import running_days

DAYS_LOOKED_AT = 366


def check_draft(timetable: Timetable, plan: Plan, *, now: datetime) -> list[Problem]:
    """This function checks a draft's plan over the first year of its validity, against the edition it replaces."""
    first = max(timetable.valid_from, now.date())
    last = first + timedelta(days=DAYS_LOOKED_AT)
    if timetable.valid_until:
        last = min(last, timetable.valid_until - timedelta(days=1))
    present = present_for(timetable, first)
    present_plan = read_plan(present) if present else {}
    calendars = {train.calendar for train in (*plan.values(), *present_plan.values())}
    around = Surroundings(
        days=_days(calendars, first, last),
        speeds=dict(RollingStock.objects.values_list("code", "max_speed_kmh")),
        halts=frozenset(Stop.objects.filter(kind=Stop.Kind.HALT).values_list("stop_id", flat=True)),
        present=present_plan,
    )
    return check_plan(plan, around)


def _days(calendars: Iterable[str], first: date, last: date) -> dict[str, frozenset[date]]:
    rows = list(Calendar.objects.filter(service_id__in=set(calendars)))
    rules, holidays = rules_of(rows), public_holiday_dates()
    return {row.service_id: frozenset(running_days(rules[row.pk], first, last, holidays)) for row in rows}
