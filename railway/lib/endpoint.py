"""How every call of the API is made out of a plain function."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers, set_response_etag
from rest_framework.decorators import api_view
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

View = Callable[..., HttpResponseBase]

CHANGES_SELDOM = "public, max-age=300"
LIVE = "public, max-age=10"
PRIVATE = "private, no-store"


class _AnyFormat(DefaultContentNegotiation):
    """For addresses that name their format themselves: the header Accept is not looked at."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """This method takes the one renderer, which is needed for problems alone."""
        return renderers[0], renderers[0].media_type


def endpoint(
    *methods: str, cache: str, accept_any: bool = False
) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """This function makes an API view of a function; whoever answers GET also answers HEAD.

    `cache` is the Cache-Control of good answers (errors are never kept). A private answer gets its ETag here, since
    Django leaves those out that may not be stored: a client that polls may keep the tag, though no cache the answer.
    """

    def made(function: View) -> Callable[..., HttpResponseBase]:
        @wraps(function)
        def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = function(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", cache)
            if cache == PRIVATE:
                _tag_privately(request, response)
            return response

        if accept_any:
            answered.content_negotiation_class = _AnyFormat  # type: ignore[attr-defined]  # where api_view looks
        view = api_view([*methods, *(["HEAD"] if "GET" in methods else [])])(answered)
        # OPTIONS would answer a description that the schema doesn't have.
        view.cls.http_method_names = [name for name in view.cls.http_method_names if name != "options"]
        return view

    return made


def _tag_privately(request: Request, response: HttpResponseBase) -> None:
    patch_vary_headers(response, ["Authorization"])
    if request.method != "GET" or response.status_code != 200:
        return
    if isinstance(response, Response):
        response.add_post_render_callback(set_response_etag)
    else:
        set_response_etag(response)
