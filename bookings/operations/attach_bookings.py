"""Bookings come to belong to an account, from the first or later; they stay as they are otherwise."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from bookings.models import Booking
from bookings.queries.account_trips import trips_to_add
from railway.accounts.models import User


class AttachedElsewhere(Exception):
    """The booking belongs to another account."""


def own_new_bookings(*, account: User, references: Collection[str]) -> int:
    """This function gives bookings just made by somebody signed in to their account, and their letters its address.

    It returns how many.
    """
    new = Booking.objects.filter(reference__in=references, account=None)
    new.filter(email="").update(email=account.email)
    return new.update(account=account)


@transaction.atomic
def attach_booking(*, account: User, booking: Booking) -> int:
    """This function gives a booking, and the others of its journey, to an account; it may run again.

    The caller has made sure that the booking may be opened. Raises AttachedElsewhere; returns how many were added.
    """
    locked = Booking.objects.select_for_update().get(pk=booking.pk)
    if locked.account_id not in (None, account.pk):
        raise AttachedElsewhere
    together = Q(pk=locked.pk)
    if locked.journey is not None:
        together |= Q(journey=locked.journey)
    return Booking.objects.filter(together, account=None).update(account=account)


@transaction.atomic
def attach_offered(*, account: User, emails: Collection[str], references: Collection[str]) -> int:
    """This function gives an account all bookings that it is offered: of its proven addresses, and of its browser."""
    offered = [booking.pk for booking in trips_to_add(account, emails=emails, references=references)]
    return Booking.objects.filter(pk__in=offered, account=None).update(account=account)


@transaction.atomic
def detach_booking(*, account: User, booking: Booking) -> int:
    """This function takes a booking, and the others of its journey, out of an account; their links stay good."""
    together = Q(pk=booking.pk)
    if booking.journey is not None:
        together |= Q(journey=booking.journey)
    return Booking.objects.filter(together, account=account).update(account=None)
