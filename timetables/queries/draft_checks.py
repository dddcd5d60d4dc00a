"""What is wrong with a draft, with everything that the checks must know read from the tables."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timetables.models import Calendar, RollingStock, Stop, Timetable
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.planning.checks import Problem, Surroundings, check_plan
from timetables.planning.plan import Plan
from timetables.queries.editions import present_for
from timetables.queries.plans import read_plan
from timetables.service_days import running_days

DAYS_LOOKED_AT = 366


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a draft. `in_force` are the keys of problems that the edition it replaces has as well."""

    problems: list[Problem]
    in_force: frozenset[str]

    @property
    def errors(self) -> list[Problem]:
        """This property lists what stops a publication."""
        return [problem for problem in self.problems if problem.is_error]

    def left(self, accepted: Collection[str]) -> list[Problem]:
        """This method lists the errors, or where there are none the warnings that are new and nobody has accepted."""
        known = self.in_force.union(accepted)
        return self.errors or [problem for problem in self.problems if problem.key not in known]


def check_draft(timetable: Timetable, plan: Plan, *, now: datetime) -> Checked:
    """This function checks a draft's plan over the first year of its validity, and the edition it replaces as well."""
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
    in_force = frozenset(problem.key for problem in check_plan(present_plan, around))
    return Checked(check_plan(plan, around), in_force)


def _days(calendars: Iterable[str], first: date, last: date) -> dict[str, frozenset[date]]:
    rows = list(Calendar.objects.filter(service_id__in=set(calendars)))
    rules, holidays = rules_of(rows), public_holiday_dates()
    return {row.service_id: frozenset(running_days(rules[row.pk], first, last, holidays)) for row in rows}
