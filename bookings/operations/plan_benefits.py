"""What a file of benefits would change, told before anything is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from bookings.fares.benefit_table import BenefitRow, benefit_cells
from bookings.models import Benefit
from bookings.operations.benefit_plan import Fate, FieldChange, ImportPlan, RowPlan
from bookings.operations.benefit_values import benefit_row_of, benefit_values
from bookings.operations.revise_benefit import may_begin, needs_version

PERIOD = ("valid_from", "valid_until")


def plan_benefits(*, rows: Sequence[BenefitRow], from_day: date, is_whole: bool, today: date) -> ImportPlan:
    """Work out what a file would change; changes of rules that hold already begin on `from_day`.

    A code's only row, without a first day, is its rule from `from_day` on; rows with a first day are versions of their
    own. With `is_whole` the file is the whole list of its countries: what it doesn't name ends on `from_day`. This
    function makes two queries and, for each change of a rule that doesn't hold, one.
    """
    known: dict[str, list[Benefit]] = defaultdict(list)
    for benefit in Benefit.objects.order_by("code", F("valid_from").asc(nulls_first=True)):
        known[benefit.code].append(benefit)
    told: dict[str, list[BenefitRow]] = defaultdict(list)
    for row in rows:
        told[row.benefit.code].append(row)
    codes = set(known) | set(told)
    plans = [
        _refuse_what_cannot_be(_plan(row, told[code], known[code], from_day, today), codes)
        for code in told
        for row in sorted(told[code], key=lambda each: each.benefit.valid_from or date.min)
    ]
    if is_whole:
        countries = {row.benefit.country for row in rows}
        plans += _ended(known, set(told), countries, from_day, today)
    return ImportPlan(tuple(plans))


def _plan(
    row: BenefitRow, beside: Sequence[BenefitRow], versions: Sequence[Benefit], from_day: date, today: date
) -> RowPlan:
    if _overlaps(row, beside):
        return _refused(row, "versions_overlap")
    if not versions:
        return _new(row)
    if row.benefit.valid_from is None and len(beside) == 1:
        return _follow(row, _in_force(versions, from_day), versions, from_day, today)
    same = next((each for each in versions if each.valid_from == row.benefit.valid_from), None)
    if same is not None:
        return _follow(row, same, versions, from_day, today, dated=True)
    return _version(row, versions, today)


def _follow(
    row: BenefitRow,
    version: Benefit,
    versions: Sequence[Benefit],
    from_day: date,
    today: date,
    *,
    dated: bool = False,
) -> RowPlan:
    """The row says what a known version should be: from its own first day, or, not dated, from `from_day`."""
    values = benefit_values(row)
    if not dated:
        values = {name: value for name, value in values.items() if name != "valid_from"}
        if values["valid_until"] is None:
            del values["valid_until"]
    changed = [name for name, value in values.items() if getattr(version, name) != value]
    fields = _fields(row, version, changed)
    if not changed:
        return _told(row, Fate.SAME, target=version)
    first = row.benefit.valid_from if dated else version.valid_from
    if "valid_until" in values and _collides(first, values["valid_until"], versions, version):
        return _refused(row, "versions_overlap")
    if changed == ["valid_until"]:
        return _end(row, version, values["valid_until"], fields, today)
    if not needs_version(version, changed, today):
        return _told(row, Fate.CHANGED, fields=fields, target=version, values=values)
    until = values.get("valid_until")
    if not may_begin(version, from_day, today) or (until is not None and until <= from_day):
        return _refused(row, "outside_version")
    values |= {"valid_from": from_day}
    return _told(row, Fate.VERSION, fields=fields, from_day=from_day, target=version, values=values)


def _end(
    row: BenefitRow, version: Benefit, until: date | None, fields: tuple[FieldChange, ...], today: date
) -> RowPlan:
    if until is not None and until < today:
        return _refused(row, "ends_in_the_past")
    if until is not None and version.valid_from is not None and until <= version.valid_from:
        return _refused(row, "outside_version")
    values = {"valid_until": until}
    return _told(row, Fate.ENDED, fields=fields, from_day=until, target=version, values=values)


def _version(row: BenefitRow, versions: Sequence[Benefit], today: date) -> RowPlan:
    """A version with a first day of its own, which ends the one in force before."""
    first = row.benefit.valid_from or date.min
    before = [each for each in versions if (each.valid_from or date.min) < first]
    last = before[-1] if before else None
    if _collides(first, row.benefit.valid_until, versions, last):
        return _refused(row, "versions_overlap")
    if last is None or (last.valid_until is not None and last.valid_until <= first):
        return _new(row)
    changed = [name for name in benefit_values(row) if getattr(last, name) != benefit_values(row)[name]]
    if first < today and needs_version(last, changed, today):
        return _refused(row, "begins_in_the_past")
    fields = _fields(row, last, [name for name in changed if name not in PERIOD])
    return _told(row, Fate.VERSION, fields=fields, from_day=first, target=last, values=benefit_values(row))


def _new(row: BenefitRow) -> RowPlan:
    return _told(row, Fate.ADDED, from_day=row.benefit.valid_from, values=benefit_values(row))


def _ended(
    known: dict[str, list[Benefit]], told: set[str], countries: set[Any], from_day: date, today: date
) -> Iterable[RowPlan]:
    for code, versions in known.items():
        version = versions[-1]
        lasts = version.valid_until is None or version.valid_until > from_day
        if code in told or version.country not in countries or not lasts or not version.is_active:
            continue
        row = benefit_row_of(version)
        if not may_begin(version, from_day, today):
            yield _refused(row, "outside_version")
        else:
            yield _told(row, Fate.ENDED, from_day=from_day, target=version, values={"valid_until": from_day})


def _collides(
    first: date | None, until: date | None, versions: Sequence[Benefit], but: Benefit | None
) -> bool:
    """Whether a period runs into another version than the one it changes or ends."""
    start, end = first or date.min, until or date.max
    return any(
        each is not but and (each.valid_from or date.min) < end and start < (each.valid_until or date.max)
        for each in versions
    )


def _overlaps(row: BenefitRow, beside: Sequence[BenefitRow]) -> bool:
    first, end = _period(row)
    return any(
        other is not row and first < other_end and other_first < end
        for other in beside
        for other_first, other_end in [_period(other)]
    )


def _period(row: BenefitRow) -> tuple[date, date]:
    first = row.benefit.valid_from or date.min
    return first, max(row.benefit.valid_until or date.max, first + timedelta(days=1))


def _in_force(versions: Sequence[Benefit], day: date) -> Benefit:
    begun = [each for each in versions if each.valid_from is None or each.valid_from <= day]
    return begun[-1] if begun else versions[0]


def _fields(row: BenefitRow, version: Benefit, changed: Sequence[str]) -> tuple[FieldChange, ...]:
    before, after = benefit_cells(benefit_row_of(version)), benefit_cells(row)
    return tuple(FieldChange(name, before[name], after[name]) for name in before if name in changed)


def _refuse_what_cannot_be(plan: RowPlan, codes: set[str]) -> RowPlan:
    reason = ""
    if set(plan.values.get("only_with", ())) - codes:
        reason = "unknown_companion"
    elif not _fits(plan.values):
        reason = "no_value"
    return replace(plan, fate=Fate.REFUSED, fields=(), reason=reason) if reason else plan


def _fits(values: dict[str, Any]) -> bool:
    left = {each.name for each in Benefit._meta.fields} - set(values)
    try:
        Benefit(**values).clean_fields(exclude=left)
    except ValidationError:
        return False
    return True


def _refused(row: BenefitRow, reason: str) -> RowPlan:
    return _told(row, Fate.REFUSED, reason=reason)


def _told(row: BenefitRow, fate: Fate, **more: Any) -> RowPlan:
    return RowPlan(row.benefit.code, row.names.ru, fate, **more)
