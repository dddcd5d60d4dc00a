"""A file of benefits is taken over, after somebody has seen what it changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from bookings.fares.benefit_table import BenefitRow
from bookings.models import Benefit
from bookings.operations.benefit_plan import Fate, ImportPlan, RowPlan
from bookings.operations.plan_benefits import plan_benefits
from bookings.operations.revise_benefit import revise_benefit

if TYPE_CHECKING:
    from railway.accounts.models import User


class PlanChanged(Exception):
    """The benefits are others than those the plan was made for; `plan` is what the file would change now."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__("the plan has changed")
        self.plan = plan


def import_benefits(
    *,
    rows: Sequence[BenefitRow],
    from_day: date,
    is_whole: bool,
    digest: str,
    actor: "User | None",
    today: date,
) -> ImportPlan:
    """Do what plan_benefits has told of these rows, all of it or nothing.

    `digest` is that of the plan somebody has seen. This function returns the plan carried out; it raises PlanChanged,
    also where rows are refused.
    """
    try:
        return _import(rows, from_day, is_whole, digest, actor, today)
    except IntegrityError:  # somebody wrote a version between our look and our write
        plan = plan_benefits(rows=rows, from_day=from_day, is_whole=is_whole, today=today)
        raise PlanChanged(plan) from None


@transaction.atomic
def _import(
    rows: Sequence[BenefitRow],
    from_day: date,
    is_whole: bool,
    digest: str,
    actor: "User | None",
    today: date,
) -> ImportPlan:
    list(Benefit.objects.select_for_update().order_by("pk").values_list("pk"))
    plan = plan_benefits(rows=rows, from_day=from_day, is_whole=is_whole, today=today)
    if plan.digest != digest or plan.refused:
        raise PlanChanged(plan)
    for row in plan.changes:
        _carry_out(row, actor, today)
    return plan


def _carry_out(row: RowPlan, actor: "User | None", today: date) -> None:
    if row.target is None:
        _add(row.values, actor)
    elif row.fate is Fate.VERSION:
        _add_version(row, row.target, actor, today)
    else:
        revise_benefit(benefit=row.target, values=row.values, from_day=None, actor=actor, today=today)


def _add_version(row: RowPlan, target: Benefit, actor: "User | None", today: date) -> None:
    end = {"valid_until": row.from_day}
    revise_benefit(benefit=target, values=end, from_day=None, actor=actor, today=today)
    _add({"valid_until": target.valid_until, **row.values}, actor)


def _add(values: Mapping[str, Any], actor: "User | None") -> None:
    benefit = Benefit(**values)
    benefit._history_user = actor  # type: ignore[attr-defined]  # how simple_history is told who edits
    benefit.save()
