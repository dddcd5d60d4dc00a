"""The one place where whatever a call raises becomes an answer."""

from typing import Any

from rest_framework.response import Response

from bookings.api.v1.refusals import refusal_for
from railway.lib import problems


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """This function answers the refusals of the domain and of the framework alike, as problem documents."""
    number = context["kwargs"].get("number")
    refusal = refusal_for(error, passenger=int(number) if number else None)
    return problems.exception_handler(refusal or error, context)
