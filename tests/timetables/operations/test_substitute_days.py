"""Days that run as another weekday: entered, foreseen, proposed, and followed by the trains of coming days."""

import csv
from datetime import date

import pytest

from timetables.gtfs import write_feed
from timetables.models import Calendar, DatedTrip, SubstituteDay
from timetables.models.service_rules import rule_of, rules_of
from timetables.operations.apply_calendar import apply_calendars
from timetables.operations.substitute_days import (
    ProposedDay,
    foresee_substitute_days,
    propose_substitute_days,
    set_substitute_days,
)
from timetables.service_days import runs_on

SATURDAY = date(2027, 5, 29)
TUESDAY, FRIDAY = 2, 5


def calendar_of(service_id: str) -> Calendar:
    return Calendar.objects.get(service_id=service_id)


def running(day: date) -> set[str]:
    trains = DatedTrip.objects.filter(service_date=day, state="scheduled", trip__route__route_id="VIT-SMO")
    return set(trains.values_list("trip__short_name", flat=True))


def test_a_working_saturday_has_the_trains_of_the_day_it_stands_for(network, now):
    assert running(SATURDAY) == {"6721", "6722", "6723", "6724", "6726"}
    set_substitute_days(days={SATURDAY: FRIDAY})
    applied = apply_calendars(now=now, actor=None)
    assert (applied.cancelled, applied.made) == (3, 1)
    assert running(SATURDAY) == {"6721", "6722", "6725"}
    set_substitute_days(days={SATURDAY: 6})
    assert apply_calendars(now=now, actor=None).restored == 3
    assert running(SATURDAY) == {"6721", "6722", "6723", "6724", "6726"}


def test_a_calendar_s_own_day_beats_the_one_for_all(network):
    weekend, mondays = calendar_of("VIT-B"), calendar_of("VIT-C-BACK")
    set_substitute_days(days={SATURDAY: TUESDAY})
    set_substitute_days(days={SATURDAY: 7}, calendars=[weekend])
    rules = rules_of(Calendar.objects.all())
    assert runs_on(rules[weekend.pk], SATURDAY)
    assert not runs_on(rules[mondays.pk], SATURDAY)
    assert rules[weekend.pk] == rule_of(calendar_of("VIT-B"))


def test_rules_of_many_calendars_cost_two_queries(network, django_assert_num_queries):
    for number in (1, 3):
        calendars = list(Calendar.objects.order_by("pk")[:number])
        with django_assert_num_queries(2):
            assert len(rules_of(calendars)) == number


def test_a_day_entered_again_takes_its_new_weekday_and_an_old_one_is_no_change(network):
    assert len(set_substitute_days(days={SATURDAY: FRIDAY}, note="Decree")) == 1
    assert set_substitute_days(days={SATURDAY: FRIDAY}) == []
    assert len(set_substitute_days(days={SATURDAY: TUESDAY})) == 1
    row = SubstituteDay.objects.get()
    assert (row.as_weekday, row.note) == (TUESDAY, "Decree")
    assert [change.as_weekday for change in row.history.order_by("history_id")] == [FRIDAY, TUESDAY]


def test_what_days_would_do_is_told_and_nothing_is_done(network, now):
    plan = foresee_substitute_days(days={SATURDAY: FRIDAY}, calendars=[], now=now)
    assert {str(train.trip) for train in plan.gone} == {"6723", "6724", "6726"}
    assert not SubstituteDay.objects.exists()
    assert running(SATURDAY) == {"6721", "6722", "6723", "6724", "6726"}


def test_readers_of_the_feed_get_such_a_day_as_an_exception(network, tmp_path):
    set_substitute_days(days={SATURDAY: FRIDAY})
    write_feed(tmp_path)
    with (tmp_path / "calendar_dates.txt").open(encoding="utf-8", newline="") as text:
        listed = {
            row["service_id"]: row["exception_type"]
            for row in csv.DictReader(text)
            if row["date"] == f"{SATURDAY:%Y%m%d}"
        }
    assert listed == {"VIT-B": "2", "VIT-C-BACK": "2", "VIT-C-OUT": "1"}


@pytest.mark.parametrize(
    ("year", "proposed"),
    [
        (2026, ProposedDay(date(2026, 4, 20), 7, "BY")),
        (2026, ProposedDay(date(2026, 4, 25), 1, "BY")),
        (2027, ProposedDay(date(2027, 2, 20), 1, "RU")),
        (2027, ProposedDay(date(2027, 11, 5), 7, "RU")),
    ],
)
def test_days_that_a_government_moved_are_proposed(year, proposed):
    assert proposed in propose_substitute_days(year)


def test_days_of_other_years_are_not():
    assert {one.date.year for one in propose_substitute_days(2027)} == {2027}
