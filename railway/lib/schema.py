"""What the published schema says of every call besides its own result."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema_serializer,
    inline_serializer,
)
from rest_framework import serializers

from railway.lib.problems import MEDIA_TYPE


class PointerOutput(serializers.Serializer[Any]):
    """A field of the request (RFC 6901 pointer; of a query, its parameter) and what is wrong with it."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField(required=False)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A field that needs another value",
            {
                "type": "about:blank",
                "code": "request_not_understood",
                "title": "The request is not understood",
                "status": 400,
                "detail": "Some fields need another value; each is named in pointers.",
                "pointers": [
                    {
                        "pointer": "/passengers/0/birth_date",
                        "code": "date_expected",
                        "detail": "Write the date as 2026-12-01.",
                    }
                ],
            },
            media_type=MEDIA_TYPE,
            status_codes=["400"],
        )
    ]
)
class ProblemOutput(serializers.Serializer[Any]):
    """An error (RFC 9457). Decide by `code`; `title` and `detail` are words in the language of the request."""

    type = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    pointers = PointerOutput(many=True)


LANGUAGE = OpenApiParameter(
    "Accept-Language",
    str,
    OpenApiParameter.HEADER,
    description="`ru`, `be` or `en`; names and words come in this language.",
    examples=[OpenApiExample("English", "en"), OpenApiExample("Belarusian", "be")],
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="A new random text (a UUID) for each thing you want done once. Sent again with the same body it gets"
    " the first answer, with `Idempotent-Replayed: true`; with another body, 422 `idempotency_key_reused`.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="The ETag of an answer you have."
)
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    description="Names this very answer, for If-None-Match.",
    response=[200],
)
READ = [LANGUAGE, IF_NONE_MATCH, ETAG]
PAGING = [
    OpenApiParameter("cursor", str, description="From `next` or `previous` of another page."),
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": 500, "default": 100},
        description="Rows of a page.",
    ),
]
RETRY_AFTER = "The header Retry-After tells the seconds."
ANY_CALL = {
    400: "`request_not_understood` (see `pointers`), `parse_error`.",
    404: "`not_found`: there is no such thing, or it is not yours to see.",
    406: "`not_acceptable`: the header Accept does not allow the answer's format.",
    429: f"`throttled`: too many requests from your network. {RETRY_AFTER}",
    503: f"`busy`: nothing was changed, try again. {RETRY_AFTER}",
}
ANY_BODY = {
    413: "`body_too_large`: over 64,000 bytes.",
    415: "`unsupported_media_type`: send application/json.",
}


def answers(
    success: dict[Any, Any], *, refusals: dict[int, str] | None = None, body: bool = False
) -> dict[Any, Any]:
    """This function joins a call's own answers with the problems that any call, or any with a body, may answer."""
    problems = ANY_CALL | (ANY_BODY if body else {})
    for code, text in (refusals or {}).items():
        problems[code] = " ".join(filter(None, [problems.get(code, ""), text]))
    return success | {
        (code, MEDIA_TYPE): OpenApiResponse(ProblemOutput, description=text)
        for code, text in sorted(problems.items())
    }


def reads(success: dict[Any, Any], *, refusals: dict[int, str] | None = None) -> dict[Any, Any]:
    """This function does the same for a call that only reads; its parameters are READ."""
    unchanged = OpenApiResponse(description="The answer is still the one named in If-None-Match.")
    return answers(success | {304: unchanged}, refusals=refusals)


def page_of(output: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """This function describes a cursor page of these rows."""
    return inline_serializer(
        f"{output.__name__.removesuffix('Output')}Page",
        {
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": output(many=True),
        },
    )


def described(*codes: str) -> str:
    """This function lists codes of refusals as a description does."""
    return ", ".join(f"`{code}`" for code in codes)


def header(name: str, description: str, statuses: Iterable[int]) -> OpenApiParameter:
    """This function describes a header of these answers."""
    return OpenApiParameter(
        name,
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description=description,
        response=list(statuses),
    )
