"""Somebody knows why the bank and the ledger differ."""

from datetime import datetime

from django.db import transaction

from bookings.models import BankDifference, BankDifferenceNote
from railway.accounts.models import User

State = BankDifference.State


class NothingSaid(Exception):
    """A difference is closed, or opened again, with a word."""


@transaction.atomic
def explain_difference(
    *, difference: BankDifference, words: str, by: User, now: datetime, reopen: bool = False
) -> BankDifference:
    """Close a difference with a word, or open it again with one; each word stays in its history.

    What was found later stays found: a word is added. This function raises NothingSaid.
    """
    said = " ".join(words.split())
    if not said:
        raise NothingSaid
    locked = BankDifference.objects.select_for_update(of=("self",)).get(pk=difference.pk)
    if locked.state != State.FOUND:
        locked.state = State.OPEN if reopen else State.EXPLAINED
        locked.save(update_fields=["state"])
    BankDifferenceNote.objects.create(difference=locked, at=now, by=by, state=locked.state, words=said[:500])
    return locked
