"""What would come back for a ticket and until when, for the pages that sell and show it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from bookings.fares import rules_of_country
from bookings.models import RefundRule
from bookings.queries import BookingView


@dataclass(frozen=True)
class ShownRule:
    """Until an instant, a share in percent less a fee comes back."""

    until: datetime
    share: int
    has_fee: bool
    is_over: bool


def refund_rules(view: BookingView) -> list[ShownRule]:
    """This function lists the rules of a booking's train as deadlines before its planned departure, earliest first."""
    now = timezone.now()
    in_force = Q(valid_until=None) | Q(valid_until__gt=now.date())
    rows = RefundRule.objects.filter(in_force, seat_mode=view.trip.seat_mode, valid_from__lte=now.date())
    rules = []
    for row in rules_of_country(rows.order_by("-minutes_before_departure"), view.trip.origin.country):
        until = view.trip.departure - timedelta(minutes=row.minutes_before_departure)
        fee = row.fee_byn if view.currency == "BYN" else row.fee_rub
        rules.append(ShownRule(until, row.share_percent, bool(fee), until < now))
    return rules
