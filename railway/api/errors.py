"""The one place where whatever a call raises becomes an answer."""

from typing import Any

from rest_framework.response import Response

from bookings.api.v1.refusals import refusal_for
from railway.lib import problems


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """This function answers the refusals of the domain and of the framework alike, as problem documents."""
    return problems.exception_handler(refusal_for(error) or error, context)
