"""How long each kind of data is kept on a day: the dated rules, else what the kinds start with."""

from dataclasses import dataclass
from datetime import date

from bookings.models import RetentionRule
from bookings.models.choices import Quality
from bookings.privacy.kinds import KINDS, DataKind


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A kind of data, for how many days it is kept, by which act, how surely; `rule` is None where none is written."""

    code: str
    kind: DataKind
    days: int
    act: str
    article: str
    quality: str
    rule: RetentionRule | None


def rules_in_force(day: date) -> list[RuleInForce]:
    """This function lists every kind of data with the rule in force on a day, in one query."""
    rows = RetentionRule.objects.filter(valid_from__lte=day).order_by("valid_from")
    latest = {row.data: row for row in rows}
    return [_in_force(code, kind, latest.get(code)) for code, kind in KINDS.items()]


def days_kept(day: date) -> dict[str, int]:
    """This function tells the days of each kind on a day."""
    return {each.code: each.days for each in rules_in_force(day)}


def _in_force(code: str, kind: DataKind, row: RetentionRule | None) -> RuleInForce:
    if row is None:
        return RuleInForce(code, kind, kind.days, "", "", Quality.UNVERIFIED, None)
    return RuleInForce(code, kind, row.days, row.act, row.article, row.quality, row)
