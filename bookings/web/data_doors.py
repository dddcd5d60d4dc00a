"""Who may open a request about personal data in this browser: whoever followed the link sent to its address."""

from uuid import UUID

from bookings.access import RequestNotFound, find_request
from bookings.models import PrivacyRequest
from bookings.web.remembered import Remembered, opened_here

REQUESTS = Remembered("data_requests", most=5, seconds=None)


def _is_secret(uuid: UUID, token: str) -> bool:
    try:
        find_request(uuid=uuid, token=token)
    except RequestNotFound:
        return False
    return True


def _find(uuid: UUID) -> PrivacyRequest | None:
    return PrivacyRequest.objects.select_related("booking").filter(uuid=uuid).first()


of_request = opened_here(REQUESTS, is_secret=_is_secret, find=_find)
