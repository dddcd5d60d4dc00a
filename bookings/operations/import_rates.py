"""Exchange rates out of a bank's file."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from bookings.fares import Rate
from bookings.fares.bank_rates import read_bank_rates
from bookings.models import ExchangeRate

if TYPE_CHECKING:
    from railway.accounts.models import User

REASON = "bank file"
TAKEN = ("byn_for_100_rub", "source", "quality")


@dataclass(slots=True)
class RatesTaken:
    """Days of rates by what became of them; `kept` are days that have another rate, which stays unless replaced."""

    added: list[date] = field(default_factory=list)
    same: list[date] = field(default_factory=list)
    replaced: list[date] = field(default_factory=list)
    kept: list[date] = field(default_factory=list)


@transaction.atomic
def import_rates(*, content: bytes, replace: bool, actor: "User | None") -> RatesTaken:
    """Take over the rates of a file of the National Bank of Belarus or the Bank of Russia.

    A booking keeps the rate it was sold at, whatever is replaced. This function raises
    bookings.fares.bank_rates.UnknownRates, and then nothing is taken.
    """
    rates, taken = read_bank_rates(content), RatesTaken()
    rows = ExchangeRate.objects.select_for_update().filter(date__in=[rate.date for rate in rates])
    known = {row.date: row for row in rows}
    changed = [_sort(rate, known.get(rate.date), taken, replace=replace) for rate in rates]
    new = [row for row in changed if row and row.date not in known]
    old = [row for row in changed if row and row.date in known]
    bulk_create_with_history(new, ExchangeRate, default_user=actor, default_change_reason=REASON)
    bulk_update_with_history(old, ExchangeRate, [*TAKEN], default_user=actor, default_change_reason=REASON)
    return taken


def _sort(rate: Rate, row: ExchangeRate | None, taken: RatesTaken, *, replace: bool) -> ExchangeRate | None:
    """This function notes what becomes of a rate and gives the row to be written for it, if any."""
    if row is None:
        taken.added.append(rate.date)
        return ExchangeRate(date=rate.date, **_values(rate))
    if all(getattr(row, name) == value for name, value in _values(rate).items()):
        taken.same.append(rate.date)
        return None
    (taken.replaced if replace else taken.kept).append(rate.date)
    for name, value in _values(rate).items() if replace else ():
        setattr(row, name, value)
    return row if replace else None


def _values(rate: Rate) -> dict[str, Any]:
    return {name: getattr(rate, name) for name in TAKEN}
