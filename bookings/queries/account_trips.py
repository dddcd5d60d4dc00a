"""The trips of an account: those to come, those that are over, and those that could be added to it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from bookings.models import PAID_STATES, Booking
from bookings.queries.state import is_held
from railway.accounts.models import User

STILL_COMING = timedelta(hours=3)  # a train that has left is of interest while it is on its way
MOST_OFFERED = 50


def trips_to_come(account: User, *, now: datetime) -> QuerySet[Booking]:
    """This function finds an account's bookings that are held or paid and whose train has not left long ago."""
    return _shown(_mine(account).filter(_coming(now))).order_by("departs_at", "id")


def trips_over(account: User, *, now: datetime) -> QuerySet[Booking]:
    """This function finds all other bookings of an account, the newest first."""
    return _shown(_mine(account).exclude(_coming(now))).order_by("-departs_at", "-id")


def trips_of(account: User) -> QuerySet[Booking]:
    """This function finds all bookings of an account."""
    return _shown(_mine(account))


def is_coming(booking: Booking, *, now: datetime) -> bool:
    """This function tells whether a booking is one to come, by the rule of `trips_to_come`."""
    return is_held_or_paid(booking, now) and booking.departs_at > now - STILL_COMING


def trips_to_add(account: User, *, emails: Collection[str], references: Collection[str]) -> QuerySet[Booking]:
    """This function finds paid bookings of nobody's account that this account could have.

    They were made with an address that is proven to be the account's, or are open in this browser.
    """
    mine = Q(reference__in=references)
    for email in emails:
        mine |= Q(email__iexact=email)
    free = Booking.objects.filter(mine, account=None, state__in=PAID_STATES)
    return _shown(free).order_by("-departs_at", "-id")[:MOST_OFFERED]


def is_held_or_paid(booking: Booking, now: datetime) -> bool:
    """This function tells whether a booking is held now or paid."""
    return booking.state in PAID_STATES or is_held(booking, now)


def _mine(account: User) -> QuerySet[Booking]:
    return Booking.objects.filter(account=account)


def _coming(now: datetime) -> Q:
    live = Q(state__in=PAID_STATES) | Q(state=Booking.State.PREBOOKED, hold_expires_at__gt=now)
    return live & Q(departs_at__gt=now - STILL_COMING)


def _shown(found: QuerySet[Booking]) -> QuerySet[Booking]:
    return found.select_related("dated_trip__trip", "origin", "destination")
