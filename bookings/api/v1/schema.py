"""What the schema says of every call that opens a booking or may be sent twice."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from bookings.api.v1.refusals import refused
from railway.lib.schema import header

# In the schema's own form, which the library takes though its annotations name another.
BOOKING_KEY: Any = [{"booking": []}]
ACCOUNT_KEY: Any = [{"account": []}]
NO_ACCOUNT = {401: "`not_authenticated`: the account's bearer token is missing, void or revoked."}
WAITING_KEY: Any = [{"waiting": []}]
SEASON_KEY: Any = [{"season": []}]
PERHAPS_BOOKING_KEY: Any = [{}, {"booking": []}]
REFERENCE = OpenApiParameter(
    "reference",
    {"type": "string", "pattern": "^[A-Za-z0-9-]{1,12}$"},
    OpenApiParameter.PATH,
    description="The booking's reference, as told or as people write it: K7M4TQ9, k7m-4tq9.",
)
NUMBER = OpenApiParameter(
    "number",
    {"type": "string", "pattern": "^[1-9]$"},
    OpenApiParameter.PATH,
    description="The passenger's number in the booking, from 1.",
)
KEY_REFUSALS = {
    400: "`idempotency_key_form`.",
    422: "`idempotency_key_reused`: the key was used with another body.",
}
LOCATION = header("Location", "The address of what was made.", [201])
REPLAYED = header("Idempotent-Replayed", "`true` when an earlier answer is repeated.", [200, 201, 204])


def of_booking(*kinds: type[Exception], codes: dict[int, str] | None = None) -> dict[int, str]:
    """This function describes the refusals of a call that opens a booking by its token."""
    return refused(
        *kinds, codes={401: "`not_authenticated`: the booking's bearer token is missing."} | (codes or {})
    )
