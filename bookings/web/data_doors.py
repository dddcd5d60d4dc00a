"""Who may open a request about personal data in this browser: whoever followed the link sent to its address."""

from uuid import UUID

from bookings.access import RequestNotFound, find_request
from bookings.models import PrivacyRequest
from bookings.web.remembered import Remembered, opened_here

REQUESTS = Remembered("data_requests", most=5, seconds=None)


def _find(uuid: UUID) -> PrivacyRequest | None:
    return PrivacyRequest.objects.select_related("booking").filter(uuid=uuid).first()


of_request = opened_here(REQUESTS, by_secret=find_request, refused=RequestNotFound, find=_find)
