"""Before money is asked for: the trips of limited benefits are taken, or the price says so."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bookings.models import Booking
from bookings.operations.benefit_uses import is_limited
from bookings.operations.lock_booking import lock_booking
from bookings.operations.price_booking import booking_tables, record_price_change, settle_uses
from bookings.queries import is_held


class PriceChanged(Exception):
    """The trip of a benefit was used up by another booking meanwhile: the booking has another price now."""

    def __init__(self, old: Decimal, new: Decimal, currency: str) -> None:
        super().__init__(f"{old} became {new}")
        self.old = old
        self.new = new
        self.currency = currency


def settle_benefits(*, booking: Booking, now: datetime) -> None:
    """Take the trips of limited benefits that a held booking's price rests on.

    This function raises PriceChanged where one was used up meanwhile: the new price is written and stands in the
    booking's history. It does nothing for a booking that isn't held.
    """
    change = _settle(booking.pk, now)
    if change:
        raise PriceChanged(*change, booking.currency)


@transaction.atomic
def _settle(booking_id: int, now: datetime) -> tuple[Decimal, Decimal] | None:
    booking = lock_booking(booking_id)
    passengers = list(booking.passengers.select_related("benefit", "granted_benefit").order_by("number"))
    if not is_held(booking, now) or not any(is_limited(each.granted_benefit) for each in passengers):
        return None
    claimed = [each.benefit.code for each in passengers if each.benefit]
    old_due, old_total = booking.due, booking.total
    tables = booking_tables(booking, claimed, now)
    settle_uses(booking=booking, passengers=passengers, tables=tables, now=now)
    if booking.total == old_total:
        return None
    record_price_change(booking, old_total, now)
    return old_due, booking.due
