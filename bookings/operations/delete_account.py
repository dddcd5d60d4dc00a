"""Somebody closes their account."""

from django.db import transaction

from bookings.models import Booking
from railway.accounts.models import User
from railway.accounts.second_step import is_staff


class StaffAccount(Exception):
    """Logins of the staff are closed by an administrator, not by themselves."""


@transaction.atomic
def delete_account(*, account: User) -> int:
    """Forget an account: address, password, passkeys, tokens, saved passengers.

    Bookings, tickets and the ledger stay as they are and belong to nobody's account; their links stay good. This
    function returns how many bookings were let go. Raises StaffAccount.
    """
    locked = User.objects.select_for_update().get(pk=account.pk)
    if is_staff(locked):
        raise StaffAccount
    let_go = Booking.objects.filter(account=locked).update(account=None)
    locked.delete()
    return let_go
