"""A file of benefits: what it would change is told, then done, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bookings.fares.benefit_table import BenefitRow, read_benefit_text, write_benefit_text
from bookings.models import Benefit
from bookings.operations.benefit_plan import ImportPlan
from bookings.operations.benefit_values import benefit_row_of
from bookings.operations.import_benefits import PlanChanged, import_benefits
from bookings.operations.load_rules import load_rules
from bookings.operations.plan_benefits import plan_benefits

TODAY = date(2027, 5, 14)
FROM = date(2027, 6, 1)
PENSIONER = "BY_PENSIONER_SEASON"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()


def exported() -> list[BenefitRow]:
    """What the export hands out, read as the import reads it."""
    text = write_benefit_text(map(benefit_row_of, Benefit.objects.order_by("country", "code", "valid_from")))
    return read_benefit_text(text, "benefits.csv")


def changed(
    code: str = PENSIONER, *, rows: Sequence[BenefitRow] | None = None, **fields: object
) -> list[BenefitRow]:
    """The exported rows with one of them changed."""
    return [
        replace(row, benefit=replace(row.benefit, **fields)) if row.benefit.code == code else row
        for row in (exported() if rows is None else rows)
    ]


def plan(rows: Sequence[BenefitRow], *, is_whole: bool = False, from_day: date = FROM) -> ImportPlan:
    return plan_benefits(rows=rows, from_day=from_day, is_whole=is_whole, today=TODAY)


def take(rows: Sequence[BenefitRow], *, is_whole: bool = False) -> ImportPlan:
    told = plan(rows, is_whole=is_whole)
    return import_benefits(
        rows=rows, from_day=FROM, is_whole=is_whole, digest=told.digest, actor=None, today=TODAY
    )


def fates(told: ImportPlan) -> list[tuple[str, str]]:
    return [(row.code, row.fate.value) for row in told.rows if row.fate != "same"]


def test_what_was_exported_changes_nothing() -> None:
    assert fates(plan(exported(), is_whole=True)) == []


def test_a_changed_rule_is_told_by_field_and_becomes_a_version() -> None:
    rows = changed(discount_percent=Decimal(75), season_to="09-30")
    told = plan(rows)
    assert fates(told) == [(PENSIONER, "version")]
    fields = [(each.column, each.before, each.after) for each in told.changes[0].fields]
    assert fields == [("discount_percent", "50", "75"), ("season_to", "10-31", "09-30")]
    take(rows)
    old, new = Benefit.objects.filter(code=PENSIONER).order_by("valid_from")[::-1]
    assert (old.discount_percent, old.valid_until) == (50, FROM)
    assert (new.discount_percent, new.valid_from, new.valid_until) == (75, FROM, None)


def test_the_lawyers_file_taken_over_once_changes_nothing_the_second_time() -> None:
    rows = changed(discount_percent=Decimal(75))
    take(rows)
    assert fates(plan(rows)) == []
    assert fates(plan(exported())) == []


def test_a_new_benefit_is_added() -> None:
    new = replace(exported()[0].benefit, code="BY_NEW")
    rows = [*exported(), replace(exported()[0], benefit=new)]
    assert fates(take(rows)) == [("BY_NEW", "added")]
    assert Benefit.objects.get(code="BY_NEW").history.count() == 1


def test_a_row_that_nobody_travels_by_is_changed_in_place() -> None:
    rows = changed("BY_LARGE_FAMILY", discount_percent=Decimal(30))
    assert fates(take(rows)) == [("BY_LARGE_FAMILY", "changed")]
    assert Benefit.objects.get(code="BY_LARGE_FAMILY").discount_percent == 30


def test_a_note_is_changed_in_place_and_a_check_stays() -> None:
    Benefit.objects.filter(code=PENSIONER).update(checked_source="pravo.by")
    rows = [replace(row, note="new") if row.benefit.code == PENSIONER else row for row in exported()]
    assert fates(take(rows)) == [(PENSIONER, "changed")]
    assert Benefit.objects.get(code=PENSIONER).checked_source == "pravo.by"


def test_a_last_day_ends_a_benefit() -> None:
    rows = changed(valid_until=date(2027, 11, 1))
    assert fates(take(rows)) == [(PENSIONER, "ended")]
    assert Benefit.objects.get(code=PENSIONER).valid_until == date(2027, 11, 1)


def test_a_whole_list_ends_what_it_does_not_name_in_its_countries_only() -> None:
    rows = [row for row in exported() if row.benefit.country == "BY" and row.benefit.code != PENSIONER]
    assert fates(plan(rows)) == []
    assert fates(take(rows, is_whole=True)) == [(PENSIONER, "ended")]
    assert Benefit.objects.get(code=PENSIONER).valid_until == FROM


def test_a_second_dated_row_is_a_version_of_its_own() -> None:
    first = date(2028, 1, 1)
    (own,) = [row for row in exported() if row.benefit.code == PENSIONER]
    ending = replace(own, benefit=replace(own.benefit, valid_until=first))
    later = replace(own, benefit=replace(own.benefit, valid_from=first, discount_percent=Decimal(60)))
    told = take([ending, later])
    assert fates(told) == [(PENSIONER, "ended"), (PENSIONER, "version")]
    assert Benefit.objects.filter(code=PENSIONER).count() == 2
    assert fates(plan([ending, later])) == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"valid_until": TODAY - timedelta(days=1)}, "ends_in_the_past"),
        ({"valid_from": date(2026, 1, 1), "discount_percent": Decimal(75)}, "begins_in_the_past"),
        ({"only_with": ("BY_NOBODY",)}, "unknown_companion"),
        ({"article": "ст. 1, " * 60}, "no_value"),
        ({"age_max": 99999}, "no_value"),
        ({"discount_percent": Decimal(75), "valid_until": FROM}, "outside_version"),
    ],
)
def test_what_would_change_the_past_or_names_nobody_is_refused(
    fields: dict[str, object], reason: str
) -> None:
    told = plan(changed(**fields))
    assert [row.reason for row in told.refused] == [reason]
    with pytest.raises(PlanChanged):
        take(changed(**fields))
    assert Benefit.objects.filter(code=PENSIONER).count() == 1


def test_two_rows_that_hold_on_one_day_are_refused() -> None:
    (own,) = [row for row in exported() if row.benefit.code == PENSIONER]
    told = plan([own, replace(own, benefit=replace(own.benefit, valid_from=FROM))])
    assert {row.reason for row in told.refused} == {"versions_overlap"}


def test_a_change_begins_on_a_day_the_version_covers() -> None:
    Benefit.objects.filter(code=PENSIONER).update(valid_until=date(2027, 5, 20))
    told = plan(changed(discount_percent=Decimal(75)))
    assert [row.reason for row in told.refused] == ["outside_version"]


def test_a_plan_that_is_not_the_one_seen_is_not_carried_out() -> None:
    rows = changed(discount_percent=Decimal(75))
    digest = plan(rows).digest
    Benefit.objects.filter(code=PENSIONER).update(season_to="09-30")
    with pytest.raises(PlanChanged) as refusal:
        import_benefits(rows=rows, from_day=FROM, is_whole=False, digest=digest, actor=None, today=TODAY)
    columns = [field.column for field in refusal.value.plan.changes[0].fields]
    assert columns == ["discount_percent", "season_to"]
    assert Benefit.objects.filter(code=PENSIONER).count() == 1
