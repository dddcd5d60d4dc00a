"""The lock of a season ticket: its row. Where a booking is locked too, the booking comes first."""

from bookings.models import SeasonTicket


def lock_season(ticket_id: int) -> SeasonTicket:
    """This function locks a season ticket's row until the transaction ends and returns it as it is now."""
    related = ("route", "origin", "destination", "rate", "granted_benefit")
    locked = SeasonTicket.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related(*related).get(pk=ticket_id)
