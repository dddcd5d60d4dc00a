"""Season tickets that the clock moves: not paid in time, about to end."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from bookings.models import Notification, Payment, SeasonTicket
from bookings.notifications.season import enqueue_season
from bookings.queries.season import today_of

TOLD_DAYS_BEFORE = 3
AT_ONCE = 500
State = SeasonTicket.State
ENDING = Notification.Kind.SEASON_ENDING


def tend_season_tickets(*, now: datetime) -> tuple[int, int]:
    """This function records what wasn't paid in time and tells whose ticket ends soon; it returns how many of each.

    While the bank may still take the money, nothing is recorded; by the clock it is over all the same.
    """
    return _release_unpaid(now), _tell_ending(now)


def _release_unpaid(now: datetime) -> int:
    unpaid = SeasonTicket.objects.filter(state=State.PREBOOKED, hold_expires_at__lte=now)
    waiting = Payment.objects.filter(status=Payment.Status.PENDING, season_ticket__isnull=False)
    over = unpaid.exclude(pk__in=waiting.values("season_ticket"))
    return over.update(state=State.RELEASED, ended_at=now)


def _tell_ending(now: datetime) -> int:
    """Of tickets for so many trips only those are told that have some left."""
    soon = now.date() + timedelta(days=TOLD_DAYS_BEFORE + 1)
    left = Q(trips_allowed=None) | Q(trips_used__lt=F("trips_allowed"))
    live = SeasonTicket.objects.filter(
        left, state=State.FULFILLED, valid_until__gte=now.date(), valid_until__lte=soon
    )
    unsaid = live.exclude(email="").exclude(notifications__kind=ENDING).exclude(_unwanted())
    told = [
        enqueue_season(ticket=ticket, kind=ENDING, dedupe_key=f"season_ending:{ticket.uuid}", now=now)
        for ticket in unsaid.select_related("route").order_by("valid_until", "pk")[:AT_ONCE]
        if 0 <= (ticket.valid_until - today_of(ticket, now)).days <= TOLD_DAYS_BEFORE
    ]
    return sum(told)


def _unwanted() -> Q:
    """Whose own choice, or else their account's, leaves out what isn't obligatory: they aren't looked at again."""
    own = Q(contact_choice__optional=False) | Q(contact_choice__mail=False)
    account = Q(account__contact_choice__optional=False) | Q(account__contact_choice__mail=False)
    return own | Q(account, contact_choice=None)
