"""A receipt of a till is printed: the first time as itself, then as a copy."""

from datetime import datetime

from bookings.models import TillReceipt


def print_receipt(*, receipt: TillReceipt, now: datetime) -> bool:
    """This function notes that a receipt was printed and tells whether it had been before: then it is a copy."""
    return not TillReceipt.objects.filter(pk=receipt.pk, printed_at=None).update(printed_at=now)
