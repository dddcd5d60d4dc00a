"""Who may open an entry of the waiting list in this browser: whoever made it here or followed its secret link."""

from uuid import UUID

from bookings.access import WaitingNotFound, find_waiting
from bookings.models import WaitingEntry
from bookings.web.remembered import Remembered, opened_here

ENTRIES = Remembered("waiting")


def _find(uuid: UUID) -> WaitingEntry | None:
    return WaitingEntry.objects.select_related("origin", "destination", "booking").filter(uuid=uuid).first()


of_entry = opened_here(ENTRIES, by_secret=find_waiting, refused=WaitingNotFound, find=_find)
