"""Bookings as they stand before they have a seat: what a seller has in hand who is about to take one."""

from random import Random
from uuid import uuid4

from bookings import inventory
from bookings.management.prove.buyers import hold
from bookings.management.prove.trains import Train
from bookings.models import Booking


def unseated_bookings(
    train: Train, stretch: tuple[str, str], *, clients: int, each: int
) -> dict[int, list[int]]:
    """This function makes bookings without seats, `each` for each client, and returns their keys by client.

    They are copies of one that was made through the operation and whose seat was let go again.
    """
    model = hold(train, stretch, 1, Random(0))  # noqa: S311 - the same booking each time
    inventory.release(booking_id=model.pk)
    rows = [_copy(model) for _ in range(clients * each)]
    keys = [booking.pk for booking in Booking.objects.bulk_create(rows)]
    return {client: keys[client::clients] for client in range(clients)}


def _copy(model: Booking) -> Booking:
    fields = {field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields}
    return Booking(**fields | {"id": None, "uuid": uuid4(), "reference": uuid4().hex[:12].upper()})
