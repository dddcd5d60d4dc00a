"""Reading the body of an API write: JSON of a sane size, depth and alphabet, whatever was sent."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

LARGEST_BODY = 64_000
DEEPEST = 16
UNKEEPABLE = re.compile("[\0\ud800-\udfff]")  # NUL and lone surrogates: neither UTF-8 nor PostgreSQL has them


class BodyTooLarge(exceptions.APIException):
    """The body is larger than any write of this API needs."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"


class JsonBody(BaseParser):
    """JSON in UTF-8, up to 64,000 bytes and 16 levels deep, of characters that a database can keep."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """This method returns the value of the body. Raises ParseError (400) or BodyTooLarge (413)."""
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge(_("The body is larger than any request needs."))
        try:
            value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise exceptions.ParseError(_("The body is not JSON in UTF-8.")) from None
        if not _can_be_kept(value):
            raise exceptions.ParseError(
                _("The body is nested too deep or has characters that can't be kept.")
            )
        return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _can_be_kept(value: Any) -> bool:
    return all(
        depth <= DEEPEST and not (isinstance(each, str) and UNKEEPABLE.search(each))
        for each, depth in _walk(value)
    )


def _walk(value: Any) -> Iterator[tuple[Any, int]]:
    """This function yields every key and value with its depth, without recursion: the depth is the sender's choice."""
    waiting = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        yield each, depth
        if isinstance(each, dict):
            waiting += [(part, depth + 1) for pair in each.items() for part in pair]
        elif isinstance(each, list):
            waiting += [(part, depth + 1) for part in each]
