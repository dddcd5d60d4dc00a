"""The lock of whoever moves money at a till: the shift's row, after the booking's."""

from bookings.models import Shift


class ShiftClosed(Exception):
    """The shift is closed: nothing more is taken or paid out in it."""


def lock_shift(shift_id: int) -> Shift:
    """This function locks an open shift's row until the transaction ends, and returns it. Raises ShiftClosed.

    Order of locks: bookings, shift, payments, refunds.
    """
    locked = Shift.objects.select_for_update(of=("self",), no_key=True)
    shift = locked.select_related("till__stop", "clerk").filter(pk=shift_id, closed_at=None).first()
    if shift is None:
        raise ShiftClosed
    return shift
