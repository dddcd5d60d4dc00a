"""Money against bookings: what was taken, for what, and what went back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from bookings.models import (
    PAID_STATES,
    Booking,
    Passenger,
    Payment,
    Refund,
    RefundOffer,
    SandboxCharge,
    TerminalCharge,
)

GOING_BACK = (Payment.Status.REFUND_DUE, Payment.Status.REFUNDED)


def money_faults() -> dict[str, int]:
    """Count what must not be, by kind.

    This function compares bookings with payments, payments with the books of the sandbox bank and of the simulated
    terminal, and tickets with passengers. A booking that costs nothing needs no money; one made by exchange has it from
    the one it replaced.
    """
    return {
        "paid_bookings_without_one_payment": _without_one_payment(),
        "money_that_does_not_add_up": len(unbalanced()),
        "payments_kept_for_unpaid_bookings": _kept_for_nothing(),
        "charges_neither_kept_nor_returned": _lost_at_the_bank(),
        "charges_not_of_what_they_pay_for": _charged_otherwise(),
        "cards_neither_kept_nor_returned": _lost_at_the_terminal(),
        "passengers_without_a_ticket": _without_ticket(),
    }


def _without_one_payment() -> int:
    """Where those who paid gave their tickets back, the others travel free on a payment that was returned."""
    captured = Count("payments", filter=Q(payments__status=Payment.Status.CAPTURED), distinct=True)
    returned = Count("payments", filter=Q(payments__status=Payment.Status.REFUNDED), distinct=True)
    paid = Booking.objects.filter(state__in=PAID_STATES, exchanged_from=None)
    counted = paid.annotate(captured=captured, returned=returned)
    return counted.exclude(captured=1).exclude(captured=0, returned__gt=0, total=0).count()


def unbalanced() -> list[int]:
    """This function finds families of bookings, made from one by exchanges, whose money differs from their tickets.

    What was paid less what is going back must be what those who travel are worth and what was kept of tickets returned.
    It returns the keys of the families' first bookings.
    """
    parents = dict(Booking.objects.values_list("id", "exchanged_from_id"))
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for booking, amount in _entries():
        sums[_first(booking, parents)] += amount
    sold = {_first(key, parents) for key in _ever_paid().values_list("id", flat=True)}
    return [key for key, amount in sums.items() if amount and key in sold]


def _entries() -> Iterator[tuple[int, Decimal]]:
    taken = Payment.objects.filter(status__in=[Payment.Status.CAPTURED, *GOING_BACK], booking__isnull=False)
    yield from taken.values_list("booking_id", "amount")
    back = Refund.objects.filter(payment__booking__isnull=False).values_list("payment__booking_id", "amount")
    kept = RefundOffer.objects.filter(status=RefundOffer.Status.CONFIRMED).values_list("booking_id", "fee")
    worth = [(row.pk, row.worth) for row in Booking.objects.filter(state__in=PAID_STATES)]
    yield from ((booking, -amount) for booking, amount in [*back, *kept, *worth])


def _first(booking: int, parents: Mapping[int, int | None]) -> int:
    while parent := parents[booking]:
        booking = parent
    return booking


def _ever_paid() -> QuerySet[Booking]:
    """Bookings that money was kept for."""
    states = [*PAID_STATES, Booking.State.REFUNDED, Booking.State.EXCHANGED]
    return Booking.objects.filter(
        state__in=states, payments__status__in=[Payment.Status.CAPTURED, *GOING_BACK]
    )


def _kept_for_nothing() -> int:
    kept = Payment.objects.filter(status=Payment.Status.CAPTURED, booking__isnull=False, amount__gt=0)
    unpaid = kept.exclude(booking__state__in=[*PAID_STATES, Booking.State.REFUNDED, Booking.State.EXCHANGED])
    return unpaid.count()


def _lost_at_the_bank() -> int:
    """Charges the bank took that are neither kept for a booking nor on their way back."""
    taken = SandboxCharge.objects.filter(status=SandboxCharge.Status.ACCEPTED)
    known = Payment.objects.filter(status__in=[Payment.Status.CAPTURED, *GOING_BACK])
    named = known.annotate(charge=Coalesce("checkout__uuid", "uuid")).values_list("charge", flat=True)
    lost = {str(charge) for charge in named}
    return sum(reference not in lost for reference in taken.values_list("merchant_reference", flat=True))


def _charged_otherwise() -> int:
    """Charges that the bank took for another sum than the payments that they were opened for, alone or together."""
    taken = SandboxCharge.objects.filter(status=SandboxCharge.Status.ACCEPTED)
    paid: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    opened = Payment.objects.annotate(charge=Coalesce("checkout__uuid", "uuid"))
    for charge, currency, amount in opened.values_list("charge", "currency", "amount"):
        paid[str(charge), currency] += amount
    return sum(paid[each.merchant_reference, each.currency] != each.amount for each in taken)


def _lost_at_the_terminal() -> int:
    """Cards run at a desk that are neither kept for a booking nor on their way back."""
    known = Payment.objects.filter(status__in=[Payment.Status.CAPTURED, *GOING_BACK])
    approved = TerminalCharge.objects.filter(status=TerminalCharge.Status.APPROVED)
    return approved.exclude(charge__in=known.values("uuid")).count()


def _without_ticket() -> int:
    travelling = Passenger.objects.filter(
        booking__state=Booking.State.FULFILLED, state=Passenger.State.ACTIVE
    )
    return travelling.filter(ticket=None).count()
