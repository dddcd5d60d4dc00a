"""Who of the staff looks at whose data leaves a line that nobody can take away."""

import logging
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction

from bookings.documents import decrypt
from bookings.models import Booking, Passenger, PersonalDataLookup
from bookings.proofs import key_in_use, search_hash
from railway.accounts.models import User

log = logging.getLogger(__name__)
What = PersonalDataLookup.What
DAY = timedelta(days=1)


class NoNumber(Exception):
    """There is no number to show: none was told, it is forgotten already, or no key opens it."""


class ReasonMissing(Exception):
    """A full number is shown only to who says why."""


def reveal_number(*, passenger: Passenger, by: User, reason: str, words: str, now: datetime) -> str:
    """Tell a passenger's whole document number to one of the staff, and write down who looked and why.

    The line is committed before the number is told. This function raises ReasonMissing without a reason, or without
    words where the reason is another one, and NoNumber.
    """
    other = reason == PersonalDataLookup.Reason.OTHER and not words.strip()
    if reason not in PersonalDataLookup.Reason.values or other:
        raise ReasonMissing
    if not passenger.document_number_encrypted:
        raise NoNumber
    record_lookup(
        what=What.NUMBER,
        by=by,
        now=now,
        booking=passenger.booking,
        passenger_number=passenger.number,
        reason=reason,
        words=words,
    )
    try:
        return decrypt(passenger.document_number_encrypted)
    except InvalidToken:
        raise NoNumber from None


def record_search(*, text: str, found: int, by: User, now: datetime) -> PersonalDataLookup:
    """This function writes down a search by name or address; of the text a keyed hash and its first letter are kept."""
    line = PersonalDataLookup(what=What.SEARCH, user=by, at=now, found=found)
    line.initial, line.hash_key, line.searched = text.strip()[:1].upper(), key_in_use(), search_hash(text)
    return _write(line)


def record_lookup(
    *,
    what: str,
    by: User,
    now: datetime,
    booking: Booking | None = None,
    passenger_number: int | None = None,
    reason: str = "",
    words: str = "",
) -> PersonalDataLookup:
    """This function writes down one look at personal data; past a day's usual number the line says so."""
    line = PersonalDataLookup(
        what=what, user=by, at=now, booking=booking, reason=reason, words=words.strip()[:300]
    )
    line.passenger_number = passenger_number
    return _write(line)


@transaction.atomic
def _write(line: PersonalDataLookup) -> PersonalDataLookup:
    limit = settings.LOOKUPS_A_DAY.get(line.what)
    before = PersonalDataLookup.objects.filter(user=line.user, what=line.what, at__gt=line.at - DAY)
    line.is_unusual = limit is not None and before.count() >= int(limit)
    line.save(force_insert=True)
    if line.is_unusual:
        log.warning(
            "user %s looked at personal data (%s) more often than %s times a day",
            line.user_id,
            line.what,
            limit,
        )
    return line
