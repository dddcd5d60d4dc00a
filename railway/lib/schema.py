"""What every call of the API may answer besides its own result."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class PointerOutput(serializers.Serializer[Any]):
    """A field of the request and what is wrong with it (RFC 6901 pointer)."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField(required=False)


class ProblemOutput(serializers.Serializer[Any]):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    pointers = PointerOutput(many=True)


LANGUAGE = OpenApiParameter(
    "Accept-Language", str, OpenApiParameter.HEADER, description="ru, be or en; texts come in this language."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text up to 100 characters; the same key and body get the same answer.",
)


def answers(success: dict[int, Any], *, refusals: dict[int, str] | None = None) -> dict[Any, Any]:
    """This function joins a call's own answers with those that any call may give (400, 404, 405, 406, 415, 429)."""
    common = {
        400: "The request is not understood.",
        404: "There is no such thing, or it is not yours to see.",
        405: "This address does not take that method.",
        406: "Only JSON is answered.",
        415: "Only JSON is taken.",
        429: "Too many requests; see Retry-After.",
    }
    problems = common | (refusals or {})
    return success | {
        (code, "application/problem+json"): OpenApiResponse(ProblemOutput, description=text)
        for code, text in sorted(problems.items())
    }
