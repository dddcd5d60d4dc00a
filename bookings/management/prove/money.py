"""Money against bookings: what was taken, for what, and what went back."""

from django.db.models import Count, F, Q

from bookings.models import PAID_STATES, Booking, Passenger, Payment, SandboxCharge

GOING_BACK = (Payment.Status.REFUND_DUE, Payment.Status.REFUNDED)


def money_faults() -> dict[str, int]:
    """Count what must not be, by kind.

    This function compares bookings with payments, payments with the sandbox bank's own book, and tickets with
    passengers. A booking that costs nothing needs no money.
    """
    captured = Count("payments", filter=Q(payments__status=Payment.Status.CAPTURED), distinct=True)
    paid = Booking.objects.filter(state__in=PAID_STATES).annotate(captured=captured)
    return {
        "paid_bookings_without_one_payment": paid.exclude(captured=1).count(),
        "payments_of_another_amount": Payment.objects.filter(
            status=Payment.Status.CAPTURED, booking__state__in=PAID_STATES
        )
        .exclude(amount=F("booking__total"))
        .count(),
        "payments_kept_for_unpaid_bookings": _kept_for_nothing(),
        "charges_neither_kept_nor_returned": _lost_at_the_bank(),
        "passengers_without_a_ticket": _without_ticket(),
    }


def _kept_for_nothing() -> int:
    kept = Payment.objects.filter(status=Payment.Status.CAPTURED)
    unpaid = kept.exclude(booking__state__in=[*PAID_STATES, Booking.State.REFUNDED, Booking.State.EXCHANGED])
    return unpaid.count()


def _lost_at_the_bank() -> int:
    """Charges the bank took that are neither kept for a booking nor on their way back."""
    taken = SandboxCharge.objects.filter(status=SandboxCharge.Status.ACCEPTED)
    known = Payment.objects.filter(status__in=[Payment.Status.CAPTURED, *GOING_BACK])
    lost = {str(payment) for payment in known.values_list("uuid", flat=True)}
    return sum(reference not in lost for reference in taken.values_list("merchant_reference", flat=True))


def _without_ticket() -> int:
    travelling = Passenger.objects.filter(
        booking__state=Booking.State.FULFILLED, state=Passenger.State.ACTIVE
    )
    return travelling.filter(ticket=None).count()
