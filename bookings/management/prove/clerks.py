"""A clerk who sells at a desk while the database may be killed: for cash and by card, and takes tickets back."""

import time
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, connection
from django.utils import timezone

from bookings.inventory import Busy, SoldOut
from bookings.management.prove.buyers import hold
from bookings.management.prove.trains import Train, trains_for_sale
from bookings.models import Booking, Shift
from bookings.operations.offer_refund import offer_refund
from bookings.operations.pay_out import refund_at_desk
from bookings.operations.take_at_desk import take_card, take_cash

TAKEN_BACK = 0.25
PAUSE_S = 0.3


def sell_at_desk(
    *, chance: Random, shift_id: int, until: float
) -> Iterator[tuple[str, float, dict[str, Any]]]:
    """Sell single tickets until a moment of time.monotonic().

    This function yields what each sale came to, its seconds, and what the clerk could tell of it: what was cut short
    was told nobody.
    """
    while time.monotonic() < until:
        began, told = time.perf_counter(), {"key": uuid4().hex, "reference": ""}
        try:
            outcome = _sell(chance, shift_id, told)
        except (DatabaseError, Busy):
            connection.close()  # the server was killed; a clerk looks at what is there, and goes on
            time.sleep(PAUSE_S)
            outcome = "desk: cut short"
        yield outcome, time.perf_counter() - began, told


def _sell(chance: Random, shift_id: int, told: dict[str, Any]) -> str:
    shift = Shift.objects.get(pk=shift_id)
    train: Train = chance.choice(trains_for_sale(now=timezone.now(), count=3))
    try:
        booking = hold(train, train.some_stretch(chance), 1, chance)
    except SoldOut:
        return "desk: sold out"
    told["reference"] = booking.reference
    outcome = _take(booking, shift, chance)
    booking = Booking.objects.get(pk=booking.pk)
    if booking.state == Booking.State.FULFILLED and chance.random() < TAKEN_BACK:
        refund_at_desk(
            offer=offer_refund(booking=booking, now=timezone.now()), shift=shift, now=timezone.now()
        )
        return "desk: taken back"
    return outcome


def _take(booking: Booking, shift: Shift, chance: Random) -> str:
    if chance.random() < 0.5:
        take_cash(booking=booking, shift=shift, handed=booking.due, now=timezone.now())
        return "desk: cash"
    # A terminal that falls silent is asked by the worker.
    outcome = chance.choice(["approve", "approve", "decline", "silent"])
    take_card(booking=booking, shift=shift, now=timezone.now(), outcome=outcome)
    return f"desk: card ({outcome})"
