"""What keeps a booking's data longer than the rules say: money on its way, a difference from the bank, a dispute."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from bookings.models import BankDifference, Booking, Payment, Refund, RetentionHold

OPEN_PAYMENT = (Payment.Status.PENDING, Payment.Status.REFUND_DUE)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Why a booking is kept: `code` refund, difference, hold, travel or held; `until` is a day where one is known."""

    code: str
    until: date | None = None
    words: str = ""


def kept_longer(day: date) -> Q:
    """This function makes the condition of bookings that nothing is taken from yet on a day."""
    refunds = Refund.objects.exclude(status=Refund.Status.SENT).filter(payment__booking__isnull=False)
    payments = Payment.objects.filter(status__in=OPEN_PAYMENT, booking__isnull=False)
    return (
        Q(pk__in=refunds.values("payment__booking"))
        | Q(pk__in=payments.values("booking"))
        | Q(pk__in=_differing().values("transaction__booking"))
        | Q(pk__in=RetentionHold.objects.filter(until__gte=day).values("booking"))
    )


def why_kept(bookings: Collection[Booking], *, now: datetime, today: date) -> dict[int, list[Keeping]]:
    """This function says of each of these bookings why its data can't go now; nothing of those that can."""
    found: dict[int, list[Keeping]] = {}
    keys = [booking.pk for booking in bookings]
    for booking in bookings:
        if keeping := _of_journey(booking, now):
            found.setdefault(booking.pk, []).append(keeping)
    owed = Refund.objects.exclude(status=Refund.Status.SENT).filter(payment__booking__in=keys)
    for key in set(owed.values_list("payment__booking", flat=True)) | set(
        Payment.objects.filter(status__in=OPEN_PAYMENT, booking__in=keys).values_list("booking", flat=True)
    ):
        found.setdefault(key, []).append(Keeping("refund"))
    for key in (
        _differing().filter(transaction__booking__in=keys).values_list("transaction__booking", flat=True)
    ):
        found.setdefault(key, []).append(Keeping("difference"))
    for hold in RetentionHold.objects.filter(until__gte=today, booking__in=keys).order_by("until"):
        found.setdefault(hold.booking_id, []).append(Keeping("hold", hold.until, hold.reason))
    return found


def _of_journey(booking: Booking, now: datetime) -> Keeping | None:
    """A ticket is needed until it was used; a held order until it is let go or its time is over."""
    if booking.state in {Booking.State.CONFIRMED, Booking.State.FULFILLED} and booking.departs_at > now:
        return Keeping("travel", booking.departs_at.date())
    held_until = booking.hold_expires_at
    if booking.state == Booking.State.PREBOOKED and held_until and held_until > now:
        return Keeping("held", held_until.date())
    return None


def _differing() -> QuerySet[BankDifference]:
    return BankDifference.objects.filter(state=BankDifference.State.OPEN, transaction__booking__isnull=False)
