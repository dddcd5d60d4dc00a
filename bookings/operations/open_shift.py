"""A clerk begins to sell at a till."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bookings import ledger
from bookings.models import Shift, ShiftCash, Till
from bookings.models.choices import Currency
from railway.accounts.models import User


class ShiftOpen(Exception):
    """A shift is open already: `shift` of this clerk, or of another one at this till."""

    def __init__(self, shift: Shift) -> None:
        super().__init__(str(shift))
        self.shift = shift


class TillUnused(Exception):
    """Nothing is sold at this till any more."""


class NotAsLeft(Exception):
    """The drawer doesn't hold what the last shift left in it: `left` by currency. To be counted again, or said so."""

    def __init__(self, left: Mapping[str, Decimal]) -> None:
        super().__init__(str(dict(left)))
        self.left = left


@transaction.atomic
def open_shift(
    *, till: Till, clerk: User, counted: Mapping[str, Decimal], now: datetime, differs: bool = False
) -> Shift:
    """This function opens a shift with what was counted in the drawer, by currency (none: nothing), and returns it.

    What the last shift left is expected; another sum must be meant (`differs`) and is posted as a difference. A till's
    first float counts as brought from the bank. Pressed twice, it returns the shift just opened. Raises ShiftOpen,
    TillUnused, NotAsLeft.
    """
    till = Till.objects.select_for_update(no_key=True).select_related("stop").get(pk=till.pk)
    if not till.is_active:
        raise TillUnused
    _refuse_second(till, clerk)
    before = till.shifts.order_by("-number").first()
    left = left_in(before)
    found = {currency: counted.get(currency, Decimal(0)) for currency in Currency.values}
    if before and found != left and not differs:
        raise NotAsLeft(left)
    shift = Shift.objects.create(
        till=till, clerk=clerk, number=before.number + 1 if before else 1, opened_at=now
    )
    ShiftCash.objects.bulk_create(
        ShiftCash(shift=shift, currency=currency, carried=left[currency], opening=amount)
        for currency, amount in found.items()
    )
    more = {currency: amount - left[currency] for currency, amount in found.items()}
    ledger.post_opening(shift=shift, more=more, is_first=before is None)
    return shift


def left_in(shift: Shift | None) -> dict[str, Decimal]:
    """This function tells what a closed shift left in its drawer, by currency; nothing without one."""
    counted = {each.currency: each.counted or Decimal(0) for each in shift.cash.all()} if shift else {}
    return dict.fromkeys(Currency.values, Decimal(0)) | counted


def open_shift_of(clerk: User) -> Shift | None:
    """This function finds the clerk's open shift."""
    return (
        Shift.objects.filter(clerk=clerk, closed_at=None).select_related("till__stop", "clerk").first()
        if clerk.pk
        else None
    )


def _refuse_second(till: Till, clerk: User) -> None:
    # The clerk's row, so that one who opens two tills at one moment gets one; the constraint stands behind it.
    User.objects.select_for_update(no_key=True).get(pk=clerk.pk)
    mine = open_shift_of(clerk)
    theirs = till.shifts.filter(closed_at=None).first()
    if found := mine or theirs:
        raise ShiftOpen(found)
